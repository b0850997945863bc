"""Profile and products in, a safe and ordered routine out. Pure."""

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
    "compose",
    "render",
]
