"""Decided facts into the words of a routine: why, when, how much, how to begin. Pure."""

import itertools
from collections.abc import Callable, Iterable, Sequence

from assistant.routine.fitting import EYE_GOALS, Person
from assistant.routine.model import WEEK, WEEKS, Day, Texts
from assistant.routine.scheduling import Placement, Weeks
from assistant.routine.shelf import PREFIX
from knowledge.product import Product, ProductActive
from knowledge.regimen import Regimen
from knowledge.vocabulary import Active, Caution, Concern, Language, Step, Texture, Tri

BARRIER = (Active.CERAMIDE, Active.PANTHENOL, Active.HYALURONIC_ACID, Active.UREA,
           Active.GLYCERIN, Active.SQUALANE)  # fmt: skip
TONE_GOALS = frozenset(
    {Concern.PIGMENTATION, Concern.POST_ACNE, Concern.DULLNESS, Concern.UNEVEN_TEXTURE,
     Concern.ENLARGED_PORES}
)  # fmt: skip

COMMON = frozenset({Active.GLYCERIN, Active.VITAMIN_E, Active.HYALURONIC_ACID, Active.PANTHENOL,
                    Active.ALLANTOIN, Active.SQUALANE, Active.ANTIOXIDANT})  # fmt: skip
"""Actives of so many products that they explain no choice where another is there."""
_COMMONPLACE = 2.0

Named = Callable[[ProductActive, Texts], str]
"""What people call an active, in the language of the texts."""


def owned(product: Product) -> bool:
    """Whether a product is of the person's own shelf."""
    return product.id.startswith(PREFIX)


def name_of(product: Product, texts: Texts) -> str:
    """The product's name in the person's language, with its brand where the name lacks it."""
    name = product.display_name(texts.language.value)
    if product.brand and product.brand.casefold() not in name.casefold():
        return f"{product.brand} {name}"
    return name


def joined(items: Sequence[str], texts: Texts) -> str:
    """Items as a sentence would list them."""
    if len(items) < 2:
        return "".join(items)
    return texts("routine-and", first=", ".join(items[:-1]), last=items[-1])


def capitalised(text: str) -> str:
    """The text with its first letter in upper case and the rest as it was."""
    return text[:1].upper() + text[1:]


def by_family(active: ProductActive, texts: Texts) -> str:
    """The name of an active's family."""
    return texts(f"routine-active-{active.active}")


def why(
    product: Product, known: bool, person: Person, regimen: Regimen, texts: Texts, named: Named
) -> str:
    """One to three short sentences that rest on the product's own facts."""
    if owned(product):
        return texts("routine-why-owned-known" if known else "routine-why-owned")
    parts = [
        _purpose(product, person, regimen, texts, named),
        *_suitability(product, person, texts),
    ]
    return " ".join(part for part in parts if part)


def _purpose(product: Product, person: Person, regimen: Regimen, texts: Texts, named: Named) -> str:
    if product.step is Step.SUNSCREEN:
        if product.spf is None:
            return texts("routine-why-sun-unknown")
        return texts("routine-why-sun", spf=product.spf)
    if product.step is Step.CLEANSER:  # rinsed off: what it holds has little time to act
        return texts("routine-why-clean")
    goal = _for_goals(product, person, regimen, texts, named)
    if goal:
        return goal
    if product.step is Step.LIP:
        return texts("routine-why-lip")
    if product.step is Step.MOISTURIZER:
        return _barrier(product, texts, named) or texts("routine-why-moist")
    if product.step is Step.EYE:
        goals = [item for item in person.goals if item in EYE_GOALS]
        return texts("routine-why-eye", goals=goals_text(goals, texts))
    return texts("routine-why-treat")


def _for_goals(
    product: Product, person: Person, regimen: Regimen, texts: Texts, named: Named
) -> str:
    """The active that serves most of the person's goals, and those goals."""
    serves: dict[ProductActive, list[Concern]] = {}
    for goal in person.goals:
        if goal in EYE_GOALS and product.step is not Step.EYE:
            continue
        best = _best_active(product, goal, regimen)
        if best is not None and goal is not Concern.SUN_PROTECTION:
            serves.setdefault(best, []).append(goal)
    if not serves:
        return ""
    active = max(serves, key=lambda item: _telling(item, serves[item], person, regimen))
    said = capitalised(_with_strength(active, named(active, texts), texts))
    return texts("routine-why-goal", active=said, goals=goals_text(serves[active][:2], texts))


