"""Side questions: answered from facts with sources, or honestly not."""

import json
import re
from pathlib import Path

import pytest

from knowledge.answering import Answerer, answer
from knowledge.cues import best, question_words
from knowledge.errors import UnusableInput
from knowledge.facts import load_facts
from knowledge.phrasing import load_phrases, read_phrases
from knowledge.vocabulary import Caution, Language

FACTS = load_facts()
ANSWERER = Answerer(FACTS, load_phrases())
CASES = [
    json.loads(line)
    for name in ("questions.jsonl", "questions_held_out.jsonl", "questions_held_out_2.jsonl")
    for line in (Path(__file__).parents[2] / "eval/cases" / name)
    .read_text(encoding="utf-8")
    .splitlines()
]
KNOWN_IDS = {
    fact.id
    for group in (FACTS.ingredients, FACTS.interactions, FACTS.eu_limits, FACTS.topics)
    for fact in group
}
TITLES = {
    title
    for group in (FACTS.ingredients, FACTS.interactions, FACTS.eu_limits, FACTS.topics)
    for fact in group
    for title in fact.source
} | {title for titles in load_phrases().pregnancy_sources.values() for title in titles}


def ask(question: str, language: str = "ru", *cautions: str):
    return ANSWERER.answer(question, Language(language), cautions=tuple(map(Caution, cautions)))


def test_the_set_has_100_answerable_and_20_unanswerable_questions():
    answerable = sum(case["expected"]["answered"] for case in CASES)
    assert answerable >= 100
    assert len(CASES) - answerable >= 20


def test_every_expected_fact_exists():
    assert {fact for case in CASES for fact in case["expected"]["facts"]} <= KNOWN_IDS


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_a_question_is_answered_from_its_fact_or_declined(case):
    found = ask(case["input"]["text"], case["language"])
    assert found.found is case["expected"]["answered"]
    assert set(case["expected"]["facts"]) <= set(found.facts)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_an_answer_names_known_sources_and_a_refusal_none(case):
    found = ask(case["input"]["text"], case["language"])
    assert bool(found.citations) is found.found
    assert set(found.citations) <= TITLES
    assert all(title.rstrip("?") in found.text for title in found.citations)


@pytest.mark.parametrize("language", ["ru", "en"])
def test_an_unknown_thing_is_admitted(language):
    found = ask("зорблатин zorblatin?", language)
    assert not found.found
    assert ("нет проверенных данных" if language == "ru" else "no verified facts") in found.text


def test_an_unknown_pair_is_named_and_not_guessed():
    found = ask("можно ли слюду с сорбитолом?")
    assert not found.found
    assert "слюда" in found.text
    assert "сорбитол" in found.text


@pytest.mark.parametrize(
    ("question", "rule"),
    [
        ("чем убрать морщины", "pregnancy_retinoid"),
        ("можно ли ретинол с гликолевой кислотой", "pregnancy_retinoid"),
        ("что делает ретинол", "pregnancy_retinoid"),
    ],
)
def test_a_pregnant_person_is_told_first_what_does_not_suit(question, rule):
    found = ask(question, "ru", "pregnancy")
    assert rule in found.facts
    assert found.text.startswith("Ретиноиды (ретинол) при беременности")


def test_nobody_else_is_told_so():
    assert "беременн" not in ask("чем убрать морщины").text


def test_a_medicine_is_called_one():
    assert "лекарство" in ask("что делает адапален").text
    assert "a doctor decides" in ask("what does adapalene do", "en").text


def test_two_ingredients_are_compared_side_by_side():
    assert ask("чем ретиналь отличается от ретинола").facts == ("retinal", "retinol")


def test_what_is_best_for_a_concern_skips_what_pregnancy_forbids():
    named = {entry.id: entry for entry in FACTS.ingredients}
    found = ask("что лучше помогает от тусклости", "ru", "pregnancy")
    assert found.facts
    assert {named[i].pregnancy.value for i in found.facts} == {"acceptable"}


@pytest.mark.parametrize(
    ("cue", "question", "matches"),
    [
        ("пор", "забивает поры?", True),
        ("пор", "порошок для лица", False),
        ("двойн очищ", "очищение двойное нужно?", True),
        ("двойн очищ", "двойной кофе", False),
        ("как_часто", "как часто мазать", True),
        ("как_часто", "часто ли, как думаешь", False),
        ("spf|спф нуж", "нужен ли СПФ", True),
        ("%", "сколько % брать", True),
    ],
)
def test_a_cue_matches_beginnings_of_words(cue, question, matches):
    assert bool(best((cue,), question_words(question))) is matches


