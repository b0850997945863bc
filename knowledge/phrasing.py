"""Words for facts about ingredients, in both languages; the data is data/intents.yaml. Pure."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from knowledge.errors import UnusableInput
from knowledge.facts import DATA, parsed
from knowledge.ingredients import Evidence, Ingredient, PregnancyStatus
from knowledge.vocabulary import Active, Caution, Concern

_MOST_CONCERNS = 5
EXPECTING = frozenset({Caution.PREGNANCY, Caution.BREASTFEEDING, Caution.TRYING_TO_CONCEIVE})
_STATUS = {
    PregnancyStatus.AVOID: "avoid",
    PregnancyStatus.LIMITED: "limited_pregnancy",
    PregnancyStatus.ACCEPTABLE: "acceptable",
    PregnancyStatus.UNKNOWN: "unknown",
}


class Generic(BaseModel):
    """A word for one or several families of actives."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    ru: tuple[str, ...]
    en: tuple[str, ...]
    actives: tuple[Active, ...]


class Phrases(BaseModel):
    """Cues of intents and the sentences that facts are put into."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    intents: dict[str, dict[str, tuple[str, ...]]]
    generic: tuple[Generic, ...]
    beyond: dict[str, tuple[str, ...]]
    concerns: dict[Concern, dict[str, tuple[str, tuple[str, ...]]]]
    words: dict[str, dict[str, str]]
    families: dict[Active, dict[str, str]]
    pregnancy_sources: dict[str, tuple[str, ...]]

    def say(self, key: str, language: str, **values: object) -> str:
        """A sentence with its values; a missing value raises KeyError."""
        return self.words[language][key].format(**values)

    def family(self, family: str, language: str) -> str:
        """The name of a family of actives for a person; other names stay as they are."""
        names = self.families.get(Active(family)) if family in set(Active) else None
        return names[language] if names else family.capitalize()

    def concern(self, concern: Concern, language: str) -> str:
        """The name of a concern for a person."""
        return self.concerns[concern][language][0]


def read_phrases(folder: Path) -> Phrases:
    """Read and validate the phrases of a data folder.

    Raises:
        UnusableInput: The file is missing or broken.
    """
    try:
        data = parsed(folder / "intents.yaml")
        titles = parsed(folder / "sources.yaml")
        keyed = data["pregnancy_sources"]
        data["pregnancy_sources"] = {
            status: tuple(titles[key] for key in keys) for status, keys in keyed.items()
        }
        return Phrases.model_validate(data)
    except (OSError, yaml.YAMLError, ValidationError, KeyError, TypeError) as error:
        raise UnusableInput(
            "intents.yaml cannot be used. Restore the file.", detail=str(error)
        ) from error


@lru_cache(maxsize=1)
def load_phrases() -> Phrases:
    """The phrases that ship with the project, read once."""
    return read_phrases(DATA)


def capitalised(text: str) -> str:
    """First letter large, the rest as it is."""
    return text[:1].upper() + text[1:]


def percent(value: float, language: str) -> str:
    """A number of percent as the language writes it: 0,5 or 0.5."""
    text = f"{value:g}"
    return text.replace(".", ",") if language == "ru" else text


def effects(entry: Ingredient, language: str, phrases: Phrases) -> str:
    """What the ingredient is studied for, grouped by evidence; empty if nothing is known."""
    parts, left = [], _MOST_CONCERNS
    for level in Evidence:
        names = [phrases.concern(c, language) for c, e in entry.does.items() if e is level][:left]
        left -= len(names)
        if names:
            parts.append(phrases.say(level.value, language, list=", ".join(names)))
    name = capitalised(entry.name(language))
    return f"{name}. {'. '.join(parts)}." if parts else ""


def strength(entry: Ingredient, language: str, phrases: Phrases) -> str:
    """The usual strength on labels, percent by weight."""
    if entry.usual is None:
        return phrases.say("no_usual", language)
    low, high = (percent(value, language) for value in entry.usual)
    return phrases.say("usual_one" if low == high else "usual", language, low=low, high=high)


def pregnancy(entry: Ingredient, language: str, phrases: Phrases) -> str:
    """What the sources say about pregnancy."""
    key = _STATUS[entry.pregnancy]
    name = entry.name(language)
    return capitalised(phrases.say(key, language, name=name))


def pregnancy_sources(entry: Ingredient, phrases: Phrases) -> tuple[str, ...]:
    """What the pregnancy status rests on: the family's own sources, or those of the status."""
    by = phrases.pregnancy_sources
    return by.get(entry.active.value if entry.active else "") or by[entry.pregnancy.value]


def sun(entry: Ingredient, language: str, phrases: Phrases) -> str:
    """Whether it makes skin more sensitive to sun."""
    return phrases.say("sun_yes" if entry.photosensitising else "sun_no", language)


def comedogenic(entry: Ingredient, language: str, phrases: Phrases) -> str:
    """Pores, worded fairly."""
    return phrases.say(f"comedogenic_{entry.comedogenic}", language)


def irritation(entry: Ingredient, language: str, phrases: Phrases) -> str:
    """How likely it irritates, worded fairly."""
    return phrases.say(f"irritant_{entry.irritant}", language)


def cited(text: str, sources: Sequence[str], language: str, phrases: Phrases) -> str:
    """The text with its sources named at the end."""
    named = phrases.say("source", language, list="; ".join(sources))
    return f"{text} {named.replace('?.', '?')}"
