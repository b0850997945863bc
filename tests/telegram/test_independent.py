"""The text flows against an emulator that we did not write: npm's telegram-test-api."""

import asyncio
import shutil
import subprocess
import time
from pathlib import Path

import aiohttp
import pytest
from platformdirs import user_cache_path

from tests.telegram.conftest import serving
from tests.telegram.emulator import TOKEN

VERSION = "4.2.1"
pytestmark = [pytest.mark.npm, pytest.mark.timeout(300)]


@pytest.fixture(scope="session")
def installed() -> Path:
    """The package in a cache folder; installed once."""
    if shutil.which("npm") is None or shutil.which("node") is None:
        pytest.skip("npm is not installed")
    folder = user_cache_path("aloe") / f"telegram-test-api-{VERSION}"
    if not (folder / "node_modules" / "telegram-test-api").is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run(
            [
                "npm",
                "install",
                "--prefix",
                str(folder),
                "--no-audit",
                "--no-fund",
                f"telegram-test-api@{VERSION}",
            ],
            check=True,
            capture_output=True,
            timeout=240,
        )
    return folder


@pytest.fixture
async def url(installed):
    script = Path(__file__).with_name("npm_server.js")
    process = await asyncio.create_subprocess_exec(
        "node", str(script), str(installed), stdout=asyncio.subprocess.PIPE
    )
    try:
        yield (await asyncio.wait_for(process.stdout.readline(), 60)).decode().strip()
    finally:
        process.kill()
        await process.wait()


class Client:
    """The other emulator's side for people, as its documentation describes it."""

    def __init__(self, url: str, number: int) -> None:
        self._url = url
        self._number = number

    async def _post(self, path: str, body: dict) -> dict:
        address = f"{self._url}/{path}"
        async with aiohttp.ClientSession() as session, session.post(address, json=body) as answer:
            return await answer.json()

    async def send(self, text: str) -> None:
        message = {
            "botToken": TOKEN,
            "date": int(time.time()),
            "text": text,
            "from": {"id": self._number, "first_name": "T", "is_bot": False, "language_code": "ru"},
            "chat": {"id": self._number, "first_name": "T", "type": "private"},
        }
        if text.startswith("/"):
            entity = {"offset": 0, "length": len(text.split(maxsplit=1)[0]), "type": "bot_command"}
            await self._post("sendCommand", message | {"entities": [entity]})
        else:
            await self._post("sendMessage", message)

    async def read(self) -> list[str]:
        """Texts that came, after at least one did."""
        async with asyncio.timeout(30):
            while True:
                body = {"token": TOKEN, "chatId": self._number}
                result = (await self._post("getUpdates", body)).get("result") or []
                if result:
                    return [update["message"]["text"] for update in result]
                await asyncio.sleep(0.05)

    async def ask(self, text: str, messages: int = 1) -> str:
        await self.send(text)
        texts: list[str] = []
        while len(texts) < messages:
            texts.extend(await self.read())
        return "\n".join(texts)


@pytest.mark.parametrize("stream", ["auto", "off"])
async def test_text_flows_pass(url, engine, tmp_path, stream) -> None:
    engine.echo = True
    telegram = type("Elsewhere", (), {"url": url})()
    async with serving(telegram, engine, tmp_path, stream=stream):
        client = Client(url, 4711)
        assert "эхо" in await client.ask("/start", messages=2)
        assert "/export" in await client.ask("/help")
        for turn in range(5):
            assert await client.ask(f"слово {turn}") == f"эхо: слово {turn}"
        assert "Ваши данные" in await client.ask("/privacy")
        assert "удалено" in await client.ask("/delete да")


async def test_two_people_do_not_hear_each_other(url, engine, tmp_path) -> None:
    engine.echo = True
    telegram = type("Elsewhere", (), {"url": url})()
    async with serving(telegram, engine, tmp_path):
        one, two = Client(url, 1), Client(url, 2)
        answers = await asyncio.gather(one.ask("первый"), two.ask("второй"))
    assert answers == ["эхо: первый", "эхо: второй"]
