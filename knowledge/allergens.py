"""Allergies as people name them, matched to what labels print. Pure apart from reading the data.

An empty ingredient list is never safe: `contains` says nothing about a list it has not seen,
so callers ask `knowledge.safety` first.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from rapidfuzz.distance import DamerauLevenshtein

from knowledge.errors import UnusableInput
from knowledge.facts import DATA, Facts, load_facts, parsed
from knowledge.inci import flat, listed
from knowledge.naming import Names
from knowledge.vocabulary import Active
from knowledge.words import folded, is_cyrillic, key, sound, tokens

_GENERIC = frozenset(
    {"acid", "acids", "oil", "oils", "extract", "extracts", "water", "powder", "leaf", "seed"}
    | {"fruit", "root", "flower", "alcohol", "sodium", "butter", "natural", "and", "the", "with"}
    | {"any", "all", "product", "products", "allergy", "allergic", "to"}
)

_PLANT = re.compile(
    r"^[A-Z]+ [A-Z]+ .*\b(EXTRACT|OIL|WATER|BUTTER|POWDER|JUICE|FERMENT|WAX|FLOUR|LEAF|ROOT|SEED)\b"
)
"""Label names that begin with a plant's two Latin names: other parts of it count as well."""

_ADJECTIVE = re.compile(
    r"(?<![а-я])([а-я]{3,}?)(?:ов|ев|н|ян)(?:ый|ая|ое|ые|ого|ой|ому|ым|ую|ых|ыми)(?![а-я])"
)
"""An adjective made of a noun: "пихтовое масло" is about "пихта"."""

_MIXED_FAMILIES = frozenset(
    {Active.UV_FILTER, Active.ANTIOXIDANT, Active.FERMENT, Active.SCRUB, Active.CLAY}
)
"""Families by use, not by substance: an allergy to one member says nothing of the others."""


class Allergen(BaseModel):
    """One thing people are allergic to, with its names and its looks on a label."""

    model_config = ConfigDict(frozen=True, extra="forbid", ignored_types=(cached_property,))

    id: str = Field(description="canonical lower-case English name")
    ru: tuple[str, ...] = ()
    en: tuple[str, ...] = Field(min_length=1)
    forms: tuple[str, ...] = ()
    match: tuple[str, ...] = ()
    except_: tuple[str, ...] = Field(default=(), alias="except")
    also: tuple[str, ...] = ()
    label: bool = True
    source: tuple[str, ...] = Field(min_length=1)

    @cached_property
    def _look(self) -> tuple[re.Pattern[str] | None, re.Pattern[str] | None]:
        both = ["|".join(f"(?:{p})" for p in group) for group in (self.match, self.except_)]
        return tuple(re.compile(p) if p else None for p in both)  # type: ignore[return-value]

    def on(self, words: str) -> bool:
        """Whether one label entry (upper-case words) is this allergen, groups aside."""
        look, unlike = self._look
        return bool(look and look.search(words)) and not (unlike and unlike.search(words))


@dataclass(frozen=True, slots=True)
class AllergyMatch:
    """What a person meant. `kind`: a group of ours, one known ingredient, or the words alone."""

    name: str
    kind: str
    exact: bool = True