def _telling(
    active: ProductActive, goals: Sequence[Concern], person: Person, regimen: Regimen
) -> float:
    """How well an active explains why a product was chosen: its support for each goal."""
    helps = regimen.by_active[active.active].helps
    support = sum(helps.get(goal, 0) * person.goals[goal] for goal in goals)
    return support - (_COMMONPLACE if active.active in COMMON else 0.0)


def goals_text(goals: Sequence[Concern], texts: Texts) -> str:
    """Goals as one phrase; what the second begins with like the first is said once."""
    said = [texts(f"routine-goal-{goal}") for goal in goals]
    return joined([said[0], *(_without_shared(said[0], other) for other in said[1:])], texts)


def _without_shared(first: str, other: str) -> str:
    words, rest = first.split(), other.split()
    while len(rest) > 1 and words and words[0] == rest[0]:
        words, rest = words[1:], rest[1:]
    return " ".join(rest)


def _with_strength(active: ProductActive, name: str, texts: Texts) -> str:
    """The name with the strength that the label states."""
    low, high = active.percent_min, active.percent_max
    if low is None and high is None:
        return name
    first, last = (f"{item:g}" for item in (low or high or 0, high or low or 0))
    share = first if first == last else f"{first}–{last}"
    if texts.language is Language.RU:
        share = share.replace(".", ",")
    return f"{name} {share} %"


def _best_active(product: Product, goal: Concern, regimen: Regimen) -> ProductActive | None:
    levels = {
        item: regimen.by_active[item.active].helps.get(goal, 0)
        for item in product.actives
        if item.active in regimen.by_active and item.active is not Active.UV_FILTER
    }
    best = max(levels, key=lambda item: levels[item], default=None)
    return best if best is not None and levels[best] > 0 else None


def _barrier(product: Product, texts: Texts, named: Named) -> str:
    first = {item.active: item for item in reversed(product.actives)}
    said = [named(first[active], texts) for active in BARRIER if active in first][:2]
    if not said:
        return ""
    return texts("routine-why-barrier", active=capitalised(joined(said, texts)))


def _suitability(product: Product, person: Person, texts: Texts) -> list[str]:
    said = []
    skin = person.profile.skin_type
    if skin is not None and product.suits(skin) is Tri.YES:
        said.append(texts(f"routine-why-skin-{skin}"))
    if person.delicate and product.sensitive_ok is Tri.YES:
        said.append(texts("routine-why-sensitive"))
    cares = person.delicate or person.profile.fragrance_free
    if cares and product.fragrance_free is Tri.YES:
        said.append(texts("routine-why-no-fragrance"))
    return said


def amount(product: Product, regimen: Regimen, texts: Texts) -> str:
    """How much to take, in things people can picture."""
    if product.step is Step.CLEANSER and product.texture in (Texture.OIL, Texture.BALM):
        return texts("routine-amount-cleanser-oil")
    if product.step in (Step.CLEANSER, Step.EYE, Step.LIP, Step.MOISTURIZER, Step.SUNSCREEN):
        return texts(f"routine-amount-{product.step}")
    strong = regimen.strong(product)
    if product.step in (Step.TONER, Step.ESSENCE) or product.texture is Texture.WATER:
        return texts("routine-amount-strong-toner" if strong else "routine-amount-toner")
    if strong:
        return texts("routine-amount-pea")
    if product.step is Step.SERUM:
        return texts("routine-amount-serum")
    return texts("routine-amount-treatment")


def wait(product: Product, texts: Texts) -> str:
    """How long to wait round a step, where it matters."""
    if product.step is Step.SUNSCREEN:
        return texts("routine-wait-sun")
    if product.step in (Step.CLEANSER, Step.LIP, Step.MOISTURIZER, Step.EYE):
        return ""
    if any(item.active is Active.RETINOID for item in product.actives):
        return texts("routine-wait-dry")
    return texts("routine-wait-absorb")


def days_text(days: Sequence[Day], texts: Texts) -> str:
    """Days of a week in words."""
    if len(days) == len(WEEK):
        return texts("routine-when-daily")
    return ", ".join(texts(f"routine-day-{day}") for day in days)


def when(weeks: Weeks, texts: Texts) -> str:
    """The days of use, with the weeks in which they change."""
    spans = _spans(weeks)
    if not spans:
        return ""
    week, days = spans[0]
    first = days_text(days, texts)
    said = [first if week == 1 else texts("routine-when-from", week=week, days=first)]
    said += [
        texts("routine-when-then", week=week, days=days_text(days, texts))
        for week, days in spans[1:]
    ]
    return "; ".join(said)


def _spans(weeks: Weeks) -> list[tuple[int, tuple[Day, ...]]]:
    """(first week, days) of each stretch of equal weeks, unused ones skipped."""
    spans: list[tuple[int, tuple[Day, ...]]] = []
    for week, days in enumerate(weeks, 1):
        if days and (not spans or spans[-1][1] != days):
            spans.append((week, days))
    return spans


