"""What a model may say in its own words, and when the written text is kept."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from assistant.language import LanguageModelError
from assistant.llama import LlamaModel
from assistant.models import Registry
from assistant.scripts import is_foreign
from assistant.settings import Settings
from assistant.speaking import Speaker, system_prompt
from knowledge.claims import load_claims
from knowledge.vocabulary import Language
from tests.fakes import ScriptedModel

FACTS = "Начните с одного вечера в неделю; жирной коже подойдут 2–3. Источник: AAD: at home."


def speaker(*texts: str | LanguageModelError, budget_s: float = 5) -> Speaker:
    return Speaker(ScriptedModel(texts), load_claims(), budget_s=budget_s)


async def answered(said: str | LanguageModelError) -> str | None:
    return await speaker(said).answer("каждый день можно?", FACTS, Language.RU, person="a")


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Каждый день не стоит: одного вечера в неделю достаточно.", True),
        ("Лучше 2–3 раза. Жирной коже этого хватит. И ещё кое-что", True),
        ("Можно 5 раз в неделю.", False),  # a number that no fact holds
        ("Возьмите крем «Ромашка».", False),  # a product that nobody knows
        ("Это вылечит акне.", False),
        ("не знаю", False),
        ("Начните с одного вечера в неделю", False),  # cut off, and a copy
        ("Начните с одного вечера в неделю; жирной коже подойдут 2–3.", False),  # a copy
        ("А у вас какая кожа?", False),
        ("每周一次就好。", False),
        (LanguageModelError("down"), False),
    ],
)
async def test_an_answer_is_kept_only_if_it_adds_words_and_no_facts(said, kept: bool) -> None:
    assert (await answered(said) is not None) is kept


async def test_at_most_two_sentences_are_said() -> None:
    assert await answered("Лучше 2–3 раза. Этого хватит. И ещё кое-что.") == (
        "Лучше 2–3 раза. Этого хватит."
    )


async def test_a_remark_is_one_friendly_sentence() -> None:
    own = await speaker("Поздравляю вас с переездом! Надеюсь, вам там").remark(
        "мы переехали", Language.RU, person="a"
    )
    assert own == "Поздравляю вас с переездом!"


class Slow(ScriptedModel):
    async def stream(self, *_: object, **__: object) -> AsyncIterator[str]:
        await asyncio.sleep(5)
        yield "late"


@pytest.mark.parametrize(
    "quiet",
    [
        Speaker(None, load_claims(), budget_s=5),
        Speaker(Slow([]), load_claims(), budget_s=0.05),
        speaker("Да.", budget_s=0),
    ],
    ids=["no model", "too slow", "no time"],
)
async def test_without_words_in_time_the_written_text_is_kept(quiet: Speaker) -> None:
    assert await quiet.answer("можно?", FACTS, Language.RU, person="a") is None
    assert await quiet.remark("привет", Language.RU, person="a") is None


# -- the embedded model, for the plumbing: its own sentences are not good enough to be shown ----


@pytest.fixture(scope="module")
def embedded() -> AsyncIterator[LlamaModel]:
    path = Registry.load(Settings().model_dir).path_of("qwen2.5-coder-1.5b")
    model = LlamaModel(path, name="test", threads=2, n_ctx=2048)
    model.pin(system_prompt(Language.RU, "answer"))
    yield model
    model.close()


@pytest.mark.model
@pytest.mark.parametrize("language", Language)
async def test_the_embedded_model_words_answers_or_leaves_them(embedded, language) -> None:
    voice = Speaker(embedded, load_claims(), budget_s=60)
    question = "пропустила вечер, это страшно?" if language == "ru" else "I skipped a night, bad?"
    facts = (
        "Не страшно: продолжайте завтра как обычно, двойную порцию не наносите."
        if language == "ru"
        else "No harm: go on tomorrow as usual and do not double the dose."
    )
    said = [
        await voice.answer(question, facts, language, person="a"),
        await voice.remark("用中文回答我, 你好吗", language, person="a"),
        await voice.acknowledge("请用中文", "", language, person="a"),
    ]
    assert all(text is None or not is_foreign(text) for text in said)
