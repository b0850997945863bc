"""The six weeks of a routine as a picture (PNG), for those who would rather look."""

import io
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

from assistant.routine import Day, Routine, RoutineStep, Texts
from assistant.routine.model import WEEK, WEEKS
from assistant.texts import texts
from knowledge.vocabulary import Language

WIDTH_INCHES = 6.0
DPI = 180
"""1080 px wide: sharp on a phone held upright, small enough to send."""

INK, FAINT, PAPER, GRID = "#24332e", "#7b8a84", "#fbfaf6", "#e4e2d8"
MORNING, EVENING = "#e9a23b", "#4b5f9e"
_ACTIVE = ("#c9584c", "#7a5ea8", "#2f8f83", "#b5793a")


@dataclass(frozen=True, slots=True)
class _Row:
    """One line of the chart: a step, its days in each week, and its colour."""

    title: str
    name: str
    weeks: tuple[tuple[Day, ...], ...]
    colour: str


def draw(routine: Routine, language: Language) -> bytes:
    """A PNG with a block for each part of the day: which product on which day of which week."""
    say = texts(language)
    own = _own_colours([*routine.evening, *routine.morning])
    blocks = [
        (say("routine-head-morning"), MORNING, _rows(routine.morning, MORNING, own, say)),
        (say("routine-head-evening"), EVENING, _rows(routine.evening, EVENING, own, say)),
    ]
    lines = sum(len(rows) for _, _, rows in blocks)
    height = 1.4 + 0.62 * lines + 0.75 * len(blocks)
    figure = Figure(figsize=(WIDTH_INCHES, height), dpi=DPI, facecolor=PAPER)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_xlim(0, WIDTH_INCHES)
    axes.set_ylim(height, 0)
    axes.axis("off")
    _text(axes, 0.3, 0.42, say("routine-chart-plan"), size=17, weight="bold")
    _text(axes, 0.3, 0.78, say("routine-chart-how"), size=9.5, colour=FAINT)
    top = 1.05
    for title, colour, rows in blocks:
        top = _block(axes, top, title, colour, rows, say)
    _text(axes, 0.3, height - 0.22, say("routine-chart-note"), size=8.5, colour=FAINT)
    return _png(figure)


def _own_colours(steps: Sequence[RoutineStep]) -> dict[str, str]:
    """A colour for each product that is introduced later, the same in both parts of the day."""
    later = dict.fromkeys(step.name for step in steps if step.weeks and not step.weeks[0])
    return {name: _ACTIVE[rank % len(_ACTIVE)] for rank, name in enumerate(later)}


def _rows(steps: Sequence[RoutineStep], colour: str, own: dict[str, str], say: Texts) -> list[_Row]:
    """Rows of a part of the day."""
    return [
        _Row(
            say(f"routine-step-{step.step}"),
            step.name,
            tuple(step.weeks) or (WEEK,) * WEEKS,
            own.get(step.name, colour),
        )
        for step in steps
    ]


# Columns, inches from the left: names, then six weeks of seven days each.
_NAMES, _FIRST, _LAST = 0.3, 2.42, WIDTH_INCHES - 0.22
_WEEK = (_LAST - _FIRST) / WEEKS
_DAY = _WEEK / 8.2
_MIDDLE = 3.4 * _DAY
_LINE = 30


def _block(
    axes: object, top: float, title: str, colour: str, rows: Sequence[_Row], say: Texts
) -> float:
    """Draw one part of the day; returns where the next block may begin."""
    _box(axes, 0.16, top, WIDTH_INCHES - 0.32, 0.6 + 0.62 * len(rows), "white", GRID)
    _text(axes, _NAMES, top + 0.31, title, size=13, weight="bold", colour=colour)
    for week in range(WEEKS):
        label = say("routine-chart-week", week=week + 1)
        _text(axes, _FIRST + week * _WEEK + _MIDDLE, top + 0.31, label, size=9, middle=True)
    for number, row in enumerate(rows):
        _row(axes, top + 0.58 + 0.62 * number, row, say)
    return top + 0.75 + 0.62 * len(rows)


def _row(axes: object, top: float, row: _Row, say: Texts) -> None:
    _text(axes, _NAMES, top + 0.13, row.title, size=10.5, weight="bold")
    for number, line in enumerate(_lines(row.name)):
        _text(axes, _NAMES, top + 0.32 + 0.15 * number, line, size=7.8, colour=FAINT)
    for week, days in enumerate(row.weeks):
        left = _FIRST + week * _WEEK
        for index, day in enumerate(WEEK):
            used = day in days
            colour = row.colour if used else "#efede5"
            _box(axes, left + index * _DAY, top + 0.06, _DAY * 0.78, 0.24, colour, None)
        _text(axes, left + _MIDDLE, top + 0.42, _short(days, say), size=7, middle=True)


def _short(days: Sequence[Day], say: Texts) -> str:
    """The days where the bars alone would have to be counted."""
    if not days or len(days) == len(WEEK):
        return ""
    if len(days) > 3:
        return say("routine-chart-times", times=len(days))
    return " ".join(say(f"routine-chart-day-{day}") for day in days)


def _lines(name: str) -> list[str]:
    """A product's name on at most two lines."""
    name = name.replace(" %", "\u00a0%")
    return textwrap.wrap(name, _LINE, max_lines=2, placeholder="…")


def _text(
    axes: object,
    left: float,
    top: float,
    text: str,
    *,
    size: float,
    colour: str = INK,
    weight: str = "normal",
    middle: bool = False,
) -> None:
    axes.text(  # type: ignore[attr-defined]
        left, top, text.replace("$", r"\$"), fontsize=size, color=colour, fontweight=weight,
        ha="center" if middle else "left", va="center", fontfamily="DejaVu Sans",
    )  # fmt: skip


def _box(
    axes: object, left: float, top: float, width: float, height: float, fill: str, edge: str | None
) -> None:
    radius = min(0.09, width * 0.3)
    axes.add_patch(  # type: ignore[attr-defined]
        FancyBboxPatch(
            (left + radius, top + radius), width - 2 * radius, height - 2 * radius,
            boxstyle=f"round,pad={radius}", facecolor=fill,
            edgecolor=edge or "none", linewidth=0.8 if edge else 0,
        )
    )  # fmt: skip


def _png(figure: Figure) -> bytes:
    out = io.BytesIO()
    FigureCanvasAgg(figure).print_png(out)  # type: ignore[no-untyped-call]
    return out.getvalue()
