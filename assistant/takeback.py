"""What a person takes back: an allergy that was a false alarm, a goal, a limit. Pure.

Only what is known can be taken back, so that a first statement is never misread as one.
"""

import re
from collections.abc import Iterable, Iterator

from assistant.profile import Act, Command, Profile, Slot
from knowledge.allergens import find_in_text, name_in
from knowledge.vocabulary import Caution, Concern

_TAKE = re.compile(
    r"\b(?<!не )(?<!don't )(?<!not )(?<!never )(?:"
    r"убер\w*|убрать|удал\w*|вычеркн\w*|забуд\w*|забыть|отмен\w*|сотр\w*|сними\w*|не учитыва\w*|"
    r"не считай\w*|игнорир\w*|снять|"
    r"remove|delete|drop|forget(?: about)?|scrap|scratch|cross (?:out|off)|ignore|disregard|cancel|"
    r"take (?:off|out|back)|clear|discard|never ?mind|undo|don't count|strike)\b"
)
_OVER = re.compile(
    r"\b(?:не ?актуальн\w*|ложн\w+ тревог\w*|ошиб(?:ся|лась|ла|ка|очка|очно|алась)|перепутал\w*|"
    r"не подтверди\w+|больше нет|уже нет|нет больше|передумал\w*|не оказалось|"
    r"оказалось,? (?:что )?(?:нет|ее нет|его нет)|на самом деле нет|обознал\w*|обозналась|погорячил\w*|"
    r"не имел\w* в виду|зря (?:написал|сказал|сообщил)\w*|не то (?:написал|сказал)\w*|"
    r"false alarm|mistaken?|misspoke|mix(?:ed)? (?:it |that )?up|not any ?more|no longer|after all|"
    r"wrong about|turns out (?:i'm|i am|it's|it is) not|scratch that|i was wrong)\b"
)
_PRODUCT = re.compile(
    r"\b(?:средств\w*|крем\w*|продукт\w*|сыворотк\w*|масл\w*|состав\w*|все|всё|"
    r"products?|creams?|serums?|oils?|anything|everything|stuff|all)\b"
)
_UNWANTED = re.compile(
    r"\b(?:забуд\w*|не надо|не нужн\w*|не важн\w*|неважн\w*|вычеркн\w*|отмен\w*|не учитыва\w*|"
    r"бог с (?:ним|ней|ними)|передумал\w* (?:насч[её]т|про|с)|больше не (?:беспоко\w*|волну\w*|интересу\w*)|"
    r"не (?:волну\w*|интересу\w*|беспоко\w*)|не так важн\w*|прошл[аио]|"
    r"forget(?: about)?|scratch|scrap|never ?mind|ignore|don't care about|skip|cancel|"
    r"not (?:worried|bothered|interested)|no need for|leave out|not about|is fine now|are gone|is gone)\b"
)
_FROM_THE_LIST = re.compile(r"\b(?:из (?:списка|задач|целей)|goals?|from (?:the|my) list)\b")
_NO_LIMIT = re.compile(
    r"\b(?:(?:не ?важно|все равно|без разницы),? сколько (?:стоит|денег|это)|без (?:бюджета|лимита|ограничени\w+)|(?:деньги|сумма|цена|бюджет)\w* (?:уже )?(?:больше )?"
    r"(?:не ?важ\w+|любо\w+|не ограничен\w*|без разницы)|no (?:budget|limit|price limit)|"
    r"(?:money|budget|price) (?:is no object|doesn't matter|is flexible)|any (?:price|budget))\b"
)
_GONE = re.compile(
    r"\b(?:закончил\w*|кончил\w*|выброс\w*|выкинул\w*|выкину\w*|больше нет|нет больше|уже нет|"
    r"отдал\w*|не пользуюсь|ran out|run out|used up|finished|threw|gave (?:it|them) away|"
    r"don't (?:have|use)|no longer (?:have|use)|it's empty)\b"
)
_NOT_NOW = {
    Caution.PREGNANCY: r"родила|(?:больше|уже) не беремен|не беремен|тест отрицат|"
    r"gave birth|had (?:the|my|our) baby|not pregnant|no longer pregnant|test (?:was|is) negative",
    Caution.BREASTFEEDING: r"(?:больше|уже) не корм|не кормлю|(?:закончил|перестал|бросил|завершил)\w* "
    r"(?:гв\b|грудн|корм)|отлучил|(?:stopped|finished|done|quit) (?:breast|nurs)|weaned|"
    r"(?:no longer|not) (?:breast|nurs)",
    Caution.TRYING_TO_CONCEIVE: r"(?:больше|уже) не планиру|передумал\w* (?:рожать|беремен|заводить)|"
    r"(?:not|no longer|stopped) trying",
    Caution.ISOTRETINOIN: r"не (?:пью|принимаю|принимал|пил|на) ?\w* ?(?:роаккут|изотрет|акнекут)|"
    r"(?:роаккут|изотрет|акнекут)\w* (?:не пью|не принимаю|никогда)|"
    r"(?:not|never) (?:on|taking|took|taken|been on) (?:accutane|isotret|roacc)",
}
_CAUTION_WORDS = {
    Caution.PREGNANCY: r"беремен|pregnan",
    Caution.BREASTFEEDING: r"кормл|грудью|\bгв\b|breast|nursing",
    Caution.TRYING_TO_CONCEIVE: r"планир|зачат|trying|conceive|\bttc\b",
    Caution.ISOTRETINOIN: r"роаккут|изотрет|акнекут|сотрет|accutane|isotret|roaccutan",
    Caution.RECENT_PROCEDURE: r"пилинг|лазер|процедур|чистк|peel|laser|procedure",
    Caution.ECZEMA_PRONE: r"экзем|атопи|eczema|dermatitis",
}
_LASTING = re.compile(r"закончил|отмен|finished|cancel|stopped|бросил|допил")
"""The end of a course is no end of its caution: only a mistake is."""
_GOAL_WORDS = {
    Concern.ACNE: r"прыщ|\bакне|высып|\bугр|\bacne|pimple|breakout|\bzit",
    Concern.POST_ACNE: r"постакне|след\w* от|рубц|post-?acne|marks|scars",
    Concern.BLACKHEADS: r"черн\w+ точ|комедон|blackhead",
    Concern.ENLARGED_PORES: r"\bпор(?:ы|ам|ами|ах)?\b|\bpores?",
    Concern.OILINESS: r"блеск|жирност|shin|greas|oiliness",
    Concern.DRYNESS: r"сухост|шелуш|dryness|flak",
    Concern.REDNESS: r"красн|купероз|redness|rosacea",
    Concern.PIGMENTATION: r"пигмент|пят(?:на|ен|нами)|веснуш|pigment|spots|freckle|melasma",
    Concern.WRINKLES: r"морщин|wrinkle|\blines|crow's feet",
    Concern.FIRMNESS: r"упруг|овал|дрябл|лифтинг|firm|sagg?|jawline",
    Concern.DARK_CIRCLES: r"круг|синяк|circles",
    Concern.PUFFINESS: r"отек|мешк|puff|\bbags",
    Concern.DULLNESS: r"туск|сияни|dull|glow",
    Concern.UNEVEN_TEXTURE: r"рельеф|текстур|бугрист|texture|bump",
    Concern.SUN_PROTECTION: r"солнц|спф|\bspf|sunscreen|sun protection",
}
_SCALAR_WORDS = {
    Slot.BUDGET_RUB: r"бюджет|лимит|\bсумм|budget|\blimit",
    Slot.AGE: r"возраст|\bage\b",
    Slot.SKIN_TYPE: r"тип кожи|тип\b|skin type",
    Slot.SENSITIVE: r"чувствительн|sensitiv",
    Slot.FRAGRANCE_FREE: r"отдуш|запах|аромат|fragrance|scent|perfum",
}
_ALLERGY = re.compile(r"аллерг|allerg")
_NO_ALLERGY = re.compile(
    r"(?:нет|не было)\W+(?:\w+\W+){0,2}аллерг|не аллерги[кч]|"
    r"аллерги\w*(?:\W+\w+){0,3}?\W+(?:нет|не было|прошла)\b|"
    r"(?:not|isn't|no longer|never) allergic|no (?:\w+ )?allerg|allerg\w* (?:is )?gone"
)
_OTHERS = re.compile(
    r"\b(?:больше|друг\w+|ин(?:ых|ой)|кроме|только|остальн\w+|other|else|more|except|besides|only)\b"
)
"""No allergies besides those told: nothing is taken back."""
_TURN = re.compile(r"[.!?;,\n]|\b(?:только|лучше|а|но|only|but|just)\b")
_NO_MATTER = re.compile(
    r"\b(?:не ?важ\w+|все равно|без разницы|doesn't matter|don't (?:mind|care)|whatever)\b"
)
_STEM = 4
_NEAR = 40


