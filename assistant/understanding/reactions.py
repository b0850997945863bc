"""Words that tell of an allergy, of a reaction, or of neither. Pure."""

import re

ALLERGY = re.compile(
    r"(?<!\w)(?:аллерги\w*|аллергик\w*|непереносим\w*|can't have|(?:must|have to|need to|gotta) avoid|deathly|no-go|bad reaction|не переношу|не переносит|"
    r"allerg\w+|(?:positive )?patch test(?:ed)?(?: positive)?|положительн\w+ (?:проб\w*|тест)|intoleran\w+|can't (?:do|use|tolerate|have|handle|touch)|cannot (?:use|tolerate)|anaphyla\w*|анафилак\w*|реакция на|реагирую на|reaction to|react (?:badly )?to|sensitive to|чувствительность к)(?!\w)"
)
REACTION = re.compile(
    r"(?<!\w)(?:от|на|after|from|with|whenever|when|to|gives?|makes?|causes?|после)(?!\w)"
)
REACTS = re.compile(
    r"(?<!\w)(?:чеш\w+|чес\w+|сып\w+|обсыпа(?:ет|ло|ла)\w*|высып\w+|пятнами|опух\w+|отек\w*|крапивниц\w*|зуд\w*|красне\w+|сыпь|щипл\w+|щипет|щиплет|жжет|раздраж\w+|волдыр\w+|задыха\w+|покрыва\w+|распух\w+|раздува\w+|слез\w+|чиха\w+|реагир\w+|дерматит\w*|не друж\w+|пузыр\w+|блямб\w*|корк\w*|вздул\w*|вздува\w*|раздуло|мокну|зудит|зудят|зудел\w*|ч[её]с\w*|квинке|почесух\w+|расчес\w+|ужасн\w+ реакци\w+|реакци\w+|"
    r"rash\w*|hives|itch\w*|swell\w*|swollen|break\w* (?:me )?out|blister\w*|react\w*|burn\w*|welts|irritat\w*|red|bumps|wheez\w*|flare\w*|stings?|blow\w* (?:\w+ )?up|puffs?|wheals?|marshmallows?|sausages?|balloons?|swell\w*|puff up|bad time|scratch\w*|claw\w*|ballon\w*|balloon\w*|dermatitis|get along)(?!\w)"
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
