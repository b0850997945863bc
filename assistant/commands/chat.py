"""`aloe chat`: the conversation in a terminal, typed or played from a script."""

import asyncio
import uuid
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from assistant.settings import Settings
from assistant.terminal import Terminal, play, read_script
from knowledge.vocabulary import Language


def chat(
    script: Annotated[
        Path | None,
        typer.Option(
            help="Play turns from JSON Lines and print one JSON line a turn: "
            '{"text": "…"}, {"photo": "path"} or {"rating": 9}.'
        ),
    ] = None,
    person: Annotated[
        str | None,
        typer.Option(help="Whose conversation; the same name goes on where it stopped."),
    ] = None,
    language: Annotated[
        Language | None, typer.Option(help="Language of the greeting; replies follow yours.")
    ] = None,
    model: Annotated[
        bool, typer.Option(help="Use the language model; without it rules and templates serve.")
    ] = True,
) -> None:
    """Talk to Aloe. /photo PATH sends a photo, /quit ends; everything said is kept locally."""
    turns = read_script(script) if script is not None else None
    settings = Settings()
    if not model:
        settings = settings.model_copy(update={"language_model": "none"})

    async def session() -> None:
        from assistant.wiring import build

        console = Console(stderr=turns is not None)
        status = console.status("Loading the models…")
        status.start()
        async with build(settings, consent_required=False) as system:
            status.stop()
            if turns is not None:
                # A script is a story of its own: it starts with nobody known.
                await play(system.consultant, f"script:{person or uuid.uuid4().hex}", turns)
            else:
                name = f"terminal:{person or 'default'}"
                await Terminal(system.consultant, name, console).run(language)

    asyncio.run(session())
