"""What the relevance benchmark asks and what counts as relevant; it reads no ranking.

Two sets of rules. The narrow ones came first and are kept so that figures can be compared. The
wider ones were written down before any ranking was looked at under them:

- Labels are the shop's editors' "Good for: …" and "Best for …" marks and their skin-type flags
  where these differ between types. A product whose editors say nothing about type, but whose name
  does ("… for Dry Skin"), is labelled by its name.
- Nothing that states a label is read by any ranker: the mapping reads no label column, and words
  of a skin type are taken out of every name before it is indexed.
- A kind of question: a concern, a skin type, or both ("from wrinkles, for dry skin"); each in
  any step, in every single step and in each third of the products by price, four wordings in each
  language (narrow: two, and no thirds).
- The pool of a question is the products of its step or third that carry labels of all its kinds.
- A question counts when its pool holds at least four relevant and four other products, and at most
  70 % of it are relevant. More than that and any order is nearly right. A type counts only where
  at most 70 % of the pool suit it, also when a concern is asked with it: else the question is
  about the concern alone.
- Both halves, and the shop whose editors mark fit. The other shop file has no label column, and
  twelve names that state a type are too few for one question of each half.
"""

import ast
import csv
import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from knowledge.product import Product
from knowledge.vocabulary import Concern, SkinType, Step

LEAST = 4
"""Relevant products in the pool, and others, below which a question says nothing."""

KINDS = ("concern", "skin type", "type with concern")


class Says(NamedTuple):
    """How people ask for one thing, in each language."""

    ru: tuple[str, ...]
    en: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rules:
    """Which questions count.

    Attributes:
        most: Largest share of the pool that may be relevant.
        wordings: How many wordings of each language are asked.
        combined: Whether a skin type is also asked together with a concern.
        named: Whether a name that states a type labels a product; the words are then hidden.
        thirds: Whether each third by price is a pool of its own.
    """

    name: str
    most: float
    wordings: int
    combined: bool
    named: bool
    thirds: bool


NARROW = Rules("narrow", most=1.0, wordings=2, combined=False, named=False, thirds=False)
WIDE = Rules("wide", most=0.7, wordings=4, combined=True, named=True, thirds=True)
RULES = {rules.name: rules for rules in (NARROW, WIDE)}

