"""The conversation in a terminal, and played from a script."""

import json
import sys
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.prompt import Prompt

from assistant.ports import Consultant
from assistant.reply import Chunk, Event, Reply
from knowledge.errors import UnusableInput
from knowledge.vocabulary import Language

MAX_SCRIPT_BYTES = 10_000_000
HELP = (
    "/photo PATH  send a photo · /routine · /profile · /new  start over · "
    "/lang ru|en · /export · /delete · /quit"
)


@dataclass(frozen=True, slots=True)
class ScriptTurn:
    """One turn of a person: a text, photos or a rating."""

    said: str
    text: str | None = None
    photos: tuple[Path, ...] = ()
    rating: int | None = None
    reason: str = ""


def read_script(path: Path) -> list[ScriptTurn]:
    """Read turns from JSON Lines, all faults collected before any turn is played.

    Raises:
        UnusableInput: The file is missing, too large or a line is not a turn.
    """
    if not path.is_file():
        raise UnusableInput(f"There is no script {path}: give a JSON Lines file of turns.")
    if path.stat().st_size > MAX_SCRIPT_BYTES:
        raise UnusableInput(f"{path} is over 10 MB: a script holds a conversation's turns.")
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise UnusableInput(f"{path} is not UTF-8 text: save it as UTF-8.") from error
    turns, faults = [], []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            turns.append(_turn(json.loads(line), path.parent))
        except (ValueError, RecursionError) as error:
            why = "not JSON" if isinstance(error, json.JSONDecodeError) else str(error)
            faults.append(f"line {number}: {why}")
    if faults:
        raise UnusableInput(f"{path.name} cannot be played: {'; '.join(faults[:5])}.")
    if not turns:
        raise UnusableInput(f'{path.name} has no turns: write lines like {{"text": "…"}}.')
    return turns


def _turn(raw: Any, folder: Path) -> ScriptTurn:  # noqa: ANN401 - parsed JSON
    if not isinstance(raw, dict):
        raise ValueError('not an object like {"text": "…"}')  # noqa: TRY004 - one kind of fault
    if isinstance(raw.get("text"), str) and "photo" not in raw:
        return ScriptTurn(said=raw["text"], text=raw["text"])
    if "rating" in raw:
        score = raw["rating"]
        if not isinstance(score, int) or isinstance(score, bool) or not 0 <= score <= 10:
            raise ValueError("a rating is a whole number from 0 to 10")
        return ScriptTurn(said=str(score), rating=score, reason=str(raw.get("reason", "")))
    if "photo" in raw:
        named = raw["photo"] if isinstance(raw["photo"], list) else [raw["photo"]]
        if not named or not all(isinstance(name, str) for name in named):
            raise ValueError("photo is a path or a list of paths")
        photos = tuple(_find(name, folder) for name in named)
        caption = str(raw.get("text", ""))
        return ScriptTurn(said=caption or ", ".join(named), text=caption, photos=photos)
    raise ValueError("no text, photo or rating")


def _find(name: str, folder: Path) -> Path:
    for candidate in (Path(name), folder / name):
        if candidate.is_file():
            return candidate
    raise ValueError(f"no photo {name}")


def play_turn(consultant: Consultant, person: str, turn: ScriptTurn) -> AsyncIterator[Event]:
    """Hand one scripted turn to the conversation."""
    if turn.rating is not None:
        return consultant.rate(person, turn.rating, reason=turn.reason)
    if turn.photos:
        photos = [photo.read_bytes() for photo in turn.photos]
        return consultant.see(person, photos, caption=turn.text or "")
    return consultant.hear(person, turn.text or "")


def record(number: int, turn: ScriptTurn, reply: Reply) -> dict[str, Any]:
    """A played turn as the interface prints it."""
    return {
        "turn": number,
        "said": turn.said,
        "reply": reply.text,
        "step": reply.step.value,
        "asked": reply.asked,
        "profile": reply.profile.model_dump(mode="json"),
        "findings": [sign.model_dump() for sign in reply.findings],
        "routine": reply.routine.model_dump(mode="json") if reply.routine else None,
        "red_flags": [flag.value for flag in reply.red_flags],
        "first_text_ms": reply.first_text_ms,
        "total_ms": reply.total_ms,
        "source": reply.source,
    }


async def play(consultant: Consultant, person: str, turns: Sequence[ScriptTurn]) -> None:
    """Play a script to stdout, one JSON line a turn."""
    if not await consultant.export(person):
        # The person has read the greeting before writing, as in every channel.
        async for _ in consultant.greet(person, language=None):
            pass
    for number, turn in enumerate(turns, start=1):
        async for event in play_turn(consultant, person, turn):
            if isinstance(event, Reply):
                print(json.dumps(record(number, turn, event), ensure_ascii=False), flush=True)  # noqa: T201


async def show(console: Console, events: AsyncIterator[Event]) -> Reply | None:
    """Print a reply as it is written; returns it when it is whole."""
    console.print("[bold green]Aloe[/] ", end="")
    reply = None
    async for event in events:
        if isinstance(event, Chunk):
            console.print(event.text, end="", markup=False, highlight=False)
        else:
            reply = event
    console.print()
    if reply is not None and reply.options:
        labels = " · ".join(option.label for option in reply.options)
        console.print(f"[dim]{labels}[/]")
    console.print()
    return reply


class Terminal:
    """Reads lines and slash commands, shows replies as they are written."""

    def __init__(self, consultant: Consultant, person: str, console: Console) -> None:
        self._consultant, self._person, self._console = consultant, person, console

    async def run(self, language: Language | None) -> None:
        """Talk until /quit or the end of input."""
        self._console.print(f"[dim]{HELP}[/]\n")
        await show(self._console, self._consultant.greet(self._person, language=language))
        while (line := self._read()) is not None:
            if line and not await self._handle(line):
                return

    def _read(self) -> str | None:
        try:
            if sys.stdin.isatty():
                return Prompt.ask("[bold cyan]>[/]", console=self._console).strip()
            line = sys.stdin.readline()
            return line.strip() if line else None
        except (EOFError, UnicodeDecodeError):
            return None

    async def _handle(self, line: str) -> bool:
        """False when the conversation in this terminal is over."""
        command, _, rest = line.partition(" ")
        engine, person = self._consultant, self._person
        match command:
            case "/quit" | "/exit":
                return False
            case "/photo":
                await self._photo(Path(rest.strip()).expanduser())
            case "/routine":
                await show(self._console, engine.routine(person))
            case "/profile":
                await show(self._console, engine.summary(person))
            case "/new":
                await show(self._console, engine.start_over(person))
            case "/export":
                exported = await engine.export(person)
                self._console.print_json(json.dumps(exported, ensure_ascii=False, default=str))
            case "/delete":
                await engine.erase(person)
                self._console.print("[dim]Everything stored about you is deleted.[/]")
            case "/lang" if rest.strip() in set(Language):
                await engine.set_language(person, Language(rest.strip()))
            case _ if command.startswith("/"):
                self._console.print(f"[dim]{HELP}[/]")
            case _:
                await show(self._console, engine.hear(person, line))
        return True

    async def _photo(self, path: Path) -> None:
        if not path.is_file():
            self._console.print(f"[yellow]There is no file {path}: give the path of a photo.[/]")
            return
        await show(self._console, self._consultant.see(self._person, [path.read_bytes()]))
