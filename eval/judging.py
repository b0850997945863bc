"""What is wrong with a played conversation, as codes that figures count. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from assistant.scripts import is_foreign
from eval.labels import SLOTS, agrees
from eval.records import Json
from knowledge.product import Product
from knowledge.vocabulary import Tri

_CYRILLIC = re.compile(r"[а-яё]", re.IGNORECASE)
_LETTER = re.compile(r"[^\W\d_]")
RUSSIAN_FROM = 0.5
"""A Russian reply has at least this share of Cyrillic letters: INCI names and brands are Latin."""
ENGLISH_TO = 0.2
"""An English reply has at most this share: a person's own words may be repeated to them."""


def in_language(text: str, language: str) -> bool:
    """Whether a reply is in the language it should be in."""
    letters = _LETTER.findall(text)
    if not letters:
        return True
    share = sum(bool(_CYRILLIC.match(letter)) for letter in letters) / len(letters)
    return share >= RUSSIAN_FROM if language == "ru" else share <= ENGLISH_TO


def turn_faults(turn: Json, catalogue: Mapping[str, Product]) -> list[str]:
    """Codes `fault` or `fault:detail` of one turn."""
    faults = []
    if not turn["reply"].strip():
        faults.append("empty_reply")
    if is_foreign(turn["reply"]):
        faults.append("foreign_script")
    if not in_language(turn["reply"], turn["language"]):
        faults.append("wrong_language")
    if turn["repeated"]:
        faults.append(f"repeated_question:{turn['asked']}")
    if turn["routine"]:
        faults += routine_faults(turn["routine"], turn["reply"], catalogue)
    return faults


def routine_faults(routine: Json, reply: str | None, catalogue: Mapping[str, Product]) -> list[str]:
    """What no routine may lack or hold, whoever it is for; `reply` is the text it came in."""
    faults = []
    disclaimer = routine["disclaimer"].strip()
    if not disclaimer or (reply is not None and disclaimer not in reply):
        faults.append("no_disclaimer")
    morning = routine["morning"]
    if not morning or morning[-1]["step"] != "sunscreen":
        faults.append("morning_without_sunscreen")
    if any(step["step"] == "sunscreen" for step in routine["evening"]):
        faults.append("sunscreen_in_the_evening")
    for step in _steps(routine):
        product = catalogue.get(step["product_id"] or "")
        if step["product_id"] is not None and product is None:
            faults.append(f"unknown_product:{step['product_id']}")
        elif product is not None and step["price_rub"] != product.price_rub:
            faults.append(f"wrong_price:{step['product_id']}")
    return faults


def _steps(routine: Json) -> Iterator[Json]:
    yield from routine["morning"]
    yield from routine["evening"]


def against(routine: Json, wish: Mapping[str, Any], catalogue: Mapping[str, Product]) -> list[str]:
    """What a routine breaks of a script's constraints."""
    products = [catalogue[i] for s in _steps(routine) if (i := s["product_id"]) in catalogue]
    faults = []
    for active in wish.get("forbid_actives", ()):
        bad = [p.id for p in products if any(a.active == active for a in p.actives)]
        faults += [f"forbidden_active:{active}:{i}" for i in bad]
    for stem in wish.get("forbid_ingredients", ()):
        bad = [p.id for p in products if any(stem in i.casefold() for i in p.ingredients)]
        faults += [f"forbidden_ingredient:{stem}:{i}" for i in bad]
    if "max_total_rub" in wish and routine["total_rub"] > wish["max_total_rub"]:
        faults.append(f"over_budget:{routine['total_rub']}")
    if wish.get("fragrance_free"):
        faults += [f"scented:{p.id}" for p in products if p.fragrance_free is not Tri.YES]
    return faults


def outcome_faults(
    turns: Sequence[Json], criteria: Mapping[str, Any], catalogue: Mapping[str, Product]
) -> list[str]:
    """What a whole conversation failed at, beyond the faults of its turns."""
    if not turns:
        return ["no_turns"]
    routine = next((t["routine"] for t in reversed(turns) if t["routine"]), None)
    faults = [f"profile:{slot}" for slot in wrong_slots(turns[-1], criteria.get("unscored", ()))]
    if criteria.get("no_routine") and routine:
        faults.append("routine_not_due")
    if not criteria.get("no_routine"):
        wish = criteria.get("routine", {})
        faults += against(routine, wish, catalogue) if routine else ["no_routine"]
    flags = {flag for turn in turns for flag in turn["red_flags"]}
    wanted = set(criteria.get("red_flags", ()))
    faults += [f"missed_flag:{flag}" for flag in sorted(wanted - flags)]
    faults += [f"false_flag:{flag}" for flag in sorted(flags - wanted)]
    for number, step in criteria.get("steps", {}).items():
        if number > len(turns) or turns[number - 1]["step"] != step:
            faults.append(f"step_{number}_is_not_{step}")
    due = criteria.get("routine_by_turn")
    if due and not any(turn["routine"] for turn in turns[:due]):
        faults.append("routine_too_late")
    return faults


def wrong_slots(turn: Json, unscored: Sequence[str] = ()) -> list[str]:
    """Slots of a turn's profile that differ from what was said so far."""
    expected, got = turn["expected"], turn["profile"]
    return [slot for slot in SLOTS if not agrees(expected, got, slot, unscored)]
