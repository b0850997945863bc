"""`aloe demo`: a real conversation, played on the screen with the real models."""

import asyncio
import time
from typing import Annotated

import typer
from rich.console import Console
from rich.panel import Panel

from assistant.demo_photo import draw_demo_photo
from assistant.settings import Settings
from assistant.terminal import show
from knowledge.vocabulary import Language

STORY = {
    Language.RU: (
        "привет! кожа жирная, к обеду лоб блестит, и на подбородке вечно прыщи",
        "беременности нет, но на лаванду аллергия",
        "да, от новых кремов щиплет",
        "тысячи четыре на всё",
        "а салициловую кислоту можно каждый день?",
    ),
    Language.EN: (
        "hi! my skin is oily, shiny by noon, and I keep getting pimples on my chin",
        "not pregnant, but I'm allergic to lavender",
        "yes, new creams sting",
        "around 4000 rubles for everything",
        "can I use salicylic acid every day?",
    ),
}
PHOTO_NOTE = {
    Language.RU: "[фото: кожа нарисована программой, это не снимок человека]",
    Language.EN: "[photo: skin drawn by code, not a picture of a person]",
}
PHOTO_AFTER = 1  # the photo comes after the first message
_TYPING_S = 0.012  # a person's typing, sped up for the screen


def demo(
    language: Annotated[Language, typer.Option(help="Language of the conversation.")] = Language.RU,
    model: Annotated[bool, typer.Option(help="Use the language model.")] = True,
) -> None:
    """Play a conversation with a photo through to a routine and a rating.

    Everything is real (models, catalogue, database in a folder of its own) except the person and
    the photo: the picture is drawn by code, so that a fresh copy of the project has one.
    """
    started = time.perf_counter()
    base = Settings()
    # A home of its own: nobody's conversation is touched, and the product index is built once.
    home = base.data_home / "demo"
    for old in home.glob("aloe.sqlite3*"):
        old.unlink()
    settings = base.model_copy(update={"data_home": home, "database_url": None})
    if not model:
        settings = settings.model_copy(update={"language_model": "none"})
    asyncio.run(_play(settings, Console(), language, started))


async def _play(settings: Settings, console: Console, language: Language, started: float) -> None:
    from assistant.wiring import build

    status = console.status("Loading the models…")
    status.start()
    async with build(settings, consent_required=False) as system:
        status.stop()
        engine, person = system.consultant, "terminal:demo"
        await show(console, engine.greet(person, language=language))
        console.print(f"[dim]first reply after {time.perf_counter() - started:.1f} s[/]\n")
        for number, line in enumerate(STORY[language]):
            if number == PHOTO_AFTER:
                await _type(console, PHOTO_NOTE[language])
                await show(console, engine.see(person, [draw_demo_photo()]))
            await _type(console, line)
            await show(console, engine.hear(person, line))
        await _type(console, "9")
        await show(console, engine.rate(person, 9))
        console.print(Panel("[dim]aloe chat[/] — your own conversation", expand=False))


async def _type(console: Console, text: str) -> None:
    console.print("[bold cyan]>[/] ", end="")
    for character in text:
        console.print(character, end="", markup=False, highlight=False)
        await asyncio.sleep(_TYPING_S)
    console.print("\n")
