"""The whole path through the wire with the real models, in Russian and in English."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from assistant.demo_photo import draw_demo_photo
from assistant.settings import Settings
from knowledge.catalogue import Catalogue
from tests.conftest import ALOE, Home
from tests.telegram.emulator import TOKEN, Emulator, Said
from tests.telegram.person import Person
from tests.telegram.test_rights import traces

pytestmark = [pytest.mark.model, pytest.mark.timeout(600)]


@dataclass(frozen=True)
class Story:
    language: str
    turns: tuple[str, ...]
    agree: str
    disclaimer: str
    deleted: str
    yes: str
    other: str
    own: str


STORIES = [
    Story(
        "ru",
        (
            "кожа жирная, к обеду лоб блестит, и прыщи на подбородке",
            "беременности нет, аллергия на лаванду",
            "нет, кожа спокойная",
            "тысячи четыре на всё",
        ),
        "Согласие даю",
        "не",
        "удалено",
        "Да",
        "Другой крем",
        "У меня есть своё",
    ),
    Story(
        "en",
        (
            "my skin is oily, shiny by noon, and I get pimples on my chin",
            "not pregnant, allergic to lavender",
            "no, it is calm",
            "around 4000 rubles for everything",
        ),
        "I agree",
        "not",
        "deleted",
        "Yes",
        "Swap cream",
        "I have my own",
    ),
]


def is_card(message: Said) -> bool:
    return any(button["text"] in {"Короче", "In short"} for button in message.buttons())


async def until_routine(person: Person, story: Story) -> list[Said]:
    """Say what is to be said until the routine and its calendar came; everything that came."""
    came: list[Said] = []
    for said in (*story.turns, "/routine"):
        person.send(said)
        came.extend(await person.read_all(within=120, quiet=1.5))
        if any(is_card(message) for message in came):
            while came[-1].kind != "photo":
                came.append(await person.read(within=60))
            return came
    raise AssertionError([message.text for message in came])


async def until_calendar(person: Person) -> list[Said]:
    """Everything up to the picture that a routine ends with."""
    came = [await person.read(within=120)]
    while came[-1].kind != "photo":
        came.append(await person.read(within=60))
    return came


async def wish(person: Person, came: list[Said], story: Story) -> None:
    """Press the buttons under the card: another cream, then what stands on the shelf."""
    (card,) = [message for message in came if is_card(message)]
    person.click(card, story.other)
    card = next(message for message in reversed(await until_calendar(person)) if is_card(message))
    person.click(card, story.own)
    assert "CeraVe" in (await person.read(within=60)).text
    person.send("CeraVe Hydrating Cleanser")
    # Beside an allergy a product of unknown ingredients stays out of the plan, and that is said.
    said = await person.read_all(within=120, quiet=3)
    assert any("CeraVe" in message.text for message in said), [m.text for m in said]


@contextlib.asynccontextmanager
async def aloe_bot(telegram: Emulator, home: Home, **settings: str) -> AsyncIterator[Path]:
    """`aloe bot` in a process of its own; gives the file with all it writes. It ends in peace."""
    environment = {
        "ALOE_TELEGRAM__TOKEN": TOKEN,
        "ALOE_TELEGRAM__API_BASE": telegram.url,
        "ALOE_TELEGRAM__CHAT_PER_SECOND": "50",
        "ALOE_LOG_LEVEL": "debug",
    } | {f"ALOE_TELEGRAM__{name}": value for name, value in settings.items()}
    said = home.path / "bot.log"
    with said.open("wb") as log:
        bot = await asyncio.create_subprocess_exec(
            *(ALOE, "bot"),
            cwd=home.path,
            stdout=log,
            stderr=log,
            env=home.environment(**environment),
        )
    try:
        await telegram.until(lambda: telegram.calls["getUpdates"] > 0, within=120)
        yield said
        bot.terminate()
        assert await asyncio.wait_for(bot.wait(), 30) == 0
    finally:
        with contextlib.suppress(ProcessLookupError):
            bot.kill()


async def nothing_left(home: Home, *needles: str) -> None:
    """Wait for the bot to finish, then look for words everywhere it may write."""
    prefixes = Settings().model_dir / "prefixes"
    for _ in range(50):
        if not (found := traces(home.path, *needles) + traces(prefixes, *needles)):
            return
        await asyncio.sleep(0.1)
    raise AssertionError(found)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.language)
async def test_from_start_to_delete(story, stocked) -> None:
    photo = draw_demo_photo()
    async with Emulator() as telegram, aloe_bot(telegram, stocked) as log:
        person = Person(telegram, language=story.language, name="Евпраксия")
        person.send("/start")
        greeting, _ = await person.read_all(within=60, quiet=1)
        assert "Aloe" in greeting.text
        person.send_photo(photo)
        person.click((await person.read_all(within=60))[-1], story.agree)
        seen = await person.read_all(within=60, quiet=1.5)
        assert seen[0].text
        came = await until_routine(person, story)
        card = "\n".join(message.text for message in came if message.kind == "text")
        names = {
            name
            for product in Catalogue.load(stocked.path / "data" / "catalogue.sqlite3").products
            for name in (product.name, product.name_ru)
        }
        shown = [line for line in card.splitlines() if line[:2] in {"1.", "2.", "3.", "4."}]
        assert len(shown) >= 4
        assert all(any(name and name in line for name in names) for line in shown), shown
        assert "SPF" in card
        assert came[-1].file.startswith(b"\x89PNG")
        await wish(person, came, story)
        scores = await person.ask("/feedback")
        person.click(scores, "9")
        assert "9" in (await person.read(within=60)).text
        document = await person.ask("/export", within=60)
        stored = json.loads(document.file)
        assert [rating["score"] for rating in stored["ratings"]] == [9]
        assert stored["consents"]
        assert traces(stocked.path, str(person.number))  # the search finds what is there
        person.click(await person.ask("/delete"), story.yes)
        assert story.deleted in (await person.read()).text
        await nothing_left(stocked, str(person.number), person.name, *story.turns)
        assert all(photo[1000:1064] not in f.read_bytes() for f in files(stocked.path))
    await nothing_left(stocked, str(person.number), person.name, *story.turns)
    assert TOKEN.split(":")[1] not in log.read_text()
    assert telegram.refused == []


def files(folder: Path) -> list[Path]:
    return [file for file in folder.rglob("*") if file.is_file()]
