"""Words that tell of an allergy, of a reaction, or of neither. Pure."""

import re

ALLERGY = re.compile(
    r"(?<!\w)(?:аллерги\w*|аллергик\w*|непереносим\w*|can't have|(?:must|have to|need to|gotta) avoid|(?:must|have to|need to|told me to) (?:exclude|cut out|stay off)|told (?:me )?to avoid|аллерген\w*|turned out (?:it was|to be)|виноват\w*|(?:is|are|was|were) confirmed|подтвержден\w*|(?:the )?culprit (?:is|was)|(?:сказал\w*|велел\w*|надо|нужно|должн\w+) (?:\w+ ){0,2}(?:исключ\w+|избегать)|deathly|no-go|bad reaction|не переношу|не переносит|"
    r"allerg\w+|(?:positive )?patch test(?:ed)?(?: positive)?|положительн\w+ (?:проб\w*|тест)|intoleran\w+|can't (?:do|use|tolerate|have|handle|touch)|cannot (?:use|tolerate)|anaphyla\w*|анафилак\w*|аллерголог\w* (?:\w+ )?(?:вписал\w?|записал\w?|поставил\w?|наш[её]л|нашла|написал\w?)(?: в карту)?|реакция на|реагирую на|reaction to|react (?:badly )?to|sensitive to|чувствительность к)(?!\w)"
)
REACTION = re.compile(
    r"(?<!\w)(?:от|на|after|from|with|whenever|when|to|gives?|makes?|causes?|после|как намаж\w+|как только|стоит)(?!\w)"
)
REACTS = re.compile(
    r"(?<!\w)(?:чеш\w+|чес\w+|сып\w+|обсыпа(?:ет|ло|ла)\w*|высып\w+|пятнами|красн\w+ пятн\w+|пятна по|в пятнах|надува\w+|пупыр\w+|пузырьк\w+|расчеш\w+|сыплет|опух\w+|отек\w*|крапивниц\w*|зуд\w*|красне\w+|сыпь|щипл\w+|щипет|щиплет|жжет|раздраж\w+|волдыр\w+|задыха\w+|покрыва\w+|распух\w+|раздува\w+|слез\w+|чиха\w+|реагир\w+|дерматит\w*|не друж\w+|пузыр\w+|блямб\w*|корк\w*|вздул\w*|вздува\w*|раздуло|мокну|зудит|зудят|зудел\w*|ч[её]с\w*|квинке|почесух\w+|расчес\w+|горит|горят|развод(?:ы|ами)|ужасн\w+ реакци\w+|реакци\w+|"
    r"rash\w*|hives|itch\w*|swell\w*|swollen|break\w* (?:me )?out|blister\w*|react\w*|burn\w*|welts|irritat\w*|red|bumps|wheez\w*|flare\w*|stings?|blow\w* (?:\w+ )?up|puffs?|wheals?|marshmallows?|sausages?|balloons?|swell\w*|puff up|bad time|scratch\w*|claw\w*|ballon\w*|balloon\w*|dermatitis|get along|lumps|lumpy|erupt\w*|went fat|break\w* into|comes? (?:out|up) in|bring\w* me out)(?!\w)"
)
NO_ALLERGY = re.compile(
    r"(?<!\w)(?:(?:аллерги\w*|реакци\w*|непереносимост\w*)(?: \w+){0,4}? (?:нет|нету|не (?:было|замеча\w*|знаю|имею|наблюда\w*|выявл\w*|страда\w*))|(?:нет|без|нету|никак\w+|отсутству\w+)(?: \w+){0,2}? аллерги\w*|не аллергик|"
    r"no (?:known |real |other )?allerg\w+|(?:not|isn't|aren't) allergic|without allerg\w+|don't have (?:any )?allerg\w+|allerg\w+:? (?:none|nope|no|n/a)|never had (?:any )?allerg\w+|non-?allergic|zero allerg\w+|allergic to nothing)(?!\w)"
)
WISH_WITHOUT = re.compile(r"(?:без|without|no|free of|не люблю|don't like|hate)\W+(?:\w+\W+){0,2}$")
OUTSIDE = re.compile(
    r"(?<!\w)(?:кош\w*|кот\w*|собак\w*|шерст\w*|пыл\w*|пыльц\w*|берез\w*|амброз\w*|полын\w*|тополин\w*|cats?|dogs?|dust|pollen|hay ?fever|ragweed|grass|penicillin|пенициллин\w*|антибиотик\w*|ibuprofen|aspirin pills|mold|plesen\w*|плесень|насеком\w*|цветен\w*|поллиноз)(?!\w)"
)
ALLERGY_STOP = re.compile(
    r"[.!?;\n]|(?<!\w)(?:а (?:так|вот|еще|ещё|кожа)|но|но кож\w*|бюджет\w*|кожа|лицо|мне|i'm|but|my|budget|skin|hoping|want|need|looking|хочу|ищу|нужн\w*|возраст|please|пользуюсь|use)(?!\w)"
)


def denies(text: str) -> bool:
    """Whether the message says that there is no allergy."""
    return bool(NO_ALLERGY.search(text))


def outside(text: str, start: int, end: int) -> bool:
    """Whether an allergen is one that no cosmetic carries (cats, pollen)."""
    return bool(OUTSIDE.search(text[start:end]))


