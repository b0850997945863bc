import pytest

from assistant.checker import Grounds, check, sentences
from assistant.scripts import is_foreign
from knowledge.claims import load_claims
from knowledge.vocabulary import Language

GROUNDS = Grounds(names=("Гель для умывания с салициловой кислотой", "CeraVe"), prices=(890,))


def _rules(text: str, language: Language, grounds: Grounds = GROUNDS) -> set[str]:
    return {fault.rule for fault in check(text, language, grounds, load_claims())}


@pytest.mark.parametrize(
    ("text", "language", "rule"),
    [
        ("У вас розацеа, это видно.", Language.RU, "diagnosis"),
        ("You have eczema on your cheeks.", Language.EN, "diagnosis"),
        ("Этот крем вылечит прыщи.", Language.RU, "treatment"),
        ("This serum cures breakouts.", Language.EN, "treatment"),
        ("Stop taking your Accutane first.", Language.EN, "treatment"),
        ("Бросьте пить роаккутан.", Language.RU, "treatment"),
        ("It is safe for absolutely everyone.", Language.EN, "promise"),
        ("Крем подойдёт всем.", Language.RU, "promise"),
        ("Гарантирую чистую кожу.", Language.RU, "promise"),
        ("I promise clear skin.", Language.EN, "promise"),
        ("Парабены токсичны для кожи.", Language.RU, "scare"),
        ("Parabens are toxic.", Language.EN, "scare"),
        ("Тебе нужно больше воды.", Language.RU, "informal"),
        ("Я врач, поверьте.", Language.RU, "human"),
        ("As a dermatologist I agree.", Language.EN, "human"),
        ("Попробуйте 水 каждый день.", Language.RU, "foreign_script"),
        ("Let us start with your skin.", Language.RU, "wrong_language"),
        ("Давайте начнём с кожи.", Language.EN, "wrong_language"),
        ("Это стоит 500 ₽.", Language.RU, "unknown_price"),
        ("It costs 891 rub in total.", Language.EN, "unknown_price"),
        ("Наносите 7 раз в день.", Language.RU, "unknown_number"),
        ("Возьмите «Крем Лотос» на ночь.", Language.RU, "unknown_name"),
        ("Попробуйте Bioderma на ночь.", Language.RU, "unknown_name"),
        ("Try La Roche for the night.", Language.EN, "unknown_name"),
        ("Хорошо, давайте", Language.RU, "cut_off"),
        ("  ", Language.RU, "empty"),
        ("а" * 241 + ".", Language.RU, "too_long"),
    ],
)
def test_a_bad_sentence_breaks_its_rule(text: str, language: Language, rule: str) -> None:
    assert rule in _rules(text, language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Понимаю, с таким блеском неприятно ходить весь день.", Language.RU),
        ("Это средство стоит 890 ₽.", Language.RU),
        ("«Гель для умывания с салициловой кислотой» подойдёт для утра.", Language.RU),
        ("CeraVe у вас уже есть, начнём с него.", Language.RU),
        ("Thank you for telling me, that sounds tiring.", Language.EN),
        ("It costs 890 rub.", Language.EN),
        ("а" * 239 + ".", Language.RU),
    ],
)
def test_a_good_sentence_passes(text: str, language: Language) -> None:
    assert _rules(text, language) == set()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Раз. Два! Три?", ["Раз.", "Два!", "Три?"]),
        ("Одно", ["Одно"]),
        ("", []),
        ("Так… И «эдак».", ["Так…", "И «эдак»."]),
    ],
)
def test_sentences_are_split_at_their_ends(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("кожа skin é", False), ("皮肤", True), ("кожа 皮", True), ("سلام", True),
     ("α-бисаболол", False),
     ("🙂 ₽ — «»", False)],
)  # fmt: skip
def test_foreign_letters_are_those_of_other_scripts(text: str, expected: bool) -> None:
    assert is_foreign(text) is expected
