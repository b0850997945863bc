"""The pilot's figures mean what they say, at their edges too."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from scipy import stats as scipy_stats

from assistant.statistics import (
    Mean,
    as_json,
    current,
    mean_interval,
    percentile,
    report,
    verdict,
)
from assistant.store import Figures, RatingRow, TurnRow

MONDAY = datetime(2026, 3, 2, 12, tzinfo=UTC)
MOSCOW = timezone(timedelta(hours=3))


def _turn(person: str, at: datetime = MONDAY, **changed: object) -> TurnRow:
    values = {
        "kind": "text",
        "step": "ask",
        "known": (),
        "first_text_ms": 10.0,
        "total_ms": 20.0,
        "model": "m",
    } | changed
    return TurnRow(person=person, at=at, **values)


def _rating(person: str, score: int, **changed: object) -> RatingRow:
    values = {"reason": "", "model": "m", "prompt_version": "1"} | changed
    return RatingRow(person=person, at=MONDAY, score=score, **values)


def test_a_person_counts_once_a_day_and_gaps_are_zero():
    turns = [_turn("a"), _turn("a"), _turn("b"), _turn("a", MONDAY + timedelta(days=2))]
    assert report(Figures(turns=turns), UTC).days == (
        (date(2026, 3, 2), 2),
        (date(2026, 3, 3), 0),
        (date(2026, 3, 4), 1),
    )


def test_weeks_begin_on_monday():
    sunday = MONDAY + timedelta(days=6)
    turns = [_turn("a"), _turn("b", sunday), _turn("b", sunday + timedelta(days=1))]
    assert report(Figures(turns=turns), UTC).weeks == ((date(2026, 3, 2), 2), (date(2026, 3, 9), 1))


def test_days_are_those_of_the_operators_zone():
    late = datetime(2026, 3, 2, 22, tzinfo=UTC)
    assert report(Figures(turns=[_turn("a", late)]), MOSCOW).days == ((date(2026, 3, 3), 1),)


def test_nobody_yet_is_no_error():
    found = report(Figures(), UTC)
    assert (found.people, found.days, found.weeks, found.latency) == (0, (), (), ())
    assert found.satisfaction == Mean(0, None, None, None)
    assert [stage.people for stage in found.funnel] == [0, 0, 0, 0]


@pytest.mark.parametrize("values", [[7, 8], [5, 6, 7, 8, 9], list(range(11)) * 3, [3, 9] * 70])
def test_the_interval_is_students_t(values: list[float]):
    found = mean_interval(values, 0, 10)
    exact = scipy_stats.ttest_1samp(values, 0).confidence_interval(0.95)
    assert found.mean == pytest.approx(sum(values) / len(values))
    assert found.low == pytest.approx(max(0, exact.low), abs=0.01)
    assert found.high == pytest.approx(min(10, exact.high), abs=0.01)


def test_one_rating_has_a_mean_and_no_interval():
    assert mean_interval([8], 0, 10) == Mean(1, 8, None, None)


def test_equal_ratings_have_an_interval_without_width():
    assert mean_interval([9, 9, 9], 0, 10) == Mean(3, 9, 9, 9)


def test_the_interval_stays_on_the_scale():
    found = mean_interval([10, 10, 0], 0, 10)
    assert (found.low, found.high) == (0, 10)


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [
        ([5], 0.95, 5),
        ([1, 2], 0.5, 1.5),
        ([4, 1, 3, 2], 0.0, 1),
        ([4, 1, 3, 2], 1.0, 4),
        (list(range(101)), 0.95, 95),
    ],
)
def test_percentiles_are_interpolated(values: list[float], share: float, expected: float):
    assert percentile(values, share) == expected


def test_a_percentile_of_nothing_is_an_error():
    with pytest.raises(ValueError, match="no values"):
        percentile([], 0.5)


def test_the_funnel_counts_people_who_reached_every_stage():
    known = ("skin_type", "goals", "age")
    figures = Figures(
        turns=[_turn("a", known=known), _turn("b", known=known), _turn("c"), _turn("d")],
        routines=[("a", MONDAY), ("b", MONDAY), ("b", MONDAY), ("c", MONDAY)],
        ratings=[_rating("b", 9)],
    )
    stages = report(figures, UTC).funnel
    assert [(s.name, s.people, s.share) for s in stages] == [
        ("start", 4, None),
        ("profile", 2, 0.5),
        ("routine", 2, 1.0),
        ("rating", 1, 0.5),
    ]


def test_a_profile_needs_skin_type_and_goal():
    turns = [_turn("a", known=("skin_type",)), _turn("b", known=("goals",))]
    assert report(Figures(turns=turns), UTC).funnel[1].people == 0


def test_latency_is_told_apart_by_kind():
    turns = [
        _turn("a", first_text_ms=100, total_ms=200),
        _turn("a", first_text_ms=300, total_ms=400),
        _turn("a", kind="photo", first_text_ms=9, total_ms=9),
    ]
    rows = report(Figures(turns=turns), UTC).latency
    assert [(r.kind, r.n, r.first_p50, r.total_p50) for r in rows] == [
        ("photo", 1, 9, 9),
        ("text", 2, 200, 300),
    ]
    assert rows[1].total_p95 == pytest.approx(390)


def test_satisfaction_is_told_apart_by_model_and_prompts():
    ratings = [_rating("a", 9), _rating("b", 5, prompt_version="2"), _rating("c", 7)]
    found = report(Figures(ratings=ratings), UTC)
    assert [(m, v, s.n, s.mean) for m, v, s in found.by_model] == [
        ("m", "1", 2, 8),
        ("m", "2", 1, 5),
    ]
    assert found.scores == (0, 0, 0, 0, 0, 1, 0, 1, 0, 1, 0)


def test_reasons_come_worst_first_and_only_where_given():
    ratings = [_rating("a", 9, reason="ок"), _rating("b", 2, reason="дорого"), _rating("c", 5)]
    assert report(Figures(ratings=ratings), UTC).reasons == ((2, "дорого"), (9, "ок"))


def test_the_json_names_no_person():
    figures = Figures(
        turns=[_turn("tg:77123")],
        ratings=[_rating("tg:77123", 3, reason="ок")],
        routines=[("tg:77123", MONDAY)],
    )
    shown = as_json(report(figures, UTC), MONDAY)
    assert "77123" not in str(shown)
    assert shown["since"] == MONDAY.isoformat()
    assert shown["people"] == 1


@pytest.mark.parametrize(
    ("low", "high", "says"),
    [
        (7.5, 9.0, "reached"),
        (7.4, 9.0, "open, it lies in the interval"),
        (5.0, 7.5, "open, it lies in the interval"),
        (5.0, 7.4, "missed"),
        (None, None, "open, too few ratings"),
    ],
)
def test_a_goal_is_reached_or_missed_only_when_the_interval_says_so(low, high, says) -> None:
    assert verdict(Mean(9, 7.5, low, high)) == says


@pytest.mark.parametrize(("day", "is_current"), [(22, False), (23, True), (29, True), (30, False)])
def test_the_week_of_a_monday_is_current_for_seven_days(day, is_current) -> None:
    assert current(date(2026, 11, 23), date(2026, 11, day)) is is_current