class Allergens:
    """All allergen groups, indexed by the words people use."""

    def __init__(self, groups: Sequence[Allergen], facts: Facts) -> None:
        self.groups = {group.id: group for group in groups}
        self._facts = facts
        self._names: Names[tuple[str, str]] = Names()
        for entry in facts.ingredients:
            for name in (*entry.inci, *entry.synonyms, *entry.ru, *entry.en):
                self._names.add(name, (entry.en[0], "ingredient"))
        for group in groups:
            for name in (group.id, *group.ru, *group.en):
                self._names.add(name, (group.id, "group"), cases=not group.forms)
            for form in group.forms:
                self._names.add_form(form, (group.id, "group"))
        self._phrases = {" ".join(k): v for k, v in self._names.index.items()}
        self._sounds = {sound(name): hit for name, hit in self._spoken() if len(sound(name)) >= 7}
        self.entry_hits = lru_cache(maxsize=262_144)(self._entry_hits)
        self.pair_hits = lru_cache(maxsize=262_144)(self._pair_hits)
        self.meanings = lru_cache(maxsize=8_192)(self._meanings)
        self.members = lru_cache(maxsize=None)(self._members)

    def _spoken(self) -> Iterable[tuple[str, tuple[str, str]]]:
        for entry in self._facts.ingredients:
            for name in (*entry.inci, *entry.en):
                yield name, self._names.exact(name) or (entry.en[0], "ingredient")
        for group_ in self.groups.values():
            for name in (group_.id, *group_.en):
                yield name, (group_.id, "group")

    def find(self, text: str, *, fuzzy: bool = True) -> list[tuple[str, str]]:
        """(canonical name, the words it rests on) for every allergen or ingredient named."""
        hits = self._names.find(text, fuzzy=fuzzy)
        return list({name: (name, said) for (name, _), said in reversed(hits)}.values())[::-1]

    def mentions(self, text: str) -> list[tuple[str, str]]:
        """The same for every mention, in order: a name said twice is there twice."""
        return [(name, said) for (name, _), said in self._names.find(text)]

    def resolve(self, said: str) -> AllergyMatch | None:
        """What was meant (the first, where several are named); None: nothing we know."""
        return next(iter(self.meanings(said)), None)

    def _meanings(self, said: str) -> tuple[AllergyMatch, ...]:
        """Everything a person's words name."""
        hit = self._names.exact(said)
        if hit:
            return (AllergyMatch(*hit),)
        if len(tokens(said)) > 1 and (hit := self._whole(said)):  # "propelyne glycol" whole first
            return (AllergyMatch(*hit, exact=False),)
        for fuzzy in (False, True):
            named = self._names.find(said, fuzzy=fuzzy)
            if named:
                return tuple(dict.fromkeys(AllergyMatch(*hit, exact=False) for hit, _ in named))
        hit = self._whole(said) or self._on_label(said)
        if hit:
            return (AllergyMatch(*hit, exact=False),)
        nouns = _ADJECTIVE.sub(r"\1", said)
        return self._meanings(nouns) if nouns != said else ()

    def _on_label(self, said: str) -> tuple[str, str] | None:
        """A label name we hold only as a pattern ("Butyrospermum Parkii"); narrow groups first."""
        words = flat((said,)).strip()
        if is_cyrillic(said) or not words:
            return None
        wide = ("essential oils", "fragrance allergens", "preservatives")
        ordered = sorted(self.groups.values(), key=lambda g: (g.id in wide, len(g.also)))
        return next(((group.id, "group") for group in ordered if group.on(words)), None)

    def _whole(self, said: str) -> tuple[str, str] | None:
        """The whole phrase, misspelt or written in the other alphabet."""
        phrase, heard = " ".join(key(t) for t in tokens(said)), sound(said)
        for asked, names in ((phrase, self._phrases), (heard, self._sounds)):
            if len(asked) < 6:
                continue
            allowed = max(1, len(asked) // 6)
            scored = (
                (DamerauLevenshtein.distance(name, asked, score_cutoff=allowed), name)
                for name in names
                if abs(len(name) - len(asked)) <= allowed
            )
            best = min(scored, default=(allowed + 1, ""))
            if best[0] <= allowed:
                return names[best[1]]
        return None

    def _members(self, name: str) -> tuple[Allergen, ...]:
        """A group with all groups it includes."""
        seen: dict[str, Allergen] = {}
        queue = [name]
        while queue:
            group = self.groups[queue.pop()]
            if group.id not in seen:
                seen[group.id] = group
                queue += group.also
        return tuple(seen.values())

    def checkable(self, allergy: str) -> bool:
        """Whether a label can be searched for it: known, or at least written in Latin letters."""
        return self.resolve(allergy) is not None or not is_cyrillic(allergy)

    def contains(self, ingredients: Sequence[str], allergy: str) -> list[str]:
        """Label entries that are, or may be, what the person is allergic to."""
        names = listed(ingredients)
        hits = [name for name in names if self.entry_hits(name, allergy)]
        return hits or self._split_hits(tuple(names), allergy)

    def _entry_hits(self, name: str, allergy: str) -> bool:
        words = flat((name,)).strip()
        meant = self.meanings(allergy)
        if not meant:
            return self._literal(words, allergy)
        return any(
            (match.name in self.groups and self._in_group(words, match.name))
            or (match.kind == "ingredient" and self._same_ingredient(name, words, match.name))
            for match in meant
        ) or any(self._literal(words, part, every=True) for part in _latin_parts(allergy))

    def _in_group(self, words: str, name: str) -> bool:
        return any(group.on(words) for group in self.members(name))

    def _same_ingredient(self, name: str, words: str, canonical: str) -> bool:
        entry = self._facts.ingredient(canonical)
        if entry is None:
            return self._literal(words, canonical)
        looks = (flat((n,)) for n in (*entry.inci, *entry.synonyms))
        if any(look in f" {words} " for look in looks):
            return True
        plants = {" ".join(inci.split()[:2]) for inci in entry.inci if _PLANT.search(inci)}
        if any(words.startswith(f"{plant} ") for plant in plants):
            return True
        related = entry.active is not None and entry.active not in _MIXED_FAMILIES
        return related and entry.active in self._facts.actives_of(name)

    def _literal(self, words: str, allergy: str, *, every: bool = False) -> bool:
        """Any (or every) telling word of an allergy on the label, by letters or by sound."""
        telling = [t for t in tokens(allergy) if len(t) >= 4 and t not in _GENERIC]
        label = words.lower().split()
        there = (
            any(
                key(t) == key(w) or (len(sound(t)) >= 6 and sound(w).startswith(sound(t)[:7]))
                for w in label
            )
            for t in telling
        )
        return bool(telling) and (all(there) if every else any(there))

    def _split_hits(self, names: tuple[str, ...], allergy: str) -> list[str]:
        """Names a careless export has split over two entries ("benzyl", "alcohol")."""
        if not any(match.kind == "group" for match in self.meanings(allergy)):
            return []
        pairs = (f"{a} {b}" for a, b in pairwise(names) if " " not in f"{a}{b}")
        return [pair for pair in pairs if self.pair_hits(pair, allergy)]

    def _pair_hits(self, pair: str, allergy: str) -> bool:
        """Whether two entries read as one are in a group that the allergy names."""
        words = flat((pair,)).strip()
        named = (match.name for match in self.meanings(allergy) if match.kind == "group")
        return any(self._in_group(words, name) for name in named)


@lru_cache(maxsize=1_024)
def _latin_parts(said: str) -> tuple[str, ...]:
    """Label names of several words that a person has copied, with what else was said beside."""
    parts = (part.strip() for part in re.split(r"[/,;()+]", said))
    return tuple(part for part in parts if len(tokens(part)) > 1 and not is_cyrillic(part))


def read_allergens(path: Path, facts: Facts) -> Allergens:
    """Read and validate the allergen groups.

    Raises:
        UnusableInput: Anything is wrong; `detail` lists every fault.
    """
    faults: list[str] = []
    groups: list[Allergen] = []
    try:
        loaded = parsed(path)
        rows: list[dict[str, Any]] = [dict(row) for row in loaded]
    except (OSError, yaml.YAMLError, TypeError, ValueError) as error:
        raise UnusableInput(f"{path.name} is not a list of allergens. Fix the file.") from error
    for number, row in enumerate(rows, 1):
        try:
            group = Allergen.model_validate(row)
            for pattern in (*group.match, *group.except_):
                re.compile(pattern)
            groups.append(group)
        except (ValidationError, re.error) as error:
            faults.append(f"entry {number} ({row.get('id')}): {error}")
    known = {group.id for group in groups}
    faults += [f"{g.id}: includes unknown {a}" for g in groups for a in g.also if a not in known]
    if faults:
        raise UnusableInput(
            f"{path.name} has {len(faults)} fault(s). Fix the file.", detail="\n".join(faults)
        )
    return Allergens(groups, facts)


@lru_cache(maxsize=1)
def load_allergens() -> Allergens:
    """The groups that ship with the project, read once."""
    return read_allergens(DATA / "allergens.yaml", load_facts())


def resolve(said: str) -> AllergyMatch | None:
    """What allergy a person's words name, or None."""
    return load_allergens().resolve(folded(said))


def contains(ingredients: Sequence[str], allergy: str) -> list[str]:
    """Label entries that speak against a product for this allergy."""
    return load_allergens().contains(ingredients, folded(allergy))


def find_in_text(text: str, *, fuzzy: bool = True) -> list[tuple[str, str]]:
    """Allergens and ingredients named in a message: (canonical name, evidence words)."""
    return load_allergens().find(text, fuzzy=fuzzy)


def mentions_in_text(text: str) -> list[tuple[str, str]]:
    """Every mention of an allergen or ingredient, in order: (canonical name, evidence words)."""
    return load_allergens().mentions(text)


def name_in(language: str, canonical: str) -> str:
    """An allergy's name as people of that language say it; the canonical name where none is."""
    book = load_allergens()
    group = book.groups.get(canonical)
    if group is not None:
        names = group.ru if language == "ru" else group.en
        return names[0] if names else canonical
    entry = load_facts().ingredient(canonical)
    if entry is None:
        return canonical
    names = entry.ru if language == "ru" else entry.en
    return names[0] if names else canonical


def groups_of(ingredients: Sequence[str]) -> frozenset[str]:
    """Every allergen group that a list hits: for an index's metadata."""
    book = load_allergens()
    return frozenset(name for name in book.groups if book.contains(ingredients, name))


__all__ = [
    "Allergen",
    "Allergens",
    "AllergyMatch",
    "contains",
    "find_in_text",
    "groups_of",
    "load_allergens",
    "mentions_in_text",
    "name_in",
    "read_allergens",
    "resolve",
]  # fmt: skip
