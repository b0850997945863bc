"""Loads the knowledge data: read once, validated as a whole, every fault reported together."""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from knowledge.errors import UnusableInput
from knowledge.inci import normalised, readings
from knowledge.ingredients import (
    EuLimit,
    Family,
    Ingredient,
    Interaction,
    InteractionKind,
    SafetyRule,
    Topic,
)
from knowledge.parsing import parsed_text
from knowledge.vocabulary import Active
from knowledge.words import folded

DATA = Path(__file__).parent / "data"
_Model = TypeVar("_Model", bound=BaseModel)


class Facts(BaseModel):
    """All facts, indexed. Immutable; safe to share between threads."""

    model_config = ConfigDict(frozen=True, extra="forbid", ignored_types=(cached_property,))

    ingredients: tuple[Ingredient, ...]
    families: tuple[Family, ...] = ()
    interactions: tuple[Interaction, ...] = ()
    eu_limits: tuple[EuLimit, ...] = ()
    safety: tuple[SafetyRule, ...] = ()
    topics: tuple[Topic, ...] = ()

    @cached_property
    def _by_inci(self) -> dict[str, Ingredient]:
        return {
            normalised(name): entry
            for entry in self.ingredients
            for name in (*entry.inci, *entry.synonyms)
        }

    @cached_property
    def by_name(self) -> Mapping[str, Ingredient]:
        """Names people use (ru, en, INCI), folded -> entry."""
        index = {key.casefold(): entry for key, entry in self._by_inci.items()}
        for entry in self.ingredients:
            index.update({folded(name): entry for name in (*entry.ru, *entry.en)})
        return index

    @cached_property
    def _patterns(self) -> tuple[tuple[Active, re.Pattern[str], re.Pattern[str] | None], ...]:
        return tuple(
            (f.active, re.compile(f.pattern), re.compile(f.exclude) if f.exclude else None)
            for f in self.families
        )

    @cached_property
    def _actives_of(self) -> Callable[[str], tuple[Active, ...]]:
        return lru_cache(maxsize=65_536)(self._classify)

    @cached_property
    def _labelled(self) -> Callable[[str], Ingredient | None]:
        index = self._by_inci
        return lru_cache(maxsize=65_536)(
            lambda inci: next((index[r] for r in readings(inci) if r in index), None)
        )

    @cached_property
    def _pairs(self) -> dict[frozenset[str], Interaction]:
        return {frozenset((rule.a, rule.b)): rule for rule in self.interactions}

    @cached_property
    def limited(self) -> frozenset[str]:
        """INCI names that some EU limit is about."""
        return frozenset(inci for limit in self.eu_limits for inci in limit.inci)

    def ingredient(self, name: str) -> Ingredient | None:
        """The entry for a name as people or labels write it, or None."""
        return self.by_name.get(folded(name)) or self.labelled(name)

    def labelled(self, inci: str) -> Ingredient | None:
        """The entry for a label name only: "BHA" here is the antioxidant, not the acid."""
        return self._labelled(inci)

    def actives_of(self, inci: str) -> tuple[Active, ...]:
        """Active families of one INCI name, mostly none or one."""
        return self._actives_of(inci)

    def interaction(self, a: str, b: str) -> Interaction | None:
        """The rule for two families or INCI names, in either order."""
        return self._pairs.get(frozenset((a, b)))

    def conflicting(self) -> tuple[Interaction, ...]:
        """Rules whose pair must not share an evening."""
        return tuple(r for r in self.interactions if r.kind is InteractionKind.CONFLICT)

    def _classify(self, inci: str) -> tuple[Active, ...]:
        names = readings(inci)
        entry = self.labelled(inci)
        found = [entry.active] if entry is not None and entry.active is not None else []
        for active, pattern, exclude in self._patterns:
            if any(pattern.search(n) and not (exclude and exclude.search(n)) for n in names):
                found.append(active)
        return tuple(dict.fromkeys(found))


def parsed(path: Path) -> Any:  # noqa: ANN401 - YAML may hold anything; callers validate
    """A YAML file's content, safely and with the C parser where there is one."""
    return parsed_text(path.read_text(encoding="utf-8"))


