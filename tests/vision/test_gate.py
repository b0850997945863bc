"""The gate: good light and focus pass, the rest is told what to change."""

import cv2
import numpy as np
import pytest

from tests.vision.pictures import blurred, lit, skin
from vision.faces import Face
from vision.findings import Rejection
from vision.gate import GateLimits, Quality, check, crowd, measure

GOOD = skin()
STATES = {
    "as taken": (GOOD, None),
    "half the light": (lit(GOOD, 0.6), None),
    "a quarter of the light": (lit(GOOD, 0.25), Rejection.TOO_DARK),
    "black": (np.zeros_like(GOOD), Rejection.TOO_DARK),
    "twice the light": (lit(GOOD, 2.0), Rejection.TOO_BRIGHT),
    "white": (np.full_like(GOOD, 255), Rejection.TOO_BRIGHT),
    "out of focus": (blurred(GOOD, 4), Rejection.BLURRED),
    "blank": (np.full_like(GOOD, 150), Rejection.BLURRED),
    "small but sharp": (GOOD[:64, :64], None),
}


@pytest.mark.parametrize(("image", "reason"), STATES.values(), ids=STATES.keys())
def test_what_the_gate_says(image, reason):
    assert check(measure(image), GateLimits()) is reason


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"light": 0.34}, None),
        ({"light": 0.3399}, Rejection.TOO_DARK),
        ({"middle": 0.92}, None),
        ({"middle": 0.9201}, Rejection.TOO_BRIGHT),
        ({"glare": 0.55}, None),
        ({"glare": 0.5501}, Rejection.TOO_BRIGHT),
        ({"sharpness": 0.052}, None),
        ({"sharpness": 0.0519}, Rejection.BLURRED),
    ],
)
def test_thresholds_at_their_edges(change, reason):
    fine = {"light": 0.7, "middle": 0.5, "glare": 0.0, "sharpness": 0.3}
    assert check(Quality(**(fine | change)), GateLimits()) is reason


def test_motion_in_one_direction_is_blur_too():
    moved = np.mean([np.roll(GOOD, k, axis=1) for k in range(21)], axis=0).astype(np.uint8)
    assert measure(moved).sharpness < measure(GOOD).sharpness / 4


def face(x: float, size: float) -> Face:
    middle = (x + size / 2, size / 2)
    return Face(x, 0, size, size, middle, middle, middle, middle, middle, 0.9)


def test_light_is_judged_on_the_face_where_there_is_one():
    image = np.full((320, 320, 3), 255, np.uint8)
    image[:100, :100] = skin(100, 100)
    assert check(measure(image), GateLimits()) is Rejection.TOO_BRIGHT
    assert measure(image, face(0, 100)).glare < 0.1


@pytest.mark.parametrize(
    ("sizes", "several"), [([], False), ([90], False), ([90, 60], False), ([90, 70], True)]
)
def test_a_second_face_counts_when_it_is_about_as_large(sizes, several):
    assert crowd([face(100 * i, s) for i, s in enumerate(sizes)]) is several


@pytest.mark.parametrize("seed", range(30))
def test_light_is_the_ninetieth_percentile_of_luma(seed):
    rng = np.random.default_rng(seed)
    low, high = sorted(rng.choice(256, 2, replace=False))
    height, width = rng.integers(56, 200, 2)
    image = rng.integers(low, high, (height, width, 3), dtype=np.uint8, endpoint=True)
    luma = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    assert measure(image).light == pytest.approx(np.percentile(luma, 90) / 255, abs=1e-12)
