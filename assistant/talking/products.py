"""Questions about the routine that was just given, answered from that routine alone. Pure."""

import re
from collections.abc import Sequence

from assistant.routine import Routine, RoutineStep
from assistant.texts import Texts

_PLACES: tuple[tuple[frozenset[str], re.Pattern[str]], ...] = tuple(
    (frozenset(steps), re.compile(rf"(?<!\w)(?:{words})(?!\w)"))
    for steps, words in (
        (("cleanser",), r"умыва\w*|очищ\w*|пенк\w*|cleans\w*|face ?wash|wash"),
        (("sunscreen",), r"spf|спф|санскрин\w*|солнцезащит\w*|sunscreen|sun ?block|sun cream"),
        (("eye",), r"(?:для|вокруг|под) (?:век|глаз)\w*|eye (?:cream|gel|serum)"),
        (("toner", "essence"), r"тоник\w*|тонер\w*|эссенци\w*|toner|essence"),
        (("exfoliant",), r"пилинг\w*|отшелуш\w*|скраб\w*|exfoli\w*|peel|scrub"),
        (
            ("serum", "treatment"),
            r"сыворот\w*|серум\w*|актив\w*|гел\w*|serum|treatment|actives?|gel",
        ),
        (("mask",), r"маск\w*|mask"),
        (("lip",), r"бальзам\w*|губ\w*|lip balm|lips?"),
        (("oil",), r"масл\w*|oil"),
        (("moisturizer",), r"крем\w*|флюид\w*|увлажня\w*|moisturi[sz]er\w*|cream|lotion"),
    )
)
_WORD = re.compile(r"[a-zа-я]{4,}")
_COMMON = 4  # letters of a word's beginning that must agree
_HOW_MUCH = re.compile(r"сколько|скольк|how much|amount")
_PRICE = re.compile(r"сто[ие]т|цен\w|дорог|руб|₽|cost|price|expensive|pricey")
_WHEN = re.compile(r"когда|как часто|сколько раз|when|how often|how many times")
_USE = re.compile(
    r"(?<!\w)(?:как|сколько|куда|когда)\W+(?:\w+\W+){0,3}?"
    r"(?:нанос\w+|использ\w+|польз\w+|маза\w*|маж\w+|применя\w+)|"
    r"(?<!\w)how (?:do|should|much|often|to)(?!\w).{0,25}?(?<!\w)(?:use|apply|put)(?!\w)"
)
_ORDER = re.compile(r"(?:перв|втор|трет|четв[её]рт|пят)\w+|first|second|third|fourth|fifth")
_NUMBER = {"пер": 0, "вто": 1, "тре": 2, "чет": 3, "пят": 4}
_NUMBER |= {"fir": 0, "sec": 1, "thi": 2, "fou": 3, "fif": 4}
_PARTS = (
    ("morning", re.compile(r"(?<!\w)(?:утр\w+|morning)(?!\w)")),
    ("evening", re.compile(r"(?<!\w)(?:вечер\w*|на ночь|перед сном|evening|at night)(?!\w)")),
)
_STEPS = re.compile(
    r"(?<!\w)(?:перв\w+|порядк\w+|порядок|очередн\w+|сначала|с чего|шаги|"
    r"what (?:comes |goes )?first|order|steps|which first|evening part|morning part)(?!\w)"
)
_SHORT = 4  # "and in the evening?"
_MOST = 2  # products told about at once


def about(question: str, routine: Routine, say: Texts) -> str | None:
    """What the routine says of the product that a question means; None if it means none.

    With no product named it is about the whole routine: what every step is for.
    """
    plain = question.casefold().replace("ё", "е")
    steps = _steps(routine)
    meant = _by_name(plain, steps) or _by_place(plain, steps)
    if not meant:
        return None
    return " ".join(_told(step, plain, say) for step in meant[:_MOST])


def use(question: str, routine: Routine, say: Texts) -> str | None:
    """How much of a product of the routine and when; None if that is not asked of one."""
    plain = question.casefold().replace("ё", "е")
    steps = _steps(routine)
    meant = (_by_name(plain, steps) or _by_place(plain, steps)) if _USE.search(plain) else []
    lines = [
        say("talk-product-use", name=_named(step), amount=step.amount, when=step.when)
        for step in meant[:_MOST]
        if step.amount
    ]
    return " ".join(lines) or None


def part_of_day(question: str, routine: Routine, say: Texts) -> str | None:
    """The steps of the morning or the evening in their order; None if neither is asked for."""
    plain = question.casefold().replace("ё", "е")
    part = next((key for key, words in _PARTS if words.search(plain)), None)
    if part is None or not (_STEPS.search(plain) or len(plain.split()) <= _SHORT):
        return None
    steps = routine.morning if part == "morning" else routine.evening
    names = " → ".join(step.name for step in steps)
    return f"{say(f'routine-head-{part}')}: {names}." if names else None


def every(routine: Routine, say: Texts) -> str:
    """What every product is for, a line each."""
    lines = [say("talk-product-line", name=_named(step), why=step.why) for step in _steps(routine)]
    return "\n".join([say("talk-product-all"), *lines])


def total(routine: Routine, say: Texts) -> str:
    """What the whole routine costs."""
    return say("talk-product-total", total=routine.total_rub)


def _steps(routine: Routine) -> list[RoutineStep]:
    """Every product once, in the order of the day."""
    found: dict[str, RoutineStep] = {}
    for step in (*routine.morning, *routine.evening):
        found.setdefault(step.name, step)
    return list(found.values())


def _by_name(plain: str, steps: Sequence[RoutineStep]) -> list[RoutineStep]:
    """Steps whose name shares at least two words with the question, or a brand."""
    said = [word[:_COMMON] for word in _WORD.findall(plain)]

    def shared(step: RoutineStep) -> int:
        name = f"{step.name} {step.brand or ''}".casefold().replace("ё", "е")
        return len({word[:_COMMON] for word in _WORD.findall(name)} & set(said))

    best = max(map(shared, steps), default=0)
    return [step for step in steps if shared(step) == best] if best >= 2 else []


def _by_place(plain: str, steps: Sequence[RoutineStep]) -> list[RoutineStep]:
    for places, words in _PLACES:
        here = [step for step in steps if step.step in places]
        if not here or not words.search(plain):
            continue
        number = _ORDER.search(plain)
        at = _NUMBER[number.group()[:3]] if number else 0
        return here[at : at + 1] if number and at < len(here) else here
    return []


def _told(step: RoutineStep, plain: str, say: Texts) -> str:
    if _PRICE.search(plain):
        return _priced(step, say)
    if _HOW_MUCH.search(plain) and step.amount and not _WHEN.search(plain):
        return say("talk-product-amount", name=_named(step), amount=step.amount)
    if _WHEN.search(plain):
        return say("talk-product-when", name=_named(step), when=step.when)
    return say("talk-product-why", name=_named(step), why=step.why, when=step.when)


def _priced(step: RoutineStep, say: Texts) -> str:
    if step.price_rub is None:
        return say("talk-product-own", name=_named(step))
    if step.alternative is None:
        return say("talk-product-price", name=_named(step), price=step.price_rub)
    return say(
        "talk-product-cheaper",
        name=_named(step),
        price=step.price_rub,
        other=step.alternative.name,
        less=step.alternative.price_rub,
    )


def _named(step: RoutineStep) -> str:
    name = f"{step.brand} {step.name}" if step.brand else step.name
    return name[:1].upper() + name[1:]
