"""The pilot's figures as one picture."""

from pathlib import Path

import matplotlib as mpl

mpl.use("Agg")  # no display needed

from matplotlib import pyplot as plt
from matplotlib.axes import Axes

from assistant.statistics import ACTIVE_TARGET, SATISFACTION_TARGET, PilotReport

GREEN, GREY, RED = "#3f7d58", "#9aa5a0", "#c8553d"


def draw(found: PilotReport, path: Path) -> None:
    """Write a PNG: active people, scores, funnel, latency."""
    figure, axes = plt.subplots(2, 2, figsize=(11, 7), layout="constrained")
    _weeks(axes[0, 0], found)
    _scores(axes[0, 1], found)
    _funnel(axes[1, 0], found)
    _latency(axes[1, 1], found)
    fresh = path.with_name(f".{path.name}.tmp")
    figure.savefig(fresh, format="png", dpi=120)
    plt.close(figure)
    fresh.replace(path)


def _weeks(axes: Axes, found: PilotReport) -> None:
    axes.set_title("Active people a week")
    axes.bar(
        [f"{start:%d %b}" for start, _ in found.weeks], [n for _, n in found.weeks], color=GREEN
    )
    axes.axhline(ACTIVE_TARGET, color=RED, linestyle="--", label=f"goal {ACTIVE_TARGET}")
    axes.tick_params(axis="x", rotation=45)
    axes.legend()


def _scores(axes: Axes, found: PilotReport) -> None:
    mean = found.satisfaction
    title = "Satisfaction: no ratings yet"
    if mean.mean is not None:
        title = f"Satisfaction {mean.mean:.1f}"
        if mean.low is not None and mean.high is not None:
            title += f" (95 %: {mean.low:.1f} to {mean.high:.1f})"
        axes.axvline(mean.mean, color=GREEN, label="mean")
    axes.set_title(f"{title}, n {mean.n}")
    axes.bar(range(11), found.scores, color=GREY)
    axes.axvline(
        SATISFACTION_TARGET, color=RED, linestyle="--", label=f"goal {SATISFACTION_TARGET}"
    )
    axes.set_xticks(range(11))
    axes.legend()


def _funnel(axes: Axes, found: PilotReport) -> None:
    axes.set_title("How far people get")
    names = [stage.name for stage in found.funnel]
    bars = axes.barh(names, [stage.people for stage in found.funnel], color=GREEN)
    axes.bar_label(bars, padding=3)
    axes.invert_yaxis()


def _latency(axes: Axes, found: PilotReport) -> None:
    axes.set_title("Milliseconds to first text")
    kinds = [row.kind for row in found.latency]
    at = range(len(kinds))
    axes.bar(
        [x - 0.2 for x in at],
        [row.first_p50 for row in found.latency],
        0.4,
        color=GREEN,
        label="half within",
    )
    axes.bar(
        [x + 0.2 for x in at],
        [row.first_p95 for row in found.latency],
        0.4,
        color=GREY,
        label="95 % within",
    )
    axes.set_xticks(list(at), kinds)
    if kinds:
        axes.legend()
