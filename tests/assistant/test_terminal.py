import io
import json
from pathlib import Path

import pytest
from rich.console import Console

from assistant.terminal import ScriptTurn, Terminal, read_script
from knowledge.errors import UnusableInput


def _script(tmp_path: Path, *lines: str) -> Path:
    path = tmp_path / "turns.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_a_script_holds_texts_photos_and_ratings(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"x")
    path = _script(
        tmp_path, '{"text": "привет"}', "", '{"photo": "a.jpg", "text": "вот"}', '{"rating": 9}'
    )
    assert read_script(path) == [
        ScriptTurn(said="привет", text="привет"),
        ScriptTurn(said="вот", text="вот", photos=(tmp_path / "a.jpg",)),
        ScriptTurn(said="9", rating=9),
    ]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{", "line 1: not JSON"),
        ("[]", "line 1: not an object"),
        ("{}", "no text, photo or rating"),
        ('{"rating": 11}', "0 to 10"),
        ('{"rating": true}', "0 to 10"),
        ('{"rating": "9"}', "0 to 10"),
        ('{"photo": "gone.jpg"}', "no photo gone.jpg"),
        ('{"photo": []}', "a path or a list"),
        ('{"text": 5}', "no text"),
        ("", "has no turns"),
        ("[" * 100_000, "line 1"),
    ],
)
def test_a_bad_line_is_named_before_anything_is_played(
    tmp_path: Path, line: str, words: str
) -> None:
    with pytest.raises(UnusableInput, match=words):
        read_script(_script(tmp_path, line))


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", None])
def test_a_file_that_is_no_script_is_named(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "x.jsonl"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UnusableInput):
        read_script(path)


def test_several_faults_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(UnusableInput, match=r"line 1.*line 3"):
        read_script(_script(tmp_path, "{", '{"text": "ok"}', "{}"))


class _Nobody:
    """A consultant that must not be asked anything."""

    def __getattr__(self, name: str) -> object:
        raise AssertionError(f"{name} was called")


@pytest.mark.parametrize(
    ("line", "shown"), [("/photo /no/such.jpg", "no file"), ("/what", "/photo PATH")]
)
async def test_a_command_that_cannot_be_done_says_why(line: str, shown: str) -> None:
    output = io.StringIO()
    terminal = Terminal(_Nobody(), "terminal:x", Console(file=output, width=200))
    assert await terminal._handle(line)
    assert shown in output.getvalue()


async def test_quit_ends_the_conversation() -> None:
    assert not await Terminal(_Nobody(), "terminal:x", Console(file=io.StringIO()))._handle("/quit")


def test_a_record_is_one_json_object(tmp_path: Path) -> None:
    from assistant.profile import Profile
    from assistant.reply import NextStep, Reply
    from assistant.terminal import record
    from knowledge.vocabulary import Language

    reply = Reply(text="да", step=NextStep.ASK, profile=Profile(), language=Language.RU)
    shown = json.loads(json.dumps(record(1, ScriptTurn(said="а"), reply), ensure_ascii=False))
    assert set(shown) >= {
        "turn", "said", "reply", "step", "asked", "profile", "findings", "routine", "red_flags",
        "first_text_ms", "total_ms",
    }  # fmt: skip
