"""The examples in docs/eval.md are what they say: a case that loads, a suite that runs."""

import re
from pathlib import Path

import pytest

from assistant.profile import Profile
from assistant.reply import NextStep, Reply
from eval import cases
from eval.figures import Draw
from tests.eval.oracle import OracleProduct, bench, records

PAGE = (Path(__file__).parent.parent.parent / "docs" / "eval.md").read_text(encoding="utf-8")


def example(language: str) -> str:
    (found,) = re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    return found


def test_the_case_in_the_docs_loads(tmp_path):
    (tmp_path / "one.jsonl").write_text(example("json"), encoding="utf-8")
    (case,) = cases.load("one.jsonl", tmp_path)
    assert case.expected["age"] == 38


class Greeter:
    """A consultant that only greets."""

    def __init__(self, words: str):
        self._words = words

    async def greet(self, person, *, language=None, event_id=None):
        yield Reply(text=self._words, step=NextStep.ASK, profile=Profile(), language=language)


class Greets(OracleProduct):
    words = ""

    def consultant(self):
        return Greeter(self.words)


@pytest.mark.parametrize(
    ("words", "share"),
    [("Я ИИ-консультант. I am an AI.", 1.0), ("Hi, Anna here! Said Mary.", 0.0)],
)
def test_the_suite_in_the_docs_notices_a_greeting_that_hides_the_ai(words, share):
    module: dict = {}
    exec(compile(example("python"), "greeting.py", "exec"), module)
    product = Greets()
    product.words = words
    found = records(module["SUITE"], bench(product))
    assert module["SUITE"].figures(found, Draw())[0].value == share


def test_the_suite_in_the_docs_is_short():
    assert len(example("python").splitlines()) < 150
