"""The embedded model for real: batching, fairness, constraints, prefix cache."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing
from pathlib import Path

import pytest

from assistant.language import LanguageModelError, Message
from assistant.llama import LlamaModel
from assistant.models import Registry
from assistant.scripts import is_foreign
from assistant.settings import Settings

pytestmark = pytest.mark.model

SYSTEM = "You are a terse assistant for skin care. Answer in one short sentence."


@pytest.fixture(scope="module")
def gguf() -> Path:
    settings = Settings()
    return Registry.load(settings.model_dir).path_of("qwen2.5-coder-1.5b")


@pytest.fixture(scope="module")
def model(gguf: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LlamaModel]:
    loaded = LlamaModel(
        gguf, name="test", threads=2, n_ctx=2048, cache=tmp_path_factory.mktemp("prefixes")
    )
    loaded.pin(SYSTEM)
    yield loaded
    loaded.close()


def _chat(text: str) -> list[Message]:
    return [Message("system", SYSTEM), Message("user", text)]


async def _text(stream: AsyncIterator[str]) -> str:
    return "".join([piece async for piece in stream])


async def test_two_people_are_written_to_at_the_same_time(model: LlamaModel) -> None:
    order: list[str] = []

    async def listen(person: str) -> None:
        stream = model.stream(_chat(f"Say hello to {person}."), max_tokens=12, person=person)
        async for _ in stream:
            order.append(person)  # noqa: PERF401 - the order across tasks is the point

    await asyncio.gather(listen("ann"), listen("bob"))
    first_bob, last_ann = order.index("bob"), len(order) - order[::-1].index("ann") - 1
    assert first_bob < last_ann


async def test_a_schema_holds_the_model_to_json(model: LlamaModel) -> None:
    schema = {
        "type": "object",
        "properties": {
            "skin_type": {"enum": ["dry", "oily", None]},
            "words": {"type": "string", "maxLength": 12},
        },
        "required": ["skin_type", "words"],
        "additionalProperties": False,
    }
    text = await _text(model.stream(_chat("my skin is oily"), max_tokens=60, schema=schema))
    assert set(json.loads(text)) == {"skin_type", "words"}


async def test_scores_are_log_probabilities_that_tell_choices_apart(model: LlamaModel) -> None:
    yes, no = await model.score(
        _chat("Is water wet? Answer yes or no."), ["Yes", "Purple elephants"]
    )
    assert no < yes <= 0


async def test_no_letter_of_another_script_is_ever_written(model: LlamaModel) -> None:
    text = await _text(model.stream(_chat("Напиши «кожа» по-китайски: 皮肤"), max_tokens=16))
    assert not is_foreign(text)


async def test_a_stop_string_ends_the_text_and_is_not_part_of_it(model: LlamaModel) -> None:
    text = await _text(
        model.stream(_chat("Count: one two three four five"), max_tokens=24, stop=("three", "III"))
    )
    assert "three" not in text


async def test_leaving_a_stream_frees_the_model(model: LlamaModel) -> None:
    for i in range(6):  # more than there are slots
        async with aclosing(model.stream(_chat(f"Tell story {i}"), max_tokens=200)) as stream:
            await anext(stream)
    assert await _text(model.stream(_chat("Say hi."), max_tokens=4))


async def test_a_prompt_longer_than_the_context_is_refused(model: LlamaModel) -> None:
    with pytest.raises(LanguageModelError, match="longer than"):
        await _text(model.stream(_chat("skin " * 3000), max_tokens=4))


async def test_a_schema_that_is_no_grammar_fails_alone(model: LlamaModel) -> None:
    with pytest.raises(LanguageModelError):
        await _text(model.stream(_chat("x"), max_tokens=4, schema={"type": "nonsense"}))
    assert await _text(model.stream(_chat("Say hi."), max_tokens=4))


async def test_scoring_needs_choices(model: LlamaModel) -> None:
    with pytest.raises(LanguageModelError, match="choices"):
        await model.score(_chat("x"), [])


async def test_more_people_than_slots_all_get_an_answer(model: LlamaModel) -> None:
    texts = await asyncio.gather(
        *(_text(model.stream(_chat("Say hi."), max_tokens=3, person=str(i))) for i in range(7))
    )
    assert all(texts)
    assert model.queue_length() == 0


async def test_a_long_prompt_is_read_in_slices_between_those_of_others(model: LlamaModel) -> None:
    done: list[str] = []

    async def ask(person: str, text: str) -> None:
        await _text(model.stream(_chat(text), max_tokens=1, person=person))
        done.append(person)

    await asyncio.gather(ask("long", "skin " * 1200), ask("short", "hi"))
    assert done == ["short", "long"]


def test_nothing_can_be_done_with_a_closed_model(gguf: Path) -> None:
    closed = LlamaModel(gguf, name="test", threads=2, n_ctx=512)
    closed.close()
    with pytest.raises(LanguageModelError, match="shut down"):
        closed.pin(SYSTEM)


def test_an_evaluated_prefix_is_read_back_from_disk(gguf: Path, tmp_path: Path) -> None:
    for _ in range(2):
        again = LlamaModel(gguf, name="test", threads=2, n_ctx=1024, cache=tmp_path)
        again.pin(SYSTEM)
        again.close()
        files = {file.name: file.stat().st_mtime_ns for file in tmp_path.glob("*.kv")}
        assert len(files) == 1
        first = locals().get("first", files)
    assert files == first


@pytest.mark.parametrize(
    ("content", "words"), [(None, "no model file"), (b"not a model", "not a GGUF")]
)
def test_a_file_that_is_no_model_is_named(
    tmp_path: Path, content: bytes | None, words: str
) -> None:
    path = tmp_path / "x.gguf"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(LanguageModelError, match=words):
        LlamaModel(path, name="x", threads=1)
