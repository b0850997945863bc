import pytest

from eval.labels import agrees, differences, owned
from eval.writing import write


@pytest.mark.parametrize(
    ("slot", "expected", "got", "unscored", "right"),
    [
        ("skin_type", {"skin_type": "dry"}, {"skin_type": "dry"}, (), True),
        ("skin_type", {}, {"skin_type": "dry"}, (), False),
        ("skin_type", {}, {"skin_type": "dry"}, ("skin_type",), True),
        ("sensitive", {"sensitive": False}, {}, (), False),
        ("goals", {"goals": ["acne", "redness"]}, {"goals": ["redness", "acne"]}, (), True),
        ("goals", {"goals": ["acne"]}, {"goals": ["acne", "redness"]}, (), False),
        ("goals", {"goals": ["acne"]}, {"goals": ["acne", "redness"]}, ("goals.redness",), True),
        ("allergies", {"allergies": ["Lanolin"]}, {"allergies": ["lanolin"]}, (), True),
        ("budget_rub", {"budget_rub": [2000, 3000]}, {"budget_rub": 2500}, (), True),
        ("budget_rub", {"budget_rub": [2000, 3000]}, {"budget_rub": 3001}, (), False),
        ("budget_rub", {"budget_rub": [2000, 3000]}, {}, (), False),
    ],
)
def test_a_slot_is_right_or_not(slot, expected, got, unscored, right):
    assert agrees(expected, got, slot, unscored) is right


def test_a_wrong_slot_is_named_with_both_values():
    assert differences({"age": 30}, {"age": 31}) == ("age: expected 30, got 31",)


@pytest.mark.parametrize(
    ("expected", "got", "counts"),
    [
        (["пенка CeraVe"], ["CeraVe пенка"], (1, 0, 0)),
        (["крем Nivea"], ["тоник COSRX"], (0, 1, 1)),
        (["a b", "a b"], ["a b"], (1, 0, 1)),
        ([], ["крем"], (0, 1, 0)),
    ],
)
def test_owned_products_match_by_similar_names_once(expected, got, counts):
    assert owned(expected, got) == counts


@pytest.mark.parametrize(
    ("style", "text"),
    [
        ([], "Все хорошо. Мне 27."),
        (["yo"], "Всё хорошо. Мне 27."),
        (["lower", "no_stops"], "все хорошо мне 27"),
        (["translit"], "Vse horosho. Mne 27."),
    ],
)
def test_ways_of_writing(style, text):
    import random

    assert write("Всё хорошо. Мне 27.", style, random.Random(0)) == text


def test_a_typo_changes_one_word_and_no_figure():
    import random

    said = write("пигментация на лице, бюджет 2000", ["typos", "yo"], random.Random(1))
    assert said != "пигментация на лице, бюджет 2000"
    assert said.endswith("2000")
