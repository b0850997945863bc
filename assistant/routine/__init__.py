"""Profile and products in, a safe and ordered routine out. Pure."""

from assistant.routine.comparing import Differences, compare, describe, place_of
from assistant.routine.compose import alternatives, compose
from assistant.routine.model import (
    Alternative,
    Breach,
    Candidate,
    Day,
    Judge,
    LeftOut,
    NoRoutine,
    NoRoutineReason,
    Routine,
    RoutineStep,
    Texts,
    Warning,  # noqa: A004 - the published name of the field's items
    Wish,
)
from assistant.routine.rendering import render

__all__ = [
    "Alternative",
    "Breach",
    "Candidate",
    "Day",
    "Differences",
    "Judge",
    "LeftOut",
    "NoRoutine",
    "NoRoutineReason",
    "Routine",
    "RoutineStep",
    "Texts",
    "Warning",
    "Wish",
    "alternatives",
    "compare",
    "compose",
    "describe",
    "place_of",
    "render",
]