def taken_back(text: str, profile: Profile) -> tuple[Command, ...]:
    """Commands that take back what a message says is no longer so or never was.

    Args:
        text: The message as it came.
        profile: What is known.
    """
    plain = text.lower().replace("ё", "е").replace("’", "'")
    found = [
        *_lists(Slot.ALLERGIES, _allergies(plain, profile), text),
        *_lists(Slot.CAUTIONS, _cautions(plain, profile), text),
        *_lists(Slot.GOALS, _goals(plain, profile), text),
        *_lists(Slot.SHELF, _shelf(plain, profile), text),
    ]
    found += [
        Command(act=Act.DENY, slot=slot, value=None, evidence=text)
        for slot in _scalars(plain, profile)
    ]
    return tuple(found)


def says_no_allergies(text: str) -> bool:
    """Whether a message says that there are no allergies at all."""
    plain = text.lower().replace("ё", "е").replace("’", "'")
    return bool(_NO_ALLERGY.search(plain)) and not _OTHERS.search(plain)


def says_no_limit(text: str) -> bool:
    """Whether a message says that money does not matter."""
    return bool(_NO_LIMIT.search(text.lower().replace("ё", "е").replace("’", "'")))


def without(commands: Iterable[Command], gone: Iterable[Command]) -> tuple[Command, ...]:
    """Commands less those that state again what the same message takes back."""
    lists = {(c.slot, item) for c in gone for item in _items(c)}
    scalars = {c.slot for c in gone if c.value is None}
    return tuple(
        command
        for command in commands
        if not (
            command.act in (Act.SET, Act.CORRECT)
            and (
                command.slot in scalars
                or (_items(command) and all((command.slot, i) in lists for i in _items(command)))
            )
        )
    )


