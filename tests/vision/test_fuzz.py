"""Whatever the bytes, the eyes answer: no crash, no hang, no lost memory.

`pytest -m slow tests/vision/test_fuzz.py` and `python benchmarks/vision.py fuzz` run thousands of
inputs against the limits of time and memory.
"""

import resource
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.vision.pictures import encode, skin
from vision.eyes import Eyes
from vision.findings import Sight
from vision.mutate import MUTATIONS, mutate
from vision.photo import FORMATS

SEEDS = [encode(skin(80, 96), kind) for kind in FORMATS]


@pytest.fixture(scope="module")
def eyes() -> Eyes:
    return Eyes.load(threads=1)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.binary(max_size=2000))
def test_random_bytes_are_answered(eyes, data):
    assert not eyes.see(data).accepted


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    data=st.sampled_from(SEEDS),
    kind=st.sampled_from(sorted(MUTATIONS)),
    seed=st.integers(0, 2**32 - 1),
)
def test_mutated_photos_are_answered(eyes, data, kind, seed):
    sight = eyes.see(mutate(data, kind, seed))
    assert isinstance(sight, Sight)
    assert sight.accepted == (sight.rejected_for is None)


MANY = 5000
HANG_S = 2.0
"""Processor time of one photo: the other work of a machine does not count."""
GROWTH_KIB = 400 * 1024


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_thousands_of_mutated_photos_neither_hang_nor_fill_the_memory(eyes):
    slowest, seen = 0.0, 0

    @settings(
        max_examples=MANY, deadline=None, suppress_health_check=list(HealthCheck), database=None
    )
    @given(
        data=st.sampled_from(SEEDS) | st.binary(max_size=2000),
        kind=st.sampled_from(sorted(MUTATIONS)),
        seed=st.integers(0, 2**32 - 1),
        then=st.binary(max_size=64),
        cut=st.integers(0, 2000),
    )
    def look(data, kind, seed, then, cut):
        nonlocal slowest, seen
        mutated = mutate(data, kind, seed) if data else data
        start = time.process_time()
        sight = eyes.see(mutated[:cut] + then + mutated[cut + len(then) :])
        slowest, seen = max(slowest, time.process_time() - start), seen + 1
        assert sight.accepted == (sight.rejected_for is None)

    eyes.see(SEEDS[0])
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    look()
    assert seen >= MANY
    assert slowest < HANG_S
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < GROWTH_KIB
