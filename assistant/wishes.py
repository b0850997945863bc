"""What a person asks of the routine in their own words: cheaper, shorter, another cream. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from knowledge.vocabulary import Active, Step


class Change(StrEnum):
    """What to do with one step of the routine."""

    CHEAPER = "cheaper"
    OTHER = "other"
    WITHOUT = "without"
    BACK = "back"  # a step or active that was left out may come again


@dataclass(frozen=True, slots=True)
class StepWish:
    """A wish about one place of the routine (every kind of treatment is Step.TREATMENT)."""

    place: Step
    change: Change


@dataclass(frozen=True, slots=True)
class Wished:
    """What a message asks of the routine.

    Attributes:
        minimal: True: fewer steps; False: the full version; None: nothing said.
        cheaper: The whole routine should cost less.
        steps: Wishes about single steps.
        avoid: Actives the person does not want.
        allow: Actives that may come again.
    """

    minimal: bool | None = None
    cheaper: bool = False
    steps: tuple[StepWish, ...] = ()
    avoid: frozenset[Active] = frozenset()
    allow: frozenset[Active] = frozenset()

    def __bool__(self) -> bool:
        """Whether anything was asked for."""
        return self != Wished()


_FEW = (
    r"(?:по)?меньше (?:шагов|средств|этапов|баночек)|минимум (?:шагов|средств)|"
    r"минимальн\w+ (?:уход|набор|рутин\w*)|(?:(?:в|из) )?(?:три|3|трех) (?:шага|средства|шагов|средств)|"
    r"fewer (?:steps|products)|less steps|minimal (?:routine|set|care)|(?:three|3) (?:steps|products)|"
    r"simple routine"
)
_FEW_ASKED = re.compile(rf"\b(?:{_FEW})\b")
_SHORTER = re.compile(
    rf"\b(?:{_FEW}|короче|покороче|попроще|(?:сократи|упрости)\w*|слишком (?:сложно|длинно)|"
    r"(?:слишком )?много (?:шагов|средств|этапов)|слишком много(?=\W*$)|"
    r"shorter|simpler|simplify|minimal|too (?:long|complicated)|so many (?:steps|products)|"
    r"столько (?:шагов|средств|этапов)|"
    r"too (?:many|much)(?: (?:steps|products|stuff|to do|for me))?(?=\W*$))\b"
)
_LONGER = re.compile(
    r"\b(подробнее|поподробнее|полн(ый|ую|ая) (уход|версия|версию)|разверн\w+|"
    r"full (routine|version)|more detail\w*|in detail)\b"
)
_CHEAPER = re.compile(
    r"\b(подешевле|дешевле|(по)?бюджетн(ее|ый|ую|ое)|недорог\w+|дорого(вато)?|дорог(ой|ая|ие)|"
    r"cheaper|less expensive|more affordable|too (expensive|pricey|much money)|pricey|lower price)\b"
)
_CHEAP_ASKED = re.compile(
    r"\b(подешевле|дешевле|бюджетн(ее|ый|ую|ое|о)|недорог\w+|cheap(er)?(?! (?:aftershave|soap|shampoo|stuff))|affordable|inexpensive)\b"
)
_OTHER = re.compile(
    r"\b(замени\w*|поменя\w*|сменить|друг(ой|ую|ое|им|ого)|вместо|аналог\w*|альтернатив\w*|"
    r"(слишком )?(жирн(ый|ое)|липк\w+|тяжел(ый|ое|ая))|greasy|sticky|too (heavy|rich|oily)|"
    r"не (нравится|нравятся|подош\w+|подходит|люблю|устраивает)|"
    r"replace\w*|swap\w*|another|a different|something else|instead of|alternatives?|substitute|"
    r"don'?t like|doesn'?t suit|didn'?t (suit|like))\b"
)
_WITHOUT = re.compile(
    r"\b(без|убер\w*|убрать|исключ\w*|выкин\w*|вычеркн\w*|не (нужн\w*|надо|хочу|буду)|"
    r"обо(йтись|йдусь) без|откаж\w*|боюсь|"
    r"without|no(?! (?:i|it|that|this|we|you)\b)|skip|drop|remove|leave out|get rid of|cut( out)?|don'?t (want|need)|avoid|"
    r"rather not use|scared of|afraid of)\b"
)
_BACK = re.compile(
    r"\b(верн\w*|добав\w*|вс[ее]-таки с|можно (и )?с|пусть будет|"
    r"(bring|put|add)\b.{0,25}\bback|back in|add|okay with|ok with|fine with)\b"
)
_DISLIKE = re.compile(
    rf"{_WITHOUT.pattern}|\b(не (люблю|переношу)|don'?t like|hate|can'?t stand)\b"
)
_UNLIKE_WITHOUT = re.compile(
    r"\b(аллерг\w*|allerg\w*|запах\w*|отдуш\w*|fragrance|scent\w*|вопрос\w*|questions?)\b"
)
# In this order: an eye cream and a cream with SPF are no face cream.
_PLACES: tuple[tuple[Step, re.Pattern[str]], ...] = tuple(
    (step, re.compile(rf"\b(?:{words})\b"))
    for step, words in (
        (
            Step.EYE,
            r"(?:крем\w*|средств\w*|сыворотк\w*|гел\w*) (?:для|вокруг|под) (?:кожи вокруг )?(?:век|глаз)|"
            r"eye (?:cream|serum|product|gel|care)",
        ),
        (
            Step.SUNSCREEN,
            r"(?:крем\w* )?(?:с )?(?:спф|spf|санскрин\w*)|солнцезащит\w*|защит\w+ от солнца|"
            r"крем\w* от солнца|sun ?(?:screen|block|cream)\w*|sun protection",
        ),
        (
            Step.CLEANSER,
            r"умывалк\w*|умывани\w*|очищени\w*|очищающ\w+|(?:гел\w*|пенк\w*|средств\w*|мусс\w*)"
            r"(?: для умывания)?|cleanser|cleansing \w+|face ?wash|wash|foam",
        ),
        (Step.LIP, r"бальзам\w*(?: для губ)?|lip balm"),
        (
            Step.TREATMENT,
            r"сыворотк\w*|серум\w*|эссенци\w*|тоник\w*|тонер\w*|пилинг\w*|актив\w*(?: уход\w*)?|"
            r"serum|essence|toner|exfoliant|peel|treatment|actives|active (?:care|treatment|product|step)s?",
        ),
        (Step.MOISTURIZER, r"крем\w*|увлажня\w+|moisturi[sz]er|cream|lotion"),
    )
)
_ACTIVES: tuple[tuple[frozenset[Active], re.Pattern[str]], ...] = tuple(
    (frozenset(actives), re.compile(rf"\b(?:{words})\b"))
    for actives, words in (
        ({Active.RETINOID}, r"ретин\w+|адапален\w*|retin\w+|adapalene"),
        (
            {Active.BHA},
            r"салицил\w+(?: кислот\w*)?|bha|salicylic(?: acid)?",
        ),
        ({Active.AZELAIC_ACID}, r"азелаин\w+(?: кислот\w*)?|azelaic(?: acid)?"),
        (
            {Active.HYALURONIC_ACID},
            r"гиалурон\w+(?: кислот\w*)?|hyaluronic(?: acid)?",
        ),
        (
            {Active.AHA},
            r"(?:гликол|молочн|миндальн)\w+(?: кислот\w*)?|aha|(?:glycolic|lactic|mandelic)(?: acid)?",
        ),
        ({Active.AHA, Active.BHA, Active.PHA}, r"кислот\w*|acids?"),
        ({Active.NIACINAMIDE}, r"ниацинамид\w*|niacinamide"),
        (
            {Active.VITAMIN_C, Active.VITAMIN_C_DERIVATIVE},
            r"витамин\w* [сc]|vitamin c",
        ),
        ({Active.BENZOYL_PEROXIDE}, r"бензоил\w*(?: пероксид\w*)?|benzoyl(?: peroxide)?|bpo"),
        ({Active.PEPTIDE}, r"пептид\w*|peptides?"),
        ({Active.SCRUB}, r"скраб\w*|scrubs?"),
        ({Active.TEA_TREE}, r"чайн\w+ дерев\w*|tea tree(?: oil)?"),
    )
)
_UNWANTED = re.compile(
    r",? (?:не (?:нужен|нужн\w+|надо)|убер\w+|лишн\w+|(?:remove|drop|skip) it|get rid of it)\b"
)
_NEAR = 34
"""Characters between what is wished and what it is wished of."""
_WHY = re.compile(r"\b(почему|отчего|why|how come)\b")
_WHAT_IF = re.compile(r"\bwhat if\b|\bwhat happens if\b|\bчто,? (?:будет,? )?если\b")
_CLAUSE = re.compile(r"[,;:]|\b(?:и|а|но|чтобы|and|but|because|so)\b")
_SENTENCE = re.compile(r"[^.!?;\n]+\??")


def read_wish(text: str, *, standing: bool = True) -> Wished:
    """What a message asks of the routine; an empty Wished when nothing.

    Args:
        text: The message as it came.
        standing: Whether there is a routine that the words may be about; before the first one
            only plain words count ("too much" may be said of anything).
    """
    plain = text.lower().replace("ё", "е").replace("’", "'")
    if _WHAT_IF.search(plain):
        return Wished()  # "what if I skip the serum?" wants an answer, and the serum left alone
    shorter, cheap = (_SHORTER, _CHEAPER) if standing else (_FEW_ASKED, _CHEAP_ASKED)
    minimal = True if shorter.search(plain) else (False if _LONGER.search(plain) else None)
    steps: dict[Step, Change] = {}
    avoid: frozenset[Active] = frozenset()
    allow: frozenset[Active] = frozenset()
    for match in _SENTENCE.finditer(plain):
        sentence = match.group()
        for step, change in _step_wishes(sentence):
            if standing or change is Change.WITHOUT:
                steps.setdefault(step, change)
        # "Why is there no vitamin C?" wants a reason too.
        for actives, change in () if _WHY.search(sentence) else _active_wishes(sentence):
            avoid |= actives if change is Change.WITHOUT else frozenset()
            allow |= actives if change is Change.BACK else frozenset()
    # "Why so expensive?" wants a reason, not another routine.
    cheaper = bool(cheap.search(plain)) and not steps and not _WHY.search(plain)
    found = tuple(StepWish(step, change) for step, change in steps.items())
    return Wished(minimal, cheaper, found, avoid, allow)


def _step_wishes(sentence: str) -> Iterator[tuple[Step, Change]]:
    rest = sentence
    for step, pattern in _PLACES:
        for match in pattern.finditer(rest):
            change = _change(sentence, match.start(), match.end())
            if change is not None:
                yield step, change
        rest = pattern.sub(lambda found: "·" * len(found.group()), rest)


def _change(sentence: str, start: int, end: int) -> Change | None:
    """What is wished of what stands at a place of a sentence: the nearest cue counts."""
    if _near(_CHEAPER, sentence, start, end):
        return Change.CHEAPER
    if _before(_WITHOUT, sentence, start) and not _UNLIKE_WITHOUT.search(sentence):
        return Change.WITHOUT
    if _UNWANTED.match(sentence[end:]):
        return Change.WITHOUT
    if _near(_OTHER, sentence, start, end):
        return Change.OTHER
    return Change.BACK if _comes_back(sentence, start, end) else None


def _comes_back(sentence: str, start: int, end: int) -> bool:
    after = re.match(r" (?:можно )?(?:обратно )?(?:верн\w+|добав\w+|можно)\b", sentence[end:])
    # "And a scrub, may I?" asks; it wishes for nothing.
    return (bool(after) and not sentence.endswith("?")) or _before(_BACK, sentence, start)


def _active_wishes(sentence: str) -> Iterator[tuple[frozenset[Active], Change]]:
    rest = sentence
    for actives, pattern in _ACTIVES:
        for match in pattern.finditer(rest):
            allergy = re.search(r"аллерг|allerg", sentence)
            if _before(_DISLIKE, sentence, match.start()) and not allergy:
                yield actives, Change.WITHOUT
            elif _comes_back(sentence, match.start(), match.end()):
                yield actives, Change.BACK
        rest = pattern.sub(lambda found: "·" * len(found.group()), rest)


def _near(cue: re.Pattern[str], sentence: str, start: int, end: int) -> bool:
    return bool(cue.search(sentence[max(0, start - _NEAR) : end + _NEAR]))


def _before(cue: re.Pattern[str], sentence: str, start: int) -> bool:
    """Whether a cue stands right before: no other verb or clause between."""
    head = sentence[max(0, start - _NEAR) : start]
    found = list(cue.finditer(head))
    return bool(found) and not _CLAUSE.search(head[found[-1].end() :])