def _items(command: Command) -> tuple[str, ...]:
    return command.value if isinstance(command.value, tuple) else ()


def _lists(slot: Slot, values: Iterable[str], text: str) -> Iterator[Command]:
    if names := tuple(values):
        yield Command(act=Act.DENY, slot=slot, value=names, evidence=text)


def _taken(plain: str, target: str, cue: re.Pattern[str] = _TAKE) -> bool:
    """Whether a cue stands next to a target, with no product between them."""
    for match in re.finditer(target, plain):
        head = plain[max(0, match.start() - _NEAR) : match.start()]
        tail = plain[match.end() : match.end() + _NEAR]
        before = [found.end() for found in cue.finditer(head)]
        after = cue.search(tail)
        if before and _joined(head[before[-1] :]):
            return True
        if after and _joined(tail[: after.start()].lstrip(" ,")):
            return True
    return False


def _joined(between: str) -> bool:
    """Whether nothing ends or turns the thought between a cue and its target."""
    return not (_PRODUCT.search(between) or _TURN.search(between))


def _over(plain: str, target: str) -> bool:
    """Whether what is named is said to be over or to have been a mistake."""
    return bool(re.search(target, plain) and _OVER.search(plain))


def _stems(words: str) -> str:
    """A pattern that finds a name's words with other endings."""
    stems = [
        re.escape(word[: max(_STEM, len(word) - 2)])
        for word in re.findall(r"[\w-]+", words.lower().replace("ё", "е"))
        if len(word) >= _STEM
    ]
    return rf"\b(?:{'|'.join(stems)})" if stems else r"(?!)"


def _allergies(plain: str, profile: Profile) -> list[str]:
    known = profile.allergies
    if not known:
        return []
    heard = {name for name, _ in find_in_text(plain)}
    patterns = {name: rf"{_stems(name)}|{_stems(name_in('ru', name))}" for name in known}
    named = [name for name in known if name in heard or re.search(patterns[name], plain)]
    generic = bool(_ALLERGY.search(plain)) and not named and not heard
    targets = named or (list(known) if generic else [])
    return [
        name
        for name in targets
        if _taken(plain, patterns[name] if named else _ALLERGY.pattern)
        or (_taken(plain, _ALLERGY.pattern) and not _PRODUCT.search(plain))
        or _over(plain, patterns[name] if named else _ALLERGY.pattern)
        or (_NO_ALLERGY.search(plain) and not _OTHERS.search(plain))
    ]


def _cautions(plain: str, profile: Profile) -> list[str]:
    found = []
    for caution in profile.cautions:
        words = _CAUTION_WORDS.get(caution)
        if words is None:
            continue
        ended = caution in _NOT_NOW and re.search(rf"\b(?:{_NOT_NOW[caution]})", plain)
        lasting = caution is Caution.ISOTRETINOIN and _LASTING.search(plain)
        if ended or (not lasting and (_taken(plain, words) or _over(plain, words))):
            found.append(caution.value)
    return found


def _goals(plain: str, profile: Profile) -> list[str]:
    return [
        goal.value
        for goal in profile.goals
        if _taken(plain, _GOAL_WORDS[goal], _UNWANTED)
        or (_taken(plain, _GOAL_WORDS[goal]) and _FROM_THE_LIST.search(plain))
    ]


def _shelf(plain: str, profile: Profile) -> list[str]:
    return [
        item
        for item in profile.shelf
        if re.search(_stems(item), plain)
        and (_GONE.search(plain) or _OVER.search(plain) or _taken(plain, _stems(item)))
    ]


def _scalars(plain: str, profile: Profile) -> Iterator[Slot]:
    for slot, words in _SCALAR_WORDS.items():
        if getattr(profile, slot.value) is None:
            continue
        no_limit = slot is Slot.BUDGET_RUB and _NO_LIMIT.search(plain)
        no_matter = slot is Slot.FRAGRANCE_FREE and _taken(plain, words, _NO_MATTER)
        if _taken(plain, words) or no_limit or no_matter:
            yield slot
