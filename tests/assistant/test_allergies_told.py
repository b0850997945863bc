"""Which allergies are told in a message, under which name, and which are not."""

import pytest

from assistant.understanding.allergen_names import hits_in
from knowledge.allergens import contains, resolve


def names(text: str) -> set[str]:
    """Names of the allergens that a normalised text mentions."""
    return {name for name, _, _ in hits_in(text)}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("персиковое масло дает сыпь", {"peach kernel oil"}),
        ("от масла лаванды чешусь", {"lavender oil"}),
        ("маслице кокосовое щеки обсыпало", {"coconut oil"}),
        ("на мандарины волдыри", {"mandarin"}),
        ("масло какао не переношу", {"cocoa butter"}),
        ("от парафина и вазелина зуд", {"paraffin", "petrolatum"}),
        ("крахмал и хлор мне нельзя", {"starch", "chlorine"}),
        ("миндальная кислота дала сыпь", {"mandelic acid"}),
        ("jojoba oil makes me itch", {"jojoba oil"}),
        ("oil of rose brings hives", {"rose oil"}),
        ("sodium laureth sulfate is out", {"sodium laureth sulfate"}),
        ("carbon black and willow bark give me welts", {"carbon black", "willow bark"}),
        ("allergic to wool", {"wool"}),
        ("wool fat makes me scratch", {"lanolin"}),
    ],
)
def test_the_substance_that_was_named_keeps_its_name(text: str, named: set[str]) -> None:
    assert names(text) == named


@pytest.mark.parametrize("text", ["i search for a cream", "i am a swimmer"])
def test_words_near_an_allergen_are_none(text: str) -> None:
    assert names(text) == set()


@pytest.mark.parametrize(
    ("oil", "plant"),
    [
        ("almond oil", "almond"),
        ("avocado oil", "avocado"),
        ("cocoa butter", "cocoa"),
        ("coconut oil", "coconut"),
        ("eucalyptus oil", "eucalyptus"),
        ("fir oil", "pine"),
        ("jojoba oil", "jojoba"),
        ("mandarin", "citrus"),
        ("orange oil", "citrus"),
        ("paraffin", "mineral oil"),
        ("rose oil", "rose"),
        ("shea butter", "shea"),
        ("sunflower seed oil", "sunflower"),
        ("wool", "lanolin"),
    ],
)
def test_a_narrower_name_is_looked_for_as_widely_as_the_wide_one(oil: str, plant: str) -> None:
    meant = resolve(oil)
    assert meant is not None
    assert meant.name == plant


@pytest.mark.parametrize(
    ("allergy", "label"),
    [
        ("starch", "ZEA MAYS STARCH"),
        ("starch", "DISTARCH PHOSPHATE"),
        ("chlorine", "SODIUM HYPOCHLORITE"),
        ("fluoride", "SODIUM FLUORIDE"),
        ("coconut oil", "COCAMIDOPROPYL BETAINE"),
        ("hema", "HEMA"),
    ],
)
def test_new_names_find_their_entry_on_a_label(allergy: str, label: str) -> None:
    assert contains([label], allergy) == [label]
