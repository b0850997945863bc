"""A model is down after failures in a row, and up again after one success."""

import asyncio

import pytest

from assistant.health import FAILURES, MODEL, REST_S, Health, WatchedModel
from assistant.language import LanguageModelError


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


class Model:
    """Says what it is told to say."""

    name = "small"
    closed = False

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.takes_s = 0.0
        self.pieces: list[str | Exception] = []

    async def stream(self, messages, **_):
        self.clock.now += self.takes_s
        for piece in self.pieces:
            if isinstance(piece, Exception):
                raise piece
            yield piece
        if not self.pieces:
            await asyncio.sleep(60)

    async def score(self, messages, choices, *, person=""):
        return [0.0 for _ in choices]

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def model():
    return Model(Clock())


@pytest.fixture
def watched(model):
    return WatchedModel(model, Health(), model.clock)


async def said(watched: WatchedModel) -> str:
    return "".join([piece async for piece in watched.stream([], max_tokens=5)])


async def given_up(watched: WatchedModel) -> None:
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01):
            await said(watched)


async def test_failures_in_a_row_break_the_model_and_one_success_mends_it(model, watched) -> None:
    health = watched._health
    model.pieces = [LanguageModelError("down")]
    for number in range(FAILURES):
        assert health.broken == frozenset(), number
        with pytest.raises(LanguageModelError):
            await said(watched)
    assert health.broken == {MODEL}
    model.pieces = ["a", "b"]
    model.clock.now += REST_S
    assert await said(watched) == "ab"
    assert health.broken == frozenset()


async def test_failures_with_successes_between_them_break_nothing(model, watched) -> None:
    for _ in range(FAILURES):
        model.pieces = [LanguageModelError("too long")]
        with pytest.raises(LanguageModelError):
            await said(watched)
        model.pieces = ["x"]
        await said(watched)
    assert watched._health.broken == frozenset()


@pytest.mark.parametrize(("takes_s", "broken"), [(2.0, {MODEL}), (0.1, set())])
async def test_too_slow_counts_and_interrupted_does_not(model, watched, takes_s, broken) -> None:
    model.takes_s = takes_s
    for _ in range(FAILURES):
        await given_up(watched)
    assert watched._health.broken == broken


async def test_a_model_cut_off_while_speaking_works(model, watched) -> None:
    model.pieces = [LanguageModelError("down")]
    for _ in range(FAILURES):
        with pytest.raises(LanguageModelError):
            await said(watched)
    model.pieces = ["a", "b"]
    model.clock.now += REST_S
    stream = watched.stream([], max_tokens=5)
    assert await anext(stream) == "a"
    await stream.aclose()
    assert watched._health.broken == frozenset()


async def test_nobody_waits_for_a_broken_model_but_one_call_now_and_then(model, watched) -> None:
    model.takes_s = 2.0
    for _ in range(FAILURES):
        await given_up(watched)
    model.takes_s = 0.0
    with pytest.raises(LanguageModelError, match="rests"):
        await said(watched)
    model.clock.now += REST_S
    await given_up(watched)  # the one that tries
    with pytest.raises(LanguageModelError, match="rests"):
        await said(watched)
    model.clock.now += REST_S
    model.pieces = ["back"]
    assert [await said(watched) for _ in range(2)] == ["back", "back"]


async def test_the_rest_is_passed_on(model, watched) -> None:
    assert watched.name == "small"
    assert await watched.score([], ["a", "b"]) == [0.0, 0.0]
    watched.close()
    assert model.closed