def introduction(
    basics: Iterable[Product],
    placements: Sequence[Placement],
    texts: Texts,
    *,
    sensitive: bool | None = None,
) -> tuple[str, ...]:
    """What is added week by week, how often, and what is patch-tested meanwhile."""
    fresh = sorted((item for item in placements if item.start > 1), key=lambda item: item.start)
    names = joined([name_of(item, texts) for item in basics], texts)
    lines = []
    if names:
        test = _next_test(fresh, 1, "routine-intro-basics-test", texts)
        skin = {True: "sensitive", False: "hardy", None: "unknown"}[sensitive]
        line = texts("routine-intro-basics", names=names, test=test, skin=skin)
        lines.append(" ".join(line.split()))
    if fresh:
        lines += _week_lines(fresh, texts)
        lines.append(texts("routine-intro-pause"))
    return tuple(lines)


def _week_lines(fresh: Sequence[Placement], texts: Texts) -> list[str]:
    """A line for each week with news, and one for each stretch of weeks without."""
    lines = []
    weeks = [(week, _week_line(week, fresh, texts)) for week in range(2, WEEKS + 1)]
    for quiet, stretch in itertools.groupby(weeks, key=lambda pair: pair[1] is None):
        if not quiet:
            lines += [line for _, line in stretch if line is not None]
            continue
        numbers = [week for week, _ in stretch]
        first, last = numbers[0], numbers[-1]
        key = "routine-intro-keep" if first == last else "routine-intro-keep-weeks"
        lines.append(texts(key, week=first, last=last))
    return lines


def _week_line(week: int, fresh: Sequence[Placement], texts: Texts) -> str | None:
    """What is new in a week, or None."""
    started = [item for item in fresh if item.start == week]
    if started:
        placement = started[0]
        part = "morning" if any(placement.morning) else "evening"
        days = placement.morning[week - 1] or placement.evening[week - 1]
        test = _next_test(fresh, week, "routine-intro-next-test", texts)
        return texts(
            "routine-intro-new",
            week=week,
            name=name_of(placement.product, texts),
            part=_parts_text(placement, part, texts),
            days=days_text(days, texts),
            test=test,
        ).strip()
    for placement in fresh:
        weeks = placement.evening if any(placement.evening) else placement.morning
        if placement.start < week and weeks[week - 1] != weeks[week - 2]:
            name = name_of(placement.product, texts)
            return texts(
                "routine-intro-more", week=week, name=name, days=days_text(weeks[week - 1], texts)
            )
    return None


def _parts_text(placement: Placement, part: str, texts: Texts) -> str:
    if any(placement.morning) and any(placement.evening):
        both = [texts("routine-part-morning"), texts("routine-part-evening")]
        return joined(both, texts)
    return texts(f"routine-part-{part}")


def _next_test(fresh: Sequence[Placement], week: int, key: str, texts: Texts) -> str:
    """What to patch-test now: the next product to be added, a week or so ahead."""
    following = next((item for item in fresh if item.start > week), None)
    return "" if following is None else texts(key, name=name_of(following.product, texts))


def expect(person: Person, texts: Texts) -> str:
    """What changes when, and when to see a doctor."""
    goals = person.goals.keys()
    keys = []
    if {Concern.ACNE, Concern.BLACKHEADS} & goals:
        keys.append("routine-expect-acne")
    if Concern.DRYNESS in goals or Caution.ISOTRETINOIN in person.profile.cautions:
        keys.append("routine-expect-dry")
    if Concern.REDNESS in goals:
        keys.append("routine-expect-redness")
    if {Concern.WRINKLES, Concern.FIRMNESS} & goals:
        keys.append("routine-expect-slow")
    elif TONE_GOALS & goals:
        keys.append("routine-expect-tone")
    keys = keys or ["routine-expect-base"]
    return " ".join(texts(key) for key in (*keys, "routine-expect-doctor"))


def worded(subject: str, circumstance: str, texts: Texts) -> str:
    """A rule's stable terms in a person's words; unknown terms stay as they are."""
    said = _either(texts, f"routine-active-{subject}", f"routine-subject-{subject}") or subject
    kind = circumstance.partition(" ")[0].partition(":")[0]
    key = f"routine-circumstance-{kind.replace('-', '_')}"
    return f"{said} — {_either(texts, key) or texts('routine-circumstance-other')}"


def _either(texts: Texts, *keys: str) -> str:
    for key in keys:
        try:
            return texts(key.replace(" ", "-"))
        except KeyError:
            continue
    return ""