_OF_IT = re.compile(
    r"(?<!\w)(?:(?:from|after) (?:it|them)|(?:от|на|с|после) (?:него|нее|них)|(?:it|they) (?:gave|gives?|makes?|made) me)(?!\w)"
)
_NO_REACTION = re.compile(r"(?<!\w)(?:no|without|без|нет|никак\w+)\W+(?:any\W+)?" + REACTS.pattern)
_SPOTS = re.compile(r"(?<!\w)пятн(?:а|ами)(?!\w)")
_NEAR = 50
"""Characters between an allergen, the pronoun for it and the reaction."""


def of_pronoun(text: str, start: int, end: int) -> bool:
    """Whether the reaction is told of a pronoun: "без спирта? у меня от него кожа зудит"."""
    after = text[end : end + 2 * _NEAR]
    pronoun = _OF_IT.search(after)
    if pronoun is None or text[start:end][:5] in after[: pronoun.start()]:
        return False
    near = after[max(0, pronoun.start() - _NEAR) : pronoun.end() + _NEAR]
    near = _NO_REACTION.sub("", near)
    return bool(REACTS.search(near) or _SPOTS.search(near))


_SEARCHED = re.compile(
    r"suspect|thought|think it was|convinced|blam|ruled|test|derm|allergist|doctor|optician|doc\b|culprit|turn(?:s|ed) out|all along"
    r"|подозрева|думал|грешил|тест|проб|врач|доктор|аллерголог|дерматолог|оказал|виноват"
)
_FOUND_BEFORE = re.compile(
    r"(?<!\w)(?:(?:оказал\w+|выяснил\w+)[,\s]+(?:(?:что|все-таки|это|дело|в|был\w?|же)[,\s]+){0,3}"
    r"|(?:(?<!не )виноват\w*|виновник\w*)[,\s-]+(?:(?:был\w?|оказал\w+|это|сам\w?)[,\s]+){0,2}(?:(?!не\b)\w+ (?:с|со) )?"
    r"|(?:показал\w*|подтвердил\w*|выявил\w*|нашл[аи])[,\s]+(?:только|лишь|один|одн[аоу])[,\s]+"
    r"|(?:тест|проб|анализ)\w*[,\s]+(?:показал\w*|выявил\w*)[,\s]+"
    r"|не (?:он|она|оно|они|в (?:нем|ней|них)|то)[,\s]+а[,\s]+(?:на |в )?"
    r"|turn(?:s|ed) out[,\s]+(?:(?:to be|that|it|was|is|it's|the)[,\s]+){0,4}"
    r"|(?:it's|it is|it was|culprit (?:was|is)|me it's|me it is)[,\s]+(?:(?:actually|really|the|just|only|plain)[,\s]+){0,2}"
    r"|(?:test|tests|panel)[,\s]+(?:says|said|say)[,\s:]+(?:it's[,\s]+)?"
    r"|(?:showed|shows|found|flagged|revealed|nailed|confirmed)[,\s]+(?:(?:only|just|it|the|as)[,\s:]+){0,3})$"
)
_THOUGHT = re.compile(
    r"(?<!\w)(?:think|thought|thinks|convinced|sure|suspect\w*|blam\w+|думал\w*|казалось|подозрева\w+|грешил\w*)\W+(?:\w+\W+){0,2}$|(?<!\w)не\W+$"
)
_FOUND_AFTER = re.compile(
    r"\W{1,3}(?:(?:acid|oil|it|кислот\w|масл\w)\W+)?(?:lit up|came up|came back positive|is a yes|was the (?:one|culprit)|всплыл\w*|виноват\w*(?=\W*(?:[.,;!]|$))"
    r"|and (?:he|she|they)(?:'s| is| was|'re| were) right"
    r"|(?:(?:и|and|the|my|аллерголог|врач|тест|дерматолог|allergist|doctor|dermatologist|derm|test)\W+){0,3}(?:подтвердил\w*|confirmed))(?!\w)"
)


_BY_TEST = re.compile(r"тест|проб|анализ|test|panel")
_CLEARED = re.compile(
    r"\W+(?:is|was|are|were)\W+(?:\w+\W+)?(?:fine|ok|okay|not|clear|clean|innocent|safe|negative)(?!\w)"
)


def found_out(text: str, start: int, end: int) -> bool:
    """Whether a search for the cause ended at this: "it was MIT all along", «показал только хром»."""
    if not _SEARCHED.search(text) or _CLEARED.match(text, end):
        return False
    before = _FOUND_BEFORE.search(text[:start])
    if before is not None:
        if _BY_TEST.match(before[0]):
            return True
        return not _THOUGHT.search(text[max(0, before.start() - 25) : before.start()])
    thought = _THOUGHT.search(text[max(0, start - 25) : start])
    return bool(_FOUND_AFTER.match(text, end)) and (
        thought is None or "confirm" in text or "подтверд" in text
    )


_WORD = re.compile(r"[\w-]+")
_COMES_OF = re.compile(
    REACTS.pattern + r"\W+(?:(?!no\b|not\b|не\b|нет\b)\w+\W+){0,2}?(?:from|to|after|от)\W+$"
)
_SUPPOSED = re.compile(
    r"(?<!\w)(?:thought|was sure|used to|suspected|думал\w*|казалось|подозрева\w+|раньше)(?!\w)"
)


def comes_of(text: str, start: int, sentence: tuple[int, int]) -> bool:
    """Whether a reaction is said to come of what stands next: "erupts from fragrance"."""
    before = text[sentence[0] : start]
    ends = [m.end() for m in _WORD.finditer(text, start)][:3]
    if any(found_out(text, start, end) for end in ends):
        return True
    unsure = denies(text[slice(*sentence)]) or _SUPPOSED.search(before) is not None
    return not unsure and bool(_COMES_OF.search(before))
