"""The pilot's figures as one picture."""

import textwrap
from datetime import date, timedelta
from pathlib import Path

import matplotlib as mpl

mpl.use("Agg")  # no display needed

from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from assistant.statistics import (
    ACTIVE_TARGET,
    SATISFACTION_TARGET,
    PilotReport,
    current,
    verdict,
)

GREEN, PALE, GREY, RED = "#3f7d58", "#b9d3c4", "#9aa5a0", "#c8553d"
WEEKS, DAYS, REASONS, REASON_CHARS = 16, 28, 9, 46


def draw(found: PilotReport, path: Path, today: date) -> None:
    """Write a PNG: active people by week and day, scores, funnel, latency, reasons.

    Args:
        found: The figures.
        path: Where to; replaced in one step.
        today: The week it lies in is not over and shown paler.
    """
    figure, axes = plt.subplots(2, 3, figsize=(15, 8), layout="constrained")
    _weeks(axes[0, 0], found, today)
    _days(axes[0, 1], found)
    _scores(axes[0, 2], found)
    _funnel(axes[1, 0], found)
    _latency(axes[1, 1], found)
    _reasons(axes[1, 2], found)
    fresh = path.with_name(f".{path.name}.tmp")
    figure.savefig(fresh, format="png", dpi=110)
    plt.close(figure)
    fresh.replace(path)


def _empty(axes: Axes, words: str) -> None:
    axes.text(0.5, 0.5, words, ha="center", va="center", color=GREY, transform=axes.transAxes)
    axes.set_xticks([])
    axes.set_yticks([])


def _whole(axes: Axes) -> None:
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))


def _weeks(axes: Axes, found: PilotReport, today: date) -> None:
    axes.set_title("Active people a week")
    weeks = found.weeks[-WEEKS:]
    if not weeks:
        _empty(axes, "nobody yet")
        return
    colours = [PALE if current(start, today) else GREEN for start, _ in weeks]
    bars = axes.bar([f"{start:%d %b}" for start, _ in weeks], [n for _, n in weeks], color=colours)
    axes.bar_label(bars, padding=2)
    axes.axhline(ACTIVE_TARGET, color=RED, linestyle="--", label=f"goal {ACTIVE_TARGET}")
    if current(weeks[-1][0], today):
        axes.bar([0], [0], color=PALE, label="this week so far")
    axes.tick_params(axis="x", rotation=45)
    _whole(axes)
    axes.margins(y=0.12)
    axes.legend()


def _days(axes: Axes, found: PilotReport) -> None:
    axes.set_title(f"Active people a day, the last {DAYS} days")
    if not found.days:
        _empty(axes, "nobody yet")
        return
    last = found.days[-1][0]
    people = dict(found.days)
    days = [last - timedelta(days=back) for back in range(DAYS - 1, -1, -1)]
    axes.bar(range(DAYS), [people.get(day, 0) for day in days], color=GREEN)
    weekly = range(DAYS - 1, -1, -7)
    axes.set_xticks(list(weekly), [f"{days[at]:%d %b}" for at in weekly])
    _whole(axes)


def _scores(axes: Axes, found: PilotReport) -> None:
    mean = found.satisfaction
    if mean.mean is None:
        axes.set_title("Satisfaction")
        _empty(axes, "no ratings yet")
        return
    title = f"Satisfaction {mean.mean:.1f} of 10, {mean.n} ratings"
    if mean.low is not None and mean.high is not None:
        title += f"\n95 %: {mean.low:.1f} to {mean.high:.1f}; "
        title += f"goal {SATISFACTION_TARGET}: {verdict(mean)}"
        axes.axvspan(mean.low, mean.high, color=PALE, alpha=0.5, label="95 % of the mean")
    axes.set_title(title)
    axes.bar(range(11), found.scores, color=GREY)
    axes.axvline(mean.mean, color=GREEN, linewidth=2, label="mean")
    axes.axvline(
        SATISFACTION_TARGET, color=RED, linestyle="--", label=f"goal {SATISFACTION_TARGET}"
    )
    axes.set_xticks(range(11))
    _whole(axes)
    axes.legend(loc="upper left")


def _funnel(axes: Axes, found: PilotReport) -> None:
    axes.set_title("How far people get")
    names = [stage.name for stage in found.funnel]
    people = [stage.people for stage in found.funnel]
    bars = axes.barh(names, people, color=GREEN)
    labels = [
        f"{stage.people}" + ("" if stage.share is None else f"  ({stage.share:.0%})")
        for stage in found.funnel
    ]
    axes.bar_label(bars, labels, padding=3)
    axes.set_xlim(0, max([*people, 1]) * 1.2)
    axes.set_xlabel("people (share of the stage before)")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.invert_yaxis()


def _latency(axes: Axes, found: PilotReport) -> None:
    axes.set_title("Seconds to first text")
    if not found.latency:
        _empty(axes, "nothing measured yet")
        return
    at = range(len(found.latency))
    half = [row.first_p50 / 1e3 for row in found.latency]
    most = [row.first_p95 / 1e3 for row in found.latency]
    for shift, values, colour, label in (
        (-0.2, half, GREEN, "half within"),
        (0.2, most, GREY, "95 % within"),
    ):
        bars = axes.bar([x + shift for x in at], values, 0.4, color=colour, label=label)
        axes.bar_label(bars, [f"{value:.2g}" for value in values], padding=2)
    axes.set_xticks(list(at), [f"{row.kind}\n{row.n}" for row in found.latency])
    axes.margins(y=0.15)
    axes.legend()


def _reasons(axes: Axes, found: PilotReport) -> None:
    axes.set_title("Reasons, lowest score first")
    if not found.reasons:
        _empty(axes, "none given")
        return
    axes.axis("off")
    lines = [
        f"{score:>2}  {textwrap.shorten(reason, REASON_CHARS, placeholder='…')}"
        for score, reason in found.reasons[:REASONS]
    ]
    if (more := len(found.reasons) - REASONS) > 0:
        lines.append(f"    and {more} more: aloe stats")
    words = "\n".join(lines).replace("$", r"\$")  # a dollar would begin a formula
    axes.text(0, 1, words, va="top", family="monospace", fontsize=9, transform=axes.transAxes)
