"""Training pictures: what a restyled or drawn-on photo may and may not change."""

import cv2
import numpy as np
import pytest

from tests.vision.pictures import skin
from vision.augment import Strength, augment
from vision.classes import CLASSES, PhotoClass
from vision.close_ups import draw_pores
from vision.counterfactual import DRAWN, DRAWN_SHARES, draw_sign
from vision.faces import Face
from vision.restyle import cast, lend_colours, other_background, step_back

FACE = Face(100, 80, 120, 150, (135, 135), (185, 135), (160, 165), (138, 195), (182, 195), 0.95)
ALL_ON = Strength(*[1.0] * len(Strength.__dataclass_fields__))


def lab(image):
    return cv2.cvtColor(image, cv2.COLOR_RGB2LAB).astype(np.float32)


def rng(seed=0):
    return np.random.default_rng(seed)


def flat(colour, side=320):
    return np.full((side, side, 3), colour, np.uint8)


def two_tone():
    """Skin whose right half is redder."""
    image = flat((190, 150, 130))
    image[:, 160:] = (200, 130, 120)
    return image


def redder(image):
    a = lab(image)[..., 1]
    return float(a[:, 170:].mean() - a[:, :150].mean())


def test_lent_colours_leave_how_much_redder_one_place_is():
    style = np.zeros((64, 64, 3), np.uint8)
    style[:32], style[32:] = (90, 120, 90), (120, 150, 120)
    out = lend_colours(two_tone(), style, 1.0, keep_chroma=True)
    assert abs(lab(out)[..., 1].mean() - lab(style)[..., 1].mean()) < 3
    assert redder(out) == pytest.approx(redder(two_tone()), abs=1.5)


def test_a_cast_moves_everything_alike():
    out = cast(two_tone(), rng(3))
    assert redder(out) == pytest.approx(redder(two_tone()), abs=1.5)
    assert np.abs(lab(out) - lab(two_tone())).max() > 1


def test_a_black_rim_is_replaced_and_the_middle_kept():
    image = flat((180, 140, 120))
    image[:, :60] = 0
    out = other_background(image, None, flat((20, 200, 40)), rng())
    assert out[:, :40].max() > 30
    assert np.abs(out[:, 100:].astype(int) - image[:, 100:]).max() <= 1


def test_a_photo_without_black_rim_or_face_keeps_its_background():
    image = flat((180, 140, 120))
    assert (other_background(image, None, flat(0), rng()) == image).all()


def test_behind_a_face_all_may_change_but_not_the_face():
    out = other_background(skin(), FACE, flat((20, 200, 40)), rng(1))
    assert np.abs(out[140:190, 130:190].astype(int) - skin()[140:190, 130:190]).max() <= 1
    assert np.abs(out[:20, :20].astype(int) - skin()[:20, :20]).mean() > 10


def test_stepping_back_shows_more_around_the_photo():
    out = step_back(flat((180, 140, 120)), flat((10, 20, 250)), rng(2))
    kept = (np.abs(out.astype(int) - (180, 140, 120)).max(axis=2) < 12).mean()
    assert 0.1 < kept < 0.85


@pytest.mark.parametrize("label", DRAWN)
def test_a_drawn_sign_changes_the_skin(label):
    for seed in range(6):
        out, shown = draw_sign(skin(), FACE, label, rng(seed))
        assert out.ndim == 3
        assert shown in {label, PhotoClass.CLEAR_SKIN}
    assert sum(DRAWN_SHARES) == pytest.approx(1)
    assert len(DRAWN_SHARES) == len(DRAWN)


def test_drawn_redness_is_redder_on_the_cheeks_than_before():
    portrait = flat((200, 160, 140))
    gains = []
    for seed in range(10):
        out, _ = draw_sign(portrait, FACE, PhotoClass.REDNESS_ROSACEA, rng(seed))
        gains.append(float(lab(out)[..., 1].max() - lab(portrait)[..., 1].max()))
    assert min(gains) > 2
    assert np.mean(gains) > 8


def test_pores_are_dark_dots_and_a_bare_close_up_has_none():
    close = flat((200, 160, 140), 224)
    dotted = draw_pores(close, rng(5))
    bare = draw_pores(close, rng(5), dots=False)
    assert (lab(dotted)[..., 0] < lab(close)[..., 0].min() - 10).sum() > 20
    assert (lab(bare)[..., 0] < lab(close)[..., 0].min() - 10).sum() == 0


@pytest.mark.parametrize("label", CLASSES)
@pytest.mark.parametrize("face", [None, FACE])
def test_every_step_at_once_still_gives_a_view(label, face):
    for seed in range(3):
        view = augment(skin(), label, face, rng(seed), ALL_ON, style=flat((90, 80, 200), 100))
        assert view.shape == (224, 224, 3)
        assert view.dtype == np.uint8


def test_no_step_leaves_the_photo_as_it_is_but_for_size_and_mirror():
    off = Strength(*[0.0] * len(Strength.__dataclass_fields__))
    view = augment(skin(224, 224), PhotoClass.ACNE, None, rng(), off, style=flat(9))
    assert any((view == other).all() for other in (skin(224, 224), skin(224, 224)[:, ::-1]))
