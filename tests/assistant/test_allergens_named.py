"""Which allergens a message names, and under which name."""

import pytest

from assistant.understanding.allergen_names import _SPECIFIC, hits_in
from knowledge.allergens import resolve


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("на sls сыпь", ["sodium lauryl sulfate"]),
        ("от эфирных масел чешусь", ["essential oils"]),
        ("wool alcohols are out", ["lanolin"]),
        ("parabins give me a rash", ["parabens"]),
        ("methylparaben gives me a rash", ["methylparaben"]),
        ("на пчел", ["bee products"]),
        ("patch test: mit, nickel", ["methylisothiazolinone", "nickel"]),
        ("салициловая кислота жжет", ["salicylic acid"]),
        ("морской коллаген не переношу", ["marine collagen"]),
    ],
)
def test_allergens_have_one_name_each(text: str, names: list[str]) -> None:
    assert [name for name, _, _ in hits_in(text)] == names


@pytest.mark.parametrize(
    "text", ["кожа тонкая", "эластичность пропала", "i burn in the sun", "taking folic acid"]
)
def test_words_that_only_look_like_allergens_are_none(text: str) -> None:
    assert hits_in(text) == []


@pytest.mark.parametrize("name", sorted(set(_SPECIFIC.values())))
def test_each_name_can_be_looked_for_on_labels(name: str) -> None:
    assert resolve(name) is not None