CONCERNS = {
    "Good for: Acne/Blemishes": (Concern.ACNE, Says(
        ("от прыщей и воспалений", "проблемная кожа, акне", "постоянно высыпания на лице",
         "что помогает против угрей"),
        ("for acne and blemishes", "breakouts and pimples", "I keep getting spots",
         "something against acne"))),
    "Good for: Pores": (Concern.ENLARGED_PORES, Says(
        ("от расширенных пор", "сузить поры", "поры на носу и щеках видны",
         "чтобы поры были менее заметны"),
        ("for large pores", "minimise pores", "my pores are visible on nose and cheeks",
         "make pores look smaller"))),
    "Good for: Redness": (Concern.REDNESS, Says(
        ("от покраснений", "успокоить красную кожу", "лицо краснеет и раздражается",
         "убрать красноту"),
        ("for redness", "calm red irritated skin", "my face gets red and irritated",
         "reduce flushing"))),
    "Good for: Dark spots": (Concern.PIGMENTATION, Says(
        ("от пигментных пятен", "осветлить пигментацию", "тёмные пятна после лета",
         "выровнять тон от пятен"),
        ("for dark spots", "fade pigmentation", "dark patches after summer",
         "even out spots on my face"))),
    "Good for: Dullness/Uneven Texture": (Concern.DULLNESS, Says(
        ("от тусклого цвета лица", "хочу сияние и ровную кожу", "лицо серое и уставшее",
         "неровная кожа без сияния"),
        ("for dull uneven skin", "glow and radiance", "my face looks grey and tired",
         "smoother and brighter skin"))),
    "Good for: Dryness": (Concern.DRYNESS, Says(
        ("от сухости", "увлажнить обезвоженную кожу", "стянутость и шелушение",
         "коже не хватает влаги"),
        ("for dryness", "hydrate dehydrated skin", "tightness and flaking",
         "my face lacks moisture"))),
    "Good for: Anti-Aging": (Concern.WRINKLES, Says(
        ("от морщин", "антивозрастной уход", "мелкие морщинки на лбу",
         "уход после сорока"),
        ("for wrinkles", "anti-aging care", "fine lines on my forehead",
         "care for mature skin"))),
    "Good for: Loss of firmness": (Concern.FIRMNESS, Says(
        ("для упругости", "подтянуть овал лица", "кожа потеряла тонус",
         "дряблая кожа"),
        ("for firmness", "lifting sagging skin", "my skin has lost its tone",
         "slack skin"))),
    "Good for: Dark Circles": (Concern.DARK_CIRCLES, Says(
        ("от тёмных кругов", "синяки под глазами", "тени под глазами",
         "под глазами темно от недосыпа"),
        ("for dark circles", "circles under my eyes", "shadows under the eyes",
         "dark under eyes from lack of sleep"))),
}  # fmt: skip
SKINS = {
    SkinType.DRY: Says(
        ("для сухой кожи", "у меня сухая кожа", "кожа сухая весь день",
         "подойдёт сухой коже"),
        ("for dry skin", "my skin is dry", "dry skin all day",
         "something that suits dry skin")),
    SkinType.OILY: Says(
        ("для жирной кожи", "у меня жирная кожа", "лицо быстро начинает блестеть",
         "подойдёт жирной коже"),
        ("for oily skin", "my skin is oily", "my face gets shiny quickly",
         "something that suits oily skin")),
    SkinType.COMBINATION: Says(
        ("для комбинированной кожи", "у меня комбинированная кожа",
         "т-зона жирная, щёки сухие", "подойдёт смешанной коже"),
        ("for combination skin", "my skin is combination", "oily T-zone and dry cheeks",
         "something that suits mixed skin")),
    SkinType.NORMAL: Says(
        ("для нормальной кожи", "у меня нормальная кожа", "обычная кожа без проблем",
         "подойдёт нормальной коже"),
        ("for normal skin", "my skin is normal", "ordinary skin without problems",
         "something that suits normal skin")),
}  # fmt: skip
DRIER, OILIER = "Best for Dry, Combo, Normal Skin", "Best for Oily, Combo, Normal Skin"
BEST = {
    SkinType.DRY: {DRIER},
    SkinType.OILY: {OILIER},
    SkinType.COMBINATION: {DRIER, OILIER},
    SkinType.NORMAL: {DRIER, OILIER},
}

