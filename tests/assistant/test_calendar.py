"""The picture of the six weeks."""

import io

import numpy as np
import pytest
from PIL import Image

from assistant.calendar import DPI, EVENING, MORNING, WIDTH_INCHES, draw
from assistant.profile import Profile
from assistant.routine import Routine
from knowledge.vocabulary import Concern, Language
from tests.assistant.shelf_of_products import BASICS, EYE, RETINOL, VITAMIN_C, routine


def pixels(found: Routine, language: Language = Language.EN) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(draw(found, language))).convert("RGB"))


def share(picture: np.ndarray, colour: str) -> float:
    """Share of the picture's pixels that have a colour."""
    wanted = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)])
    return float((np.abs(picture.astype(int) - wanted).max(axis=2) <= 2).mean())


@pytest.mark.parametrize("language", list(Language))
def test_it_is_as_wide_as_a_phone_is_sharp(language: Language) -> None:
    picture = pixels(routine(Profile(), *BASICS), language)
    assert picture.shape[1] == int(WIDTH_INCHES * DPI) == 1080


def test_each_step_adds_a_row() -> None:
    few = pixels(routine(Profile(), *BASICS))
    person = Profile(goals=(Concern.WRINKLES, Concern.PUFFINESS))
    many = pixels(routine(person, *BASICS, RETINOL, VITAMIN_C, EYE))
    assert many.shape[0] > few.shape[0]


def test_morning_and_evening_have_colours_of_their_own() -> None:
    picture = pixels(routine(Profile(), *BASICS))
    assert share(picture, MORNING) > share(picture, EVENING) > 0.005


def test_days_without_a_product_are_left_pale() -> None:
    plain = pixels(routine(Profile(), *BASICS))
    weekly = pixels(routine(Profile(goals=(Concern.WRINKLES,)), *BASICS, RETINOL))
    assert share(weekly, "#efede5") > share(plain, "#efede5")


def test_a_routine_without_steps_is_still_a_picture() -> None:
    assert pixels(Routine(morning=(), evening=(), disclaimer="")).shape[1] == 1080
