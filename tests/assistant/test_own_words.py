"""Whatever is worded in advance would pass the checker too, or a reason is written down here.

A new text that only "resembles" forbidden ones: fit the net again (scripts/fit_checker.py).
"""

import importlib.util
import re
import sys
from pathlib import Path

import pytest

from assistant.checker import Fault, Grounds, check, sentences
from knowledge.answering import Answerer
from knowledge.claims import load_claims
from knowledge.facts import load_facts
from knowledge.phrasing import load_phrases
from knowledge.vocabulary import Language

_SCRIPT = Path(__file__).resolve().parents[2] / "scripts/fit_checker.py"
_spec = importlib.util.spec_from_file_location("fit_checker", _SCRIPT)
assert _spec is not None
assert _spec.loader is not None
fit_checker = importlib.util.module_from_spec(_spec)
sys.modules["fit_checker"] = fit_checker
_spec.loader.exec_module(fit_checker)

# Layouts (lists, values that are filled in) have forms that a model's sentence may not have.
_FORM = {"cut_off", "empty", "repeated", "too_long"}
_EXAMPLE = "an example of a sum that the person may name, not the price of a product"
_SOURCED = "says what the topic's source has shown; the model may not say it in words of its own"
_TERM = "explains a medical word that the person asked about; nobody is said to have it"
_MEDICINE = "the step of a medicine that a doctor gave, between two steps of care"
ALLOWED = {
    ("talk.ftl: talk-cheaper", "unknown_price"): _EXAMPLE,
    ("talk.ftl: talk-explain-budget_rub", "unknown_price"): _EXAMPLE,
    ("talk.ftl: talk-how_many_questions", "informal"): "what the person may write, quoted",
    ("talk.ftl: talk-better", "leak"): "the program that the person compared with, by its name",
    ("telegram.ftl: tg-language", "wrong_language"): "asked in both languages at once",
    ("topic: order", "treatment"): _MEDICINE,
    ("topic: evening_wash", "treatment"): _MEDICINE,
    ("topic: wrinkles_care", "evidence"): _SOURCED,
    ("topic: collagen_cream", "evidence"): _SOURCED,
    ("topic: spf_safety", "evidence"): _SOURCED,
    ("note: paraffinum_liquidum", "evidence"): _SOURCED,
    ("note: phenoxyethanol", "promise"): _SOURCED,
    ("note: phenoxyethanol", "false_safety"): _SOURCED,
    ("topic: home_peel", "evidence"): "the strength of an acid, not a share of people",
    ("topic: tube_lasts", "promise"): "what is gone is a tube of sunscreen",
    ("topic: natural", "diagnosis"): "what plant extracts may cause in general",
    ("topic: term_melasma", "diagnosis"): _TERM,
    ("topic: fungal_acne", "diagnosis"): _TERM,
}


def _faults(words: str, language: Language, whole: str) -> list[Fault]:
    grounds = Grounds(names=(whole,), numbers=tuple(re.findall(r"\d+(?:[.,]\d+)?", whole)))
    return [
        fault
        for sentence in sentences(words)
        if sentence.rstrip("»\"')")[-1] in ".!?"  # buttons and values are no sentences
        for fault in check(sentence, language, grounds, load_claims())
        if fault.rule not in _FORM
    ]


@pytest.fixture(scope="module")
def stopped() -> dict[tuple[str, str], str]:
    """(where, rule) of every own sentence that the checker would stop, and its words."""
    found = {}
    for where, language, words in fit_checker.own_texts():
        filled = "средство" if language is Language.RU else "product"
        plain = re.sub(r"<[^>]+>", "", words).replace("\N{HORIZONTAL ELLIPSIS}", f" {filled} ")
        for fault in _faults(plain, language, plain):
            found[where, fault.rule] = f"{language}: {fault.words}"
    return found


def test_all_texts_and_answers_pass_the_checker(stopped) -> None:
    assert {key: words for key, words in stopped.items() if key not in ALLOWED} == {}


ASKED = {
    Language.RU: ("что делает {}?", "можно ли {} при беременности?"),
    Language.EN: ("what does {} do?", "can I use {} when pregnant?"),
}


@pytest.mark.parametrize("language", Language)
def test_answers_put_together_from_facts_pass_the_checker(language: Language) -> None:
    facts, stopped, told = load_facts(), {}, set()
    answerer = Answerer(facts, load_phrases())
    for ingredient in facts.ingredients:
        title = f"{ingredient.name(language.value).capitalize()}."
        for question in ASKED[language]:
            found = answerer.answer(question.format(ingredient.name(language.value)), language)
            text = re.split(r"\s(?:Источник\w*|Sources?):", found.text)[0].removeprefix(title)
            if not found.found or text in told:
                continue
            told.add(text)
            stopped |= {f.words: (ingredient.id, f.rule) for f in _faults(text, language, text)}
    assert len(told) > 200
    excused = {(place.removeprefix("note: "), rule) for place, rule in ALLOWED}
    assert {w: key for w, key in stopped.items() if key not in excused} == {}


def test_no_exception_outlives_its_text(stopped) -> None:
    assert set(ALLOWED) - set(stopped) == set()


def test_texts_and_topics_of_both_languages_were_looked_at() -> None:
    seen = [(where, language) for where, language, _ in fit_checker.own_texts()]
    topics = len(load_facts().topics)
    for language in Language:
        mine = [where for where, told in seen if told is language]
        assert sum(where.startswith("topic: ") for where in mine) == topics > 100
        assert sum(where.startswith("talk.ftl") for where in mine) > 100
        assert sum(where.startswith("routine.ftl") for where in mine) > 50


def test_the_net_was_fitted_on_these_examples(capsys, monkeypatch) -> None:
    monkeypatch.setattr(sys, "argv", ["fit_checker.py", "--check"])
    assert fit_checker.main() == 0, "run python scripts/fit_checker.py"
    assert "fitted on these" in capsys.readouterr().out
