"""From probabilities to words: thresholds at their edges, fusion, advice."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vision.classes import CLASSES, PhotoClass
from vision.explain import words
from vision.findings import (
    Calibration,
    Finding,
    Limits,
    Rejection,
    Sight,
    advice,
    fuse,
    judge,
    refused,
)

LIMITS = Limits(abstain=0.6, also=0.25, refer=0.2, no_skin=0.5)


def probabilities(**given_: float) -> dict[PhotoClass, float]:
    """The named classes as given, the rest shared evenly."""
    rest = (1 - sum(given_.values())) / (len(CLASSES) - len(given_))
    return {c: given_.get(c.value, rest) for c in CLASSES}


SAID = [
    ({"acne": 0.9}, ["acne"]),
    ({"blackheads_pores": 0.9}, ["blackheads", "enlarged_pores"]),
    ({"clear_skin": 0.9}, ["clear"]),
    ({"redness_rosacea": 0.9}, ["redness"]),
    ({"redness_rosacea": 0.6, "acne": 0.25}, ["redness", "acne"]),
    ({"redness_rosacea": 0.6, "acne": 0.2499}, ["redness"]),
    ({"acne": 0.6, "clear_skin": 0.3}, ["acne"]),
    ({"suspicious_lesion": 0.9}, []),
]


@pytest.mark.parametrize(("given_", "labels"), SAID)
def test_what_is_said_for_given_probabilities(given_, labels):
    assert [f.label for f in judge(probabilities(**given_), LIMITS).findings] == labels


@pytest.mark.parametrize(("p", "abstained"), [(0.6, False), (0.5999, True)])
def test_below_the_threshold_the_eyes_are_not_sure(p, abstained):
    assert judge(probabilities(acne=p), LIMITS).abstained is abstained


@pytest.mark.parametrize(
    ("given_", "refer"),
    [
        ({"suspicious_lesion": 0.9}, True),
        ({"acne": 0.7, "suspicious_lesion": 0.2}, True),
        ({"acne": 0.7, "suspicious_lesion": 0.1999}, False),
    ],
)
def test_what_looks_like_a_lesion_is_referred(given_, refer):
    assert judge(probabilities(**given_), LIMITS).refer is refer


def test_an_unsure_photo_that_may_be_a_lesion_names_nothing():
    unsure = judge(probabilities(pigmentation=0.55, suspicious_lesion=0.3), LIMITS)
    assert (unsure.refer, unsure.abstained, unsure.findings) == (True, True, ())
    sure = judge(probabilities(pigmentation=0.7, suspicious_lesion=0.25), LIMITS)
    assert (sure.refer, [f.label for f in sure.findings]) == (True, ["pigmentation"])
    two = fuse([unsure, judge(probabilities(wrinkles=0.4), LIMITS)])
    assert (two.refer, two.abstained, two.findings) == (True, True, ())


@pytest.mark.parametrize("given_", [{"not_skin": 0.5, "acne": 0.5}, {"not_skin": 0.3}])
def test_no_skin_is_refused(given_):
    sight = judge(probabilities(**given_), LIMITS)
    assert (sight.accepted, sight.rejected_for, sight.findings) == (False, Rejection.NO_SKIN, ())


def test_calibration_keeps_the_order_and_sums_to_one():
    log_p = [math.log(0.6), math.log(0.2)] + [math.log(0.2 / 7)] * 7
    hot = Calibration(temperature=2.0)(log_p)
    assert sum(hot.values()) == pytest.approx(1)
    assert max(hot, key=hot.__getitem__) is CLASSES[0]
    assert hot[CLASSES[0]] < 0.6


def test_a_bias_moves_only_towards_its_class():
    flat = [math.log(1 / 9)] * 9
    raised = Calibration(bias=(1.0,) + (0.0,) * 8)(flat)
    assert raised[CLASSES[0]] == pytest.approx(math.e / (math.e + 8))


def test_two_photos_that_agree_make_a_surer_sight():
    one = judge(probabilities(acne=0.7), LIMITS)
    both = fuse([one, one])
    assert both.findings[0].label == "acne"
    assert both.findings[0].probability == pytest.approx(0.7)
    assert not both.disagree


def test_photos_that_show_different_things_are_said_to_disagree():
    both = fuse(
        [judge(probabilities(acne=0.9), LIMITS), judge(probabilities(wrinkles=0.9), LIMITS)]
    )
    assert both.disagree
    assert both.abstained


def test_an_unsure_photo_is_no_disagreement():
    sure, unsure = (
        judge(probabilities(acne=0.9), LIMITS),
        judge(probabilities(wrinkles=0.4), LIMITS),
    )
    assert not fuse([sure, unsure]).disagree


def test_a_refused_photo_does_not_count_in_the_fusion():
    seen = judge(probabilities(acne=0.9), LIMITS)
    assert fuse([refused(Rejection.BLURRED), seen]) == seen


def test_the_first_refusal_stands_when_all_are_refused():
    sight = fuse([refused(Rejection.TOO_DARK), refused(Rejection.BLURRED)])
    assert sight.rejected_for is Rejection.TOO_DARK


def test_a_referral_survives_a_second_photo_without_the_spot():
    lesion, clear = (
        judge(probabilities(**{k: 0.9}), LIMITS) for k in ("suspicious_lesion", "clear_skin")
    )
    assert fuse([lesion, clear, clear]).refer


def test_words_never_say_that_a_photo_is_certain():
    assert words(judge(probabilities(acne=0.999), LIMITS), "en").endswith("99 %.")
    assert words(judge(probabilities(acne=0.714), LIMITS), "ru").endswith("71 %.")


def test_nothing_cannot_be_fused():
    with pytest.raises(ValueError, match="nothing"):
        fuse([])


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("reason", list(Rejection))
def test_each_refusal_has_one_sentence_of_advice(reason, language):
    text = advice(reason, language)
    assert text.endswith(".")
    assert text.count(".") == 1
    assert any("а" <= ch <= "я" for ch in text) == (language == "ru")


@given(st.lists(st.floats(0.001, 1.0), min_size=len(CLASSES), max_size=len(CLASSES)))
def test_any_probabilities_give_an_ordered_judgement(raw):
    total = sum(raw)
    sight = judge({c: v / total for c, v in zip(CLASSES, raw, strict=True)}, LIMITS)
    values = [f.probability for f in sight.findings]
    assert values == sorted(values, reverse=True)
    assert sight.accepted == (sight.rejected_for is None)


def test_a_sight_cannot_be_changed():
    with pytest.raises(AttributeError):
        Sight(accepted=True).accepted = False  # type: ignore[misc]
    assert Finding("acne", 0.5) == Finding("acne", 0.5)
