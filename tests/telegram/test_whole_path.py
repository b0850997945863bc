"""The whole path through the wire with the real models, in Russian and in English."""

import json
from dataclasses import dataclass

import pytest

from assistant.demo_photo import draw_demo_photo
from assistant.settings import Settings
from assistant.telegram.pictures import SystemPictures, calendar_painter
from assistant.wiring import build
from tests.telegram.conftest import serving
from tests.telegram.emulator import Emulator, Said
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


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.language)
async def test_from_start_to_delete(story, tmp_path) -> None:
    settings = Settings(data_home=tmp_path)
    async with (
        Emulator() as telegram,
        build(settings, consent_required=True) as system,
        serving(
            telegram,
            system.consultant,
            tmp_path,
            ledger=system.store,
            pictures=SystemPictures(system.eyes, calendar_painter()),
        ) as bot,
    ):
        person = Person(telegram, language=story.language)
        person.send("/start")
        greeting, _ = await person.read_all(within=60)
        assert "Aloe" in greeting.text
        person.send_photo(draw_demo_photo())
        person.click((await person.read_all(within=60))[-1], story.agree)
        seen = await person.read_all(within=60, quiet=1.5)
        assert seen[0].text
        came = await until_routine(person, story)
        card = "\n".join(message.text for message in came if message.kind == "text")
        names = {product.name for product in system.catalogue.products} | {
            product.name_ru for product in system.catalogue.products
        }
        shown = [line for line in card.splitlines() if line[:2] in {"1.", "2.", "3.", "4."}]
        assert len(shown) >= 4
        assert all(any(name and name in line for name in names) for line in shown), shown
        assert "SPF" in card
        assert came[-1].file.startswith(b"\x89PNG")
        scores = await person.ask("/feedback")
        person.click(scores, "9")
        assert "9" in (await person.read(within=60)).text
        document = await person.ask("/export", within=60)
        stored = json.loads(document.file)
        assert [rating["score"] for rating in stored["ratings"]] == [9]
        assert stored["consents"]
        person.click(await person.ask("/delete"), story.yes)
        assert story.deleted in (await person.read()).text
        await bot.desk.idle()
        assert traces(tmp_path, str(person.number), story.turns[0]) == []