def _rows(path: Path, faults: list[str]) -> list[dict[str, Any]]:
    try:
        rows = parsed(path)
    except (OSError, yaml.YAMLError, UnicodeDecodeError) as error:
        faults.append(f"{path.name}: not readable as YAML ({type(error).__name__})")
        return []
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        faults.append(f"{path.name}: must be a list of entries")
        return []
    return rows


def _titles(row: dict[str, Any], sources: Mapping[str, str], where: str, faults: list[str]) -> None:
    keys = row.get("source") or []
    missing = [str(key) for key in keys if key not in sources]
    if missing:
        faults.append(f"{where}: unknown source {', '.join(missing)}")
    row["source"] = tuple(sources[key] for key in keys if key in sources) or ("?",) * bool(missing)


def _read(
    model: type[_Model], paths: Iterable[Path], sources: Mapping[str, str], faults: list[str]
) -> tuple[_Model, ...]:
    entries = []
    for path in paths:
        for number, row in enumerate(_rows(path, faults), 1):
            where = f"{path.name}, entry {number}"
            if model is Ingredient and row.get("inci"):
                row.setdefault("id", str(row["inci"][0]).lower().replace(" ", "_"))
            _titles(row, sources, where, faults)
            try:
                entries.append(model.model_validate(row))
            except ValidationError as error:
                faults += [
                    f"{where}: {'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()
                ]
    return tuple(entries)


def _cross_checks(facts: Facts) -> list[str]:
    """Faults that only the whole shows: repeated ids, rules about nothing, bad patterns."""
    faults = []
    for group in (
        facts.ingredients,
        facts.interactions,
        facts.eu_limits,
        facts.safety,
        facts.topics,
    ):
        ids = [entry.id for entry in group]
        faults += [f"id {i} occurs twice" for i in sorted({i for i in ids if ids.count(i) > 1})]
    actives = {active.value for active in Active}
    for rule in facts.interactions:
        faults += [
            f"{rule.id}: {side} is neither an active family nor a known INCI name"
            for side in (rule.a, rule.b)
            if side not in actives and facts.labelled(side) is None
        ]
    for family in facts.families:
        for pattern in (family.pattern, family.exclude):
            try:
                re.compile(pattern)
            except re.error:
                faults.append(f"family {family.active}: pattern {pattern!r} is not valid")
    return faults


def read_facts(folder: Path) -> Facts:
    """Read and validate a folder of data.

    Raises:
        UnusableInput: Anything is wrong; the message counts the faults, `detail` lists them all.
    """
    faults: list[str] = []
    sources: Mapping[str, str] = {}
    try:
        loaded = parsed(folder / "sources.yaml")
        sources = {str(key): str(title) for key, title in dict(loaded).items()}
    except (OSError, yaml.YAMLError, TypeError, ValueError):
        faults.append("sources.yaml: must map keys to titles")
    facts = Facts(
        ingredients=_read(Ingredient, sorted(folder.glob("ingredients*.yaml")), sources, faults),
        families=_read(Family, _present(folder, "families.yaml"), sources, faults),
        interactions=_read(Interaction, _present(folder, "interactions.yaml"), sources, faults),
        eu_limits=_read(EuLimit, _present(folder, "eu_limits.yaml"), sources, faults),
        safety=_read(SafetyRule, _present(folder, "safety.yaml"), sources, faults),
        topics=_read(Topic, sorted(folder.glob("answers*.yaml")), sources, faults),
    )
    faults = faults or _cross_checks(facts)
    if faults:
        raise UnusableInput(
            f"The knowledge data has {len(faults)} fault(s), first: {faults[0]}. Fix the file.",
            detail="\n".join(faults),
        )
    return facts


def _present(folder: Path, name: str) -> list[Path]:
    return [path for path in (folder / name,) if path.exists()]


@lru_cache(maxsize=1)
def load_facts() -> Facts:
    """The facts that ship with the project, read once."""
    return read_facts(DATA)
