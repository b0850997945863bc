"""What an ingredient list says about a product, by rules that each name their source. Pure."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

from pydantic import BaseModel, ConfigDict

from knowledge.facts import load_facts
from knowledge.ingredients import Evidence, PregnancyStatus
from knowledge.ingredients import Ingredient as Fact
from knowledge.label import Ingredient
from knowledge.parsing import parsed_text
from knowledge.product import ProductActive
from knowledge.vocabulary import Active, Concern, SkinType, Step, Texture, Tri

RINSE_OFF = frozenset({Step.MAKEUP_REMOVER, Step.CLEANSER})
_LEVEL = {Evidence.STRONG: 3.0, Evidence.MODERATE: 2.0, Evidence.LIMITED: 1.0}
_MIN_EFFECT = 0.6


class Rules(BaseModel):
    """The derivation rules, compiled; see data/derivation.yaml."""

    model_config = ConfigDict(frozen=True, arbitrary_types_allowed=True)

    line: frozenset[str]
    patterns: dict[str, re.Pattern[str]]
    front: dict[str, int]
    eye_only: frozenset[Concern]
    steps: tuple[tuple[Step, re.Pattern[str]], ...]
    textures: tuple[tuple[Texture, re.Pattern[str]], ...]
    sources: dict[str, str]


class Derived(BaseModel):
    """What the rules say about a product; `sources` names the rule behind each field."""

    model_config = ConfigDict(frozen=True)

    actives: tuple[ProductActive, ...] = ()
    concerns: tuple[Concern, ...] = ()
    skin_types: dict[SkinType, Tri] = {}
    sensitive_ok: Tri = Tri.UNKNOWN
    fragrance_free: Tri = Tri.UNKNOWN
    pregnancy: Tri = Tri.UNKNOWN
    sources: dict[str, str] = {}


@cache
def load_rules() -> Rules:
    """The rules that ship with the package."""
    text = files("knowledge").joinpath("data/derivation.yaml").read_text("utf-8")
    data: dict[str, Any] = parsed_text(text)
    groups = {name: part for name, part in data.items() if "patterns" in part}
    return Rules(
        line=frozenset(data["one_percent_line"]["names"]),
        patterns={name: re.compile("|".join(part["patterns"])) for name, part in groups.items()},
        front={name: int(part.get("front", 0)) for name, part in groups.items()},
        eye_only=frozenset(Concern(name) for name in data["eye_only"]["concerns"]),
        steps=tuple((Step(r["step"]), _pattern(r)) for r in data["steps"]["names"]),
        textures=tuple((Texture(r["texture"]), _pattern(r)) for r in data["textures"]["names"]),
        sources={name: str(part["source"]) for name, part in data.items()},
    )


def _pattern(row: Mapping[str, str]) -> re.Pattern[str]:
    return re.compile(row["pattern"], re.IGNORECASE)


def step_of(*texts: str | None) -> Step | None:
    """The step that the first speaking text names (category before product name), or None."""
    for text in texts:
        for step, pattern in load_rules().steps if text else ():
            if pattern.search(text or ""):
                return step
    return None


def texture_of(*texts: str | None) -> Texture:
    """The texture that the first speaking text names."""
    for text in texts:
        for texture, pattern in load_rules().textures if text else ():
            if pattern.search(text or ""):
                return texture
    return Texture.UNKNOWN


class _Known(NamedTuple):
    """What facts and rules say about one INCI name."""

    fact: Fact | None
    actives: tuple[Active, ...]
    groups: frozenset[str]


@lru_cache(maxsize=65_536)
def _known(inci: str) -> _Known:
    facts, patterns = load_facts(), load_rules().patterns
    groups = frozenset(name for name, pattern in patterns.items() if pattern.search(inci))
    return _Known(facts.labelled(inci), facts.actives_of(inci), groups)


class _List:
    """One ingredient list with its facts, read once for all rules."""

    def __init__(self, ingredients: Sequence[Ingredient]) -> None:
        self.items = ingredients
        self.rules = rules = load_rules()
        self.line = next(
            (i.position for i in ingredients if i.inci in rules.line), len(ingredients) + 1
        )
        self.all = [(item, _known(item.inci)) for item in ingredients]
        self.facts = [(item, known.fact) for item, known in self.all if known.fact]

    def has(self, group: str) -> bool:
        return self.count(group) > 0

    def count(self, group: str) -> int:
        front = self.rules.front[group] or len(self.items)
        return sum(group in known.groups for item, known in self.all if item.position <= front)

    def trace(self, item: Ingredient, fact: Fact) -> bool:
        """Below 1 % although the fact says that it works from 1 % up."""
        if item.percent is not None:
            return fact.usual is not None and item.percent < fact.usual[0] / 2
        return item.position > self.line and fact.usual is not None and fact.usual[0] >= 1


def effects(step: Step, ingredients: Sequence[Ingredient]) -> dict[Concern, float]:
    """How strongly the ingredients speak for each concern, 0..4: evidence, dose and place.

    An effect of an ingredient, never a promise for the product.
    """
    return _effects(step, _List(ingredients))


def _effects(step: Step, found: _List) -> dict[Concern, float]:
    votes: defaultdict[Concern, list[float]] = defaultdict(list)
    for item, fact in found.facts:
        weight = _place(item, found) * (0.15 if found.trace(item, fact) else 1.0)
        for concern, evidence in fact.does.items():
            if concern in found.rules.eye_only and step is not Step.EYE:
                continue
            votes[concern].append(weight * (_LEVEL[evidence] - (step in RINSE_OFF)))
    if step in RINSE_OFF:
        votes.pop(Concern.DRYNESS, None)
    return {
        concern: min(4.0, max(values) + 0.15 * (sum(values) - max(values)))
        for concern, values in votes.items()
        if max(values) > 0
    }


def _place(item: Ingredient, found: _List) -> float:
    if item.percent is not None or item.position <= 5:
        return 1.0
    if item.position < found.line:
        return 0.8 if item.position <= 12 else 0.6
    return 0.5 if item.position <= 20 else 0.25


def derive(step: Step, ingredients: Sequence[Ingredient], *, spf: int | None = None) -> Derived:
    """Everything the rules can say; with an empty list every answer is unknown."""
    if not ingredients:
        return Derived()
    rules = load_rules()
    found = _List(ingredients)
    strength = _effects(step, found)
    if not spf:
        strength.pop(Concern.SUN_PROTECTION, None)
    scented = found.has("fragrance")
    return Derived(
        actives=_actives(found),
        concerns=tuple(
            c for c, s in sorted(strength.items(), key=lambda kv: -kv[1]) if s >= _MIN_EFFECT
        ),
        skin_types=_skin_types(step, found, strength),
        sensitive_ok=_sensitive(found, scented=scented),
        fragrance_free=Tri.NO if scented else Tri.YES,
        pregnancy=_pregnancy(found),
        sources={
            "actives": "INCI list; families.yaml",
            "concerns": "INCI list; facts on ingredients; " + rules.sources["one_percent_line"],
            "skin_types": rules.sources["heavy"],
            "sensitive_ok": "INCI list; irritant notes of the ingredients",
            "fragrance_free": rules.sources["fragrance"],
            "pregnancy": "INCI list; pregnancy status of the ingredients",
        },
    )


def _actives(found: _List) -> tuple[ProductActive, ...]:
    return tuple(
        ProductActive(
            active=active, inci=item.inci, percent_min=item.percent, percent_max=item.percent
        )
        for item, known in found.all
        for active in known.actives
    )


def _pregnancy(found: _List) -> Tri:
    """No: something to avoid is in it. Unknown: something with limits or without data is."""
    states = {fact.pregnancy for _, fact in found.facts}
    for _, known in found.all:
        if Active.RETINOID in known.actives:
            states.add(PregnancyStatus.AVOID)
        elif Active.BHA in known.actives:
            states.add(PregnancyStatus.LIMITED)
    if PregnancyStatus.AVOID in states:
        return Tri.NO
    return Tri.UNKNOWN if states & {PregnancyStatus.LIMITED, PregnancyStatus.UNKNOWN} else Tri.YES


def _sensitive(found: _List, *, scented: bool) -> Tri:
    levels = [
        fact.irritant
        for item, fact in found.facts
        if item.position < found.line or item.percent is not None
    ]
    if scented or "high" in levels or "moderate" in levels or found.has("drying"):
        return Tri.NO
    return Tri.UNKNOWN if "mild" in levels else Tri.YES


def _skin_types(step: Step, found: _List, strength: Mapping[Concern, float]) -> dict[SkinType, Tri]:
    """Only what the list supports; a type that is not in the answer is unknown."""
    types: dict[SkinType, Tri] = {}
    heavy = 0 if step in RINSE_OFF or step is Step.LIP else found.count("heavy")
    drying = found.has("drying")
    control = max(strength.get(Concern.OILINESS, 0), strength.get(Concern.BLACKHEADS, 0))
    rich = strength.get(Concern.DRYNESS, 0)
    if drying:
        types[SkinType.DRY] = Tri.NO
    elif rich >= 1.5 and control < 2:
        types[SkinType.DRY] = Tri.YES
    if heavy >= 2 or (heavy and found.items[0].inci != "AQUA"):
        types[SkinType.OILY] = Tri.NO
    elif not heavy and (control >= 1 or not found.has("oily_lipids")):
        types[SkinType.OILY] = types[SkinType.COMBINATION] = Tri.YES
    if not drying:
        types[SkinType.NORMAL] = Tri.YES
    return types