_TYPE = r"(?:very )?(?:dry|oily|combination|normal)"
_STATED = re.compile(
    rf"(?:\bfor |[-–—(,] *)?\b{_TYPE}(?:(?: to | and |, |[ /]+){_TYPE})*(?: skin\b\)?|$)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Label:
    """What the editors (or, for types, the name) say a product is for.

    Attributes:
        marks: The "Good for" marks; empty where there are none of them.
        types: The skin types; None where nobody says anything that tells types apart.
        by_name: Only the name says it.
    """

    marks: frozenset[str] = frozenset()
    types: frozenset[SkinType] | None = None
    by_name: bool = False
    editors: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """One question: its wordings share an answer."""

    name: str
    kind: str
    goals: tuple[Concern, ...]
    skin: SkinType | None
    step: Step | None
    wordings: tuple[tuple[str, str], ...]
    pool: frozenset[str]
    relevant: frozenset[str]
    suited: frozenset[str]
    """Products of the pool that suit the skin type; without one: the relevant ones."""

    @property
    def share(self) -> float:
        """The share of the pool that is relevant."""
        return len(self.relevant) / len(self.pool)


def labels(path: Path, rules: Rules) -> dict[str, Label]:
    """What each product of the file is labelled with."""
    with path.open(encoding="utf-8", newline="") as file:
        return {row["product_id"]: _label(row, rules) for row in csv.DictReader(file)}


def _label(row: Mapping[str, str], rules: Rules) -> Label:
    marks = frozenset(ast.literal_eval(row["highlights"] or "[]"))
    flags = frozenset(skin for skin in SKINS if row[f"st_{skin}"] == "1.0")
    best = frozenset(skin for skin in SKINS if BEST[skin] & marks)
    types: frozenset[SkinType] | None = best | (flags if len(flags) < len(SKINS) else frozenset())
    named = stated(row["name"]) if rules.named and not types else frozenset()
    return Label(
        marks=frozenset(m for m in marks if m in CONCERNS or m.startswith("Good for")),
        types=types or named or None,
        by_name=bool(named),
        editors=bool(marks or types),
    )


def stated(name: str) -> frozenset[SkinType]:
    """The skin types that a name says it is for."""
    said = " ".join(_STATED.findall(name)).lower()
    return frozenset(skin for skin in SKINS if skin in said)


def hidden(name: str) -> str:
    """The name without the words that state a skin type."""
    return _STATED.sub(" ", name).strip(" -–—,/") or "product"


def half_of(product_id: str) -> str:
    """The half of a product; weights may look at the dev half only."""
    return "dev" if hashlib.blake2b(product_id.encode(), digest_size=1).digest()[0] % 2 else "test"


def questions(
    known: Mapping[str, Label], products: Mapping[str, Product], rules: Rules
) -> list[Question]:
    """Every question that counts, over the products given."""
    return [q for q in _all(known, products, rules) if _counts(q, rules)]


def _counts(question: Question, rules: Rules) -> bool:
    good, here = len(question.relevant), len(question.pool)
    if rules is NARROW:  # as it was written first
        return LEAST <= good < here - LEAST
    divides = max(good, len(question.suited)) <= rules.most * here
    return LEAST <= good <= here - LEAST and divides


def _all(
    known: Mapping[str, Label], products: Mapping[str, Product], rules: Rules
) -> Iterator[Question]:
    goods = {i for i in products if known[i].marks}
    typed = {i for i in products if known[i].types is not None}
    wanted = [(None, mark) for mark in CONCERNS] + [(skin, None) for skin in SKINS]
    if rules.combined:
        wanted += [(skin, mark) for skin in SKINS for mark in CONCERNS]
    for skin, mark in wanted:
        pool = (goods if mark else set(products)) & (typed if skin else set(products))
        suited = {i for i in pool if skin is None or skin in (known[i].types or ())}
        relevant = {i for i in suited if mark is None or mark in known[i].marks}
        concern, says = CONCERNS[mark] if mark else (None, None)
        asked = [one for one in (says, SKINS[skin] if skin else None) if one]
        kind = KINDS[2 if skin and mark else 1 if skin else 0]
        for name, step, here in _pools(pool, products, rules):
            yield Question(
                name=" ".join(str(x) for x in (concern, skin, name) if x),
                kind=kind,
                goals=(concern,) if concern else (),
                skin=skin,
                step=step,
                wordings=_asked(asked, rules),
                pool=here,
                relevant=here & relevant,
                suited=here & (suited if skin else relevant),
            )


def _asked(says: Sequence[Says], rules: Rules) -> tuple[tuple[str, str], ...]:
    """(language, wording) of a wish; several wishes are said one after the other."""
    return tuple(
        (language, ", ".join(words))
        for language in ("ru", "en")
        for words in list(zip(*(getattr(s, language) for s in says), strict=True))[: rules.wordings]
    )


def _pools(
    pool: set[str], products: Mapping[str, Product], rules: Rules
) -> Iterator[tuple[str, Step | None, frozenset[str]]]:
    """Name, step and products: everything, each step, each third by price."""
    yield "any", None, frozenset(pool)
    for step in Step:
        if step is not Step.OTHER:
            yield step, step, frozenset(i for i in pool if products[i].step is step)
    if rules.thirds:
        by_price = sorted(pool, key=lambda i: (products[i].price_rub or 0, i))
        for at, name in enumerate(("cheap", "middle", "dear")):
            start, end = len(by_price) * at // 3, len(by_price) * (at + 1) // 3
            yield name, None, frozenset(by_price[start:end])
