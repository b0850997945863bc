"""`aloe bot`: what is missing is said in one sentence, and webhook mode works end to end."""

import asyncio
import os
import socket

import pytest
from pydantic import SecretStr

from assistant.cli import run
from assistant.telegram.app import make_bot
from assistant.telegram.config import TelegramSettings
from knowledge.errors import UnusableInput
from tests.telegram.conftest import serving
from tests.telegram.emulator import TOKEN, Emulator


@pytest.fixture
def operator(tmp_path, monkeypatch):
    """A machine with nothing set up."""
    for name in [name for name in os.environ if name.startswith("ALOE_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)  # no .env of this machine
    monkeypatch.setenv("ALOE_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("ALOE_MODEL_DIR", str(tmp_path / "models"))
    return monkeypatch


@pytest.mark.parametrize(
    ("env", "words"),
    [
        ({}, "no bot token"),
        ({"ALOE_TELEGRAM__TOKEN": "not a token"}, "does not look like a bot token"),
        ({"ALOE_TELEGRAM__TOKEN": TOKEN, "ALOE_TELEGRAM__MODE": "webhook"}, "Webhook mode needs"),
        (
            {"ALOE_TELEGRAM__TOKEN": TOKEN, "ALOE_TELEGRAM__PORT": "eighty"},
            "port",
        ),
        ({"ALOE_TELEGRAM__TOKEN": "1" + TOKEN}, "Telegram refuses this bot token"),
        ({"ALOE_TELEGRAM__TOKEN": TOKEN}, "aloe models pull"),
    ],
    ids=["missing", "malformed", "webhook", "setting", "refused", "no models"],
)
async def test_what_is_missing_is_one_sentence_and_exit_2(operator, capfd, env, words) -> None:
    async with Emulator() as telegram:
        for name, value in (env | {"ALOE_TELEGRAM__API_BASE": telegram.url}).items():
            operator.setenv(name, value)
        code = await asyncio.to_thread(run, ["bot"])
    said = capfd.readouterr().err
    assert code == 2
    lines = [line for line in said.splitlines() if not line.startswith("{")]
    assert len(lines) == 1
    assert words in lines[0]
    assert "Traceback" not in said
    assert TOKEN not in said


@pytest.mark.parametrize("url", [None, "https://x.test"])
def test_webhook_mode_without_a_secret_is_refused(url) -> None:
    settings = TelegramSettings(token=SecretStr(TOKEN), mode="webhook", webhook_url=url)
    with pytest.raises(UnusableInput):
        make_bot(settings)


@pytest.mark.parametrize(
    ("url", "secret", "words"),
    [("http://example.com", "s3cret", "HTTPS"), ("https://example.com", "секрет", "secret")],
)
async def test_a_webhook_that_telegram_refuses_is_one_sentence(
    telegram, engine, tmp_path, url, secret, words
) -> None:
    with pytest.raises(UnusableInput, match=words):
        async with serving(
            telegram,
            engine,
            tmp_path,
            mode="webhook",
            port=free_port(),
            webhook_url=url,
            webhook_secret=SecretStr(secret),
        ):
            await asyncio.sleep(1)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def test_webhook_mode_answers_each_update_once(telegram, engine, tmp_path, anna) -> None:
    engine.echo = True
    port = free_port()
    async with serving(
        telegram,
        engine,
        tmp_path,
        mode="webhook",
        port=port,
        webhook_url=f"http://127.0.0.1:{port}",
        webhook_secret=SecretStr("s3cret"),
    ):
        await telegram.until(lambda: telegram.webhook is not None)
        await asyncio.sleep(0.2)
        anna.send("привет", times=3)
        assert (await anna.read()).text == "эхо: привет"
        await anna.silence(0.3)
    assert engine.called("hear") == ["привет"]


async def test_commands_are_registered_in_both_languages(telegram, engine, tmp_path, anna) -> None:
    engine.echo = True
    async with serving(telegram, engine, tmp_path):
        await anna.ask("привет")
    assert set(telegram.commands) == {"", "ru"}
    assert [c["command"] for c in telegram.commands["ru"]] == [
        c["command"] for c in telegram.commands[""]
    ]
