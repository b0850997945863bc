"""The pilot's figures from stored rows: who is active, how content, how far, how fast. Pure."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from statistics import fmean, stdev

from assistant.store import Figures, RatingRow, TurnRow

ACTIVE_TARGET = 20  # people a week, the pilot's goal
SATISFACTION_TARGET = 7.5  # mean of 0..10, the pilot's goal
PROFILE_SLOTS = frozenset({"skin_type", "goals"})  # with these known a profile counts as given

# Two-sided 95 % points of Student's t by degrees of freedom (any table of the distribution);
# between rows the smaller number of degrees is used, which errs towards the wider interval.
_T95 = {
    1: 12.706, 2: 4.303, 3: 3.182, 4: 2.776, 5: 2.571, 6: 2.447, 7: 2.365, 8: 2.306, 9: 2.262,
    10: 2.228, 12: 2.179, 15: 2.131, 20: 2.086, 25: 2.060, 30: 2.042, 40: 2.021, 60: 2.000,
    120: 1.980,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean with its 95 % interval; None where too few values say nothing."""

    n: int
    mean: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of the funnel: how many people reached it, and which share of the stage before."""

    name: str
    people: int
    share: float | None


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds to first text and to the end of the reply."""

    kind: str
    n: int
    first_p50: float
    first_p95: float
    total_p50: float
    total_p95: float


@dataclass(frozen=True, slots=True)
class PilotReport:
    """Everything `aloe stats` shows."""

    people: int
    days: tuple[tuple[date, int], ...]  # active people a day, gaps filled with 0
    weeks: tuple[tuple[date, int], ...]  # by the week's Monday
    satisfaction: Mean
    scores: tuple[int, ...]  # how often each of 0..10 was given
    by_model: tuple[tuple[str, str, Mean], ...]  # model, prompt version
    reasons: tuple[tuple[int, str], ...]  # worst score first
    funnel: tuple[Stage, ...]
    latency: tuple[Latency, ...]


def mean_interval(values: Sequence[float], lowest: float, highest: float) -> Mean:
    """Student's t interval of the mean, cut off at the scale's ends."""
    n = len(values)
    if n == 0:
        return Mean(0, None, None, None)
    middle = fmean(values)
    if n == 1:
        return Mean(1, middle, None, None)
    t = next((_T95[df] for df in sorted(_T95, reverse=True) if df <= n - 1), _T95[1])
    half = t * stdev(values) / math.sqrt(n)
    return Mean(n, middle, max(lowest, middle - half), min(highest, middle + half))


def verdict(mean: Mean, target: float = SATISFACTION_TARGET) -> str:
    """Whether the mean reaches the target, as far as its interval allows to say."""
    if mean.low is None or mean.high is None:
        return "open, too few ratings"
    if mean.low >= target:
        return "reached"
    return "missed" if mean.high < target else "open, it lies in the interval"


def current(week: date, today: date) -> bool:
    """Whether the week that begins on this Monday is not over."""
    return week <= today < week + timedelta(days=7)


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which a share (0..1) of the values lies, interpolated linearly.

    Raises:
        ValueError: There are no values.
    """
    if not values:
        raise ValueError("no values")
    ordered = sorted(values)
    at = share * (len(ordered) - 1)
    below = math.floor(at)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (at - below)


def _active(turns: Iterable[TurnRow], zone: tzinfo, step: int) -> tuple[tuple[date, int], ...]:
    """People a period of `step` days (1 or 7, weeks begin on Monday), gaps filled."""
    people: dict[date, set[str]] = defaultdict(set)
    for turn in turns:
        day = turn.at.astimezone(zone).date()
        people[day - timedelta(days=day.weekday() if step == 7 else 0)].add(turn.person)
    if not people:
        return ()
    first, last = min(people), max(people)
    periods = ((last - first).days // step) + 1
    starts = (first + timedelta(days=step * n) for n in range(periods))
    return tuple((start, len(people.get(start, ()))) for start in starts)


def _funnel(figures: Figures) -> tuple[Stage, ...]:
    """A person counts for a stage only when every earlier one was reached as well."""
    reached = {
        "start": {turn.person for turn in figures.turns},
        "profile": {t.person for t in figures.turns if PROFILE_SLOTS.issubset(t.known)},
        "routine": {person for person, _ in figures.routines},
        "rating": {rating.person for rating in figures.ratings},
    }
    stages: list[Stage] = []
    left: set[str] | None = None
    for name, people in reached.items():
        now = people if left is None else people & left
        share = len(now) / len(left) if left else None
        stages.append(Stage(name, len(now), share))
        left = now
    return tuple(stages)


def _latency(turns: Sequence[TurnRow]) -> tuple[Latency, ...]:
    by_kind: dict[str, list[TurnRow]] = defaultdict(list)
    for turn in turns:
        by_kind[turn.kind].append(turn)
    return tuple(
        Latency(
            kind,
            len(rows),
            percentile([r.first_text_ms for r in rows], 0.5),
            percentile([r.first_text_ms for r in rows], 0.95),
            percentile([r.total_ms for r in rows], 0.5),
            percentile([r.total_ms for r in rows], 0.95),
        )
        for kind, rows in sorted(by_kind.items())
    )


def _by_model(ratings: Iterable[RatingRow]) -> tuple[tuple[str, str, Mean], ...]:
    scores: dict[tuple[str, str], list[float]] = defaultdict(list)
    for rating in ratings:
        scores[rating.model, rating.prompt_version].append(rating.score)
    return tuple((*key, mean_interval(values, 0, 10)) for key, values in sorted(scores.items()))


def report(figures: Figures, zone: tzinfo) -> PilotReport:
    """All figures; days and weeks are those of the zone."""
    counted = Counter(rating.score for rating in figures.ratings)
    said = [(r.score, r.reason) for r in figures.ratings if r.reason]
    return PilotReport(
        people=len({turn.person for turn in figures.turns}),
        days=_active(figures.turns, zone, 1),
        weeks=_active(figures.turns, zone, 7),
        satisfaction=mean_interval([r.score for r in figures.ratings], 0, 10),
        scores=tuple(counted[score] for score in range(11)),
        by_model=_by_model(figures.ratings),
        reasons=tuple(sorted(said, key=lambda pair: pair[0])),
        funnel=_funnel(figures),
        latency=_latency(figures.turns),
    )


def as_json(found: PilotReport, since: datetime | None) -> dict[str, object]:
    """The report as the interface prints it: counts and the reasons people gave, no ids."""

    def mean(m: Mean) -> dict[str, object]:
        return {"n": m.n, "mean": m.mean, "low": m.low, "high": m.high}

    return {
        "since": since.isoformat() if since else None,
        "people": found.people,
        "active": {
            "target": ACTIVE_TARGET,
            "days": [{"day": d.isoformat(), "people": n} for d, n in found.days],
            "weeks": [{"week": d.isoformat(), "people": n} for d, n in found.weeks],
        },
        "satisfaction": {
            "target": SATISFACTION_TARGET,
            **mean(found.satisfaction),
            "scores": list(found.scores),
            "by_model": [
                {"model": model, "prompt_version": version, **mean(m)}
                for model, version, m in found.by_model
            ],
            "reasons": [{"score": score, "reason": reason} for score, reason in found.reasons],
        },
        "funnel": [{"stage": s.name, "people": s.people, "share": s.share} for s in found.funnel],
        "latency_ms": [
            {
                "kind": row.kind,
                "n": row.n,
                "first_p50": row.first_p50,
                "first_p95": row.first_p95,
                "total_p50": row.total_p50,
                "total_p95": row.total_p95,
            }
            for row in found.latency
        ],
    }
