"""Whatever the bytes, the eyes answer: no crash, no hang, no lost memory.

`python benchmarks/vision.py fuzz` runs thousands of inputs against the time and memory limits.
"""

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