class Nearest:
    """A search by meaning with one fixed result."""

    def __init__(self, topic: str, similarity: float) -> None:
        self._result = [(topic, similarity)]

    def nearest(self, question: str) -> list[tuple[str, float]]:
        return self._result


@pytest.mark.parametrize(("similarity", "found"), [(0.7, True), (0.69, False)])
def test_a_search_by_meaning_helps_only_when_it_is_sure(similarity, found):
    answerer = Answerer(FACTS, load_phrases(), Nearest("lips", similarity))
    assert answerer.answer("рот весь потрескался", Language.RU).found is found


def test_a_search_by_meaning_cannot_name_an_unknown_topic():
    answerer = Answerer(FACTS, load_phrases(), Nearest("nothing", 0.99))
    assert not answerer.answer("рот весь потрескался", Language.RU).found


def test_one_question_can_be_asked_without_building_anything():
    assert answer("можно ли ретинол с кислотами?", Language.RU).facts == ("retinoid_aha",)


@pytest.mark.parametrize(
    ("question", "language", "told"),
    [
        ("с чем нельзя сочетать ретинол", "ru", "в один вечер не сочетают: AHA-кислоты"),
        ("what should I not mix with retinol", "en", "not on the same evening as AHAs"),
        ("с чем сочетать ниацинамид", "ru", "Хорошо сочетается: ретиноиды"),
    ],
)
def test_companions_are_listed_when_no_partner_is_named(question, language, told):
    assert told in ask(question, language).text


def test_several_pairs_are_answered_with_the_gravest_first():
    found = ask("можно ли ретинол и витамин С и кислоты")
    assert found.facts == ("retinoid_aha", "retinoid_vitamin_c")


def test_a_fact_without_effects_tells_how_it_is_borne():
    assert "раздражать чувствительную кожу" in ask("линалоол это что").text


def test_an_ingredient_without_a_usual_strength_says_so():
    assert "Проверенной обычной концентрации у меня нет" in ask("сколько процентов ши?").text


def test_broken_phrases_stop_with_one_sentence(tmp_path):
    (tmp_path / "intents.yaml").write_text("intents: [", encoding="utf-8")
    with pytest.raises(UnusableInput, match=r"intents\.yaml cannot be used"):
        read_phrases(tmp_path)


def _numbers(text: str) -> set[float]:
    return {float(n.replace(",", ".")) for n in re.findall(r"\d+(?:[.,]\d+)?", text)}


FACTS_BY_ID = {
    fact.id: fact
    for group in (
        FACTS.ingredients,
        FACTS.interactions,
        FACTS.eu_limits,
        FACTS.topics,
        FACTS.safety,
    )
    for fact in group
}
FIXED_NUMBERS = {30.0}
"""SPF 30, which the sentence on sun sensitivity names."""


@pytest.mark.parametrize("caution", [None, "pregnancy", "isotretinoin", "minor"])
def test_every_number_of_an_answer_stands_in_a_fact_it_rests_on(caution):
    unsupported = []
    for case in CASES:
        found = ask(case["input"]["text"], case["language"], *([caution] if caution else []))
        facts = [FACTS_BY_ID[fact] for fact in found.facts]
        known = set().union(FIXED_NUMBERS, *(_numbers(fact.model_dump_json()) for fact in facts))
        known |= _numbers(" ".join(found.citations))
        unsupported += [(case["id"], n) for n in _numbers(found.text) - known]
    assert unsupported == []


def test_a_rule_or_topic_is_told_in_its_own_words():
    told = [
        (case["id"], fact)
        for case in CASES
        for found in [ask(case["input"]["text"], case["language"])]
        for fact in found.facts
        if hasattr(FACTS_BY_ID[fact], "text")
        and len(found.facts) <= 2
        and FACTS_BY_ID[fact].text(case["language"]) not in found.text
    ]
    assert told == []


def test_pregnancy_is_answered_for_everything_named():
    found = ask("можно ли при беременности ретинол и ниацинамид?")
    assert found.facts == ("retinol", "niacinamide")
    assert "ретинол не используют" in found.text
    assert "допустимым: ниацинамид" in found.text


@pytest.mark.parametrize("caution", ["isotretinoin", "minor", "eczema_prone"])
def test_what_helps_best_leaves_out_what_the_rules_forbid(caution):
    named = {entry.id: entry for entry in FACTS.ingredients}
    found = ask("что лучше помогает от тусклости", "ru", caution)
    assert "aha" not in {named[i].active for i in found.facts}


def test_who_should_leave_an_ingredient_is_not_told_how_to_use_it():
    told = ask("can I use retinol?", "en", "minor").text
    assert "not offered" in told
    assert "Usual strength" not in told
    assert "evenings" not in told
    assert "Usual strength" in ask("can I use retinol?", "en").text
