"""The eyes with the shipped network: real weights, drawn pictures."""

import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from knowledge.errors import MissingPart
from tests.vision.pictures import blurred, encode, lit, skin
from vision.classes import CLASSES
from vision.eyes import Eyes
from vision.faces import Face
from vision.findings import Calibration, Limits, Rejection
from vision.negatives import draw_negative
from vision.photo import Photo, PhotoRejected
from vision.views import View, cut, fuse_views, telling, views, whole_only


@pytest.fixture(scope="module")
def eyes() -> Eyes:
    return Eyes.load(threads=1)


PHOTO = encode(skin())


def test_a_good_photo_gets_calibrated_findings(eyes):
    sight = eyes.see(PHOTO)
    assert sight.accepted
    assert sum(sight.probabilities.values()) == pytest.approx(1, abs=1e-6)
    assert sight.ms > 0


def test_the_same_bytes_are_seen_the_same_way(eyes):
    assert eyes.see(PHOTO).probabilities == eyes.see(PHOTO).probabilities


REFUSED = {
    "pdf": (b"%PDF-1.7 not a photo", Rejection.UNREADABLE),
    "empty": (b"", Rejection.UNREADABLE),
    "dark": (encode(lit(skin(), 0.2)), Rejection.TOO_DARK),
    "bright": (encode(lit(skin(), 2.5)), Rejection.TOO_BRIGHT),
    "blurred": (encode(blurred(skin(), 6)), Rejection.BLURRED),
    "tiny": (encode(skin(48, 48)), Rejection.TOO_SMALL),
}


@pytest.mark.parametrize(("data", "reason"), REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_looked_at_is_refused_before_the_network(eyes, data, reason):
    sight = eyes.see(data)
    assert (sight.accepted, sight.rejected_for, sight.findings) == (False, reason, ())
    assert not sight.probabilities


@pytest.mark.parametrize("seed", range(12))
def test_a_drawn_picture_without_skin_gets_no_confident_finding(eyes, seed):
    sight = eyes.see(encode(draw_negative(np.random.default_rng(seed), 320), "PNG"))
    assert not sight.accepted or sight.abstained


def test_threads_may_share_the_eyes(eyes):
    with ThreadPoolExecutor(4) as pool:
        seen = list(pool.map(eyes.see, [PHOTO] * 12))
    assert len({tuple(s.probabilities.values()) for s in seen}) == 1


def test_several_photos_of_one_person_become_one_sight(eyes):
    both = eyes.see_all([PHOTO, PHOTO, b""])
    assert both.accepted
    assert not both.disagree


@pytest.mark.parametrize("language", ["ru", "en"])
def test_an_explanation_is_a_picture(eyes, language):
    with Image.open(io.BytesIO(eyes.explain(PHOTO, language))) as image:
        assert image.format == "PNG"
        assert image.width > image.height


def test_a_refused_photo_is_explained_too(eyes):
    with Image.open(io.BytesIO(eyes.explain(encode(lit(skin(), 0.2)), "ru"))) as image:
        assert image.format == "PNG"


def test_bytes_that_are_no_photo_cannot_be_explained(eyes):
    with pytest.raises(PhotoRejected):
        eyes.explain(b"no photo")


def test_eyes_without_weights_say_what_to_do(tmp_path):
    with pytest.raises(MissingPart, match="aloe vision train"):
        Eyes.load(tmp_path)


def test_a_missing_face_detector_is_no_obstacle(tmp_path):
    assert Eyes.load(face_detector=tmp_path / "none.onnx", threads=1).faces is None


def test_maps_explain_the_logits(eyes):
    batch = cut(skin(), views(320, 320, None))
    logits, maps = eyes.network.maps(batch)
    assert maps.shape[:2] == logits.shape == (len(batch), len(CLASSES))
    centred = logits - logits.mean(axis=1, keepdims=True)
    from_maps = maps.mean(axis=(2, 3))
    from_maps = from_maps - from_maps.mean(axis=1, keepdims=True)
    assert np.abs(centred - from_maps).max() < 1e-2


@pytest.mark.parametrize(("height", "width"), [(64, 64), (64, 500), (480, 640), (640, 100)])
def test_views_lie_inside_the_picture(height, width):
    middle = (width / 2, height / 2)
    face = Face(width * 0.4, -5, 60, 80, middle, middle, middle, middle, middle, 0.9)
    plans = (
        views(height, width, face),
        views(height, width, replace(face, x=-500.0, y=-500.0)),
        views(height, width, None),
        whole_only(height, width, None),
    )
    for look in [look for plan in plans for look in plan]:
        x0, y0, x1, y1 = look.box
        assert 0 <= x0 < x1 <= width
        assert 0 <= y0 < y1 <= height


def test_fused_views_are_a_mean_of_log_probabilities():
    logits = np.log(np.array([[0.8, 0.1, 0.1], [0.2, 0.4, 0.4]], np.float32))
    fused = fuse_views(logits, [View((0, 0, 9, 9), 1.0, "a"), View((0, 0, 9, 9), 1.0, "b")])
    assert np.exp(fused) == pytest.approx([0.4, 0.2, 0.2], rel=1e-4)


def test_the_middle_square_and_the_face_are_looked_at_first():
    middle = (320.0, 240.0)
    face = Face(270, 180, 100, 120, middle, middle, middle, middle, middle, 0.9)
    first = telling(views(480, 640, face))
    assert [look.name for look in first] == ["square", "face"]
    assert first[0].box == (80, 0, 560, 480)
    assert telling(whole_only(480, 640, None)) == whole_only(480, 640, None)


class Says:
    """A network that gives the same logits for every view, and counts the views."""

    def __init__(self, top: float) -> None:
        self.top, self.seen = top, 0

    def logits(self, batch):
        self.seen += len(batch)
        out = np.zeros((len(batch), len(CLASSES)), np.float32)
        out[:, 0] = self.top
        return out


@pytest.mark.parametrize(("top", "decisive", "views_seen"), [(9, 0.97, 1), (2, 0.97, 4), (9, 1, 4)])
def test_a_sure_first_look_is_enough(top, decisive, views_seen):
    network = Says(top)
    eyes = Eyes(network, Calibration(), Limits(decisive=decisive))
    look = eyes.look(Photo(skin(240, 320), 320, 240), None)
    assert network.seen == len(look.views) == len(look.logits) == views_seen
    assert look.fused.argmax() == 0
