"""Charts as SVG text: the page stays one file, and text stays text."""

import io
import re
from collections.abc import Mapping, Sequence

import matplotlib as mpl
from matplotlib.figure import Figure as Canvas

from eval.records import Chart

mpl.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "aloe", "font.size": 9})
MARKED = 30
"""More points than this are a line, not single findings."""
INK, ACCENT, SOFT = "#24332c", "#3f7d5c", "#d9e5dd"


def svg(canvas: Canvas) -> str:
    """The drawing as an <svg> element that scales with its column."""
    out = io.StringIO()
    canvas.savefig(
        out, format="svg", bbox_inches="tight", transparent=True, metadata={"Date": None}
    )
    text = out.getvalue()
    text = text[text.index("<svg") :]
    return re.sub(r'width="[\d.]+pt" height="[\d.]+pt"', 'width="100%"', text, count=1)


def bars(title: str, values: Mapping[str, float], unit: str) -> Chart:
    """Horizontal bars with their values; nothing to show is said."""
    if not values:
        return Chart(title=title, picture="", caption="Nothing to show.")
    canvas = Canvas(figsize=(5, 0.5 + 0.3 * len(values)))
    axes = canvas.add_subplot()
    names = list(values)[::-1]
    drawn = axes.barh(names, [values[n] for n in names], color=ACCENT)
    axes.bar_label(drawn, labels=[f"{values[n]:.3g}" for n in names], padding=3, color=INK)
    axes.set_xlabel(unit)
    if unit.startswith("share"):
        axes.set_xlim(0, 1.1)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    return Chart(title=title, picture=svg(canvas))


def curve(
    title: str, points: Sequence[tuple[float, float]], x: str, y: str, *, diagonal: bool = False
) -> Chart:
    """A line through points in 0..1; a diagonal where that is the ideal."""
    if not points:
        return Chart(title=title, picture="", caption="Nothing to show.")
    canvas = Canvas(figsize=(4.2, 3.2))
    axes = canvas.add_subplot()
    marks = "." if len(points) <= MARKED else ""
    if diagonal:
        axes.plot([0, 1], [0, 1], color=SOFT, linestyle="--")
    axes.plot([p[0] for p in points], [p[1] for p in points], color=ACCENT, marker=marks)
    axes.set_xlabel(x)
    axes.set_ylabel(y)
    axes.set_ylim(0, 1.02)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    return Chart(title=title, picture=svg(canvas))


def matrix(title: str, labels: Sequence[str], counts: Sequence[Sequence[int]]) -> Chart:
    """A confusion matrix: rows are the truth, columns what was said."""
    canvas = Canvas(figsize=(6, 5.2))
    axes = canvas.add_subplot()
    totals = [max(1, sum(row)) for row in counts]
    shares = [[c / t for c in row] for row, t in zip(counts, totals, strict=True)]
    axes.imshow(shares, cmap="Greens", vmin=0, vmax=1)
    axes.set_xticks(range(len(labels)), labels, rotation=45, ha="right")
    axes.set_yticks(range(len(labels)), labels)
    axes.set_xlabel("said")
    axes.set_ylabel("truth")
    for y, row in enumerate(counts):
        for x, count in enumerate(row):
            if count:
                colour = "white" if shares[y][x] > 0.5 else INK
                axes.text(x, y, str(count), ha="center", va="center", color=colour)
    return Chart(title=title, picture=svg(canvas))
