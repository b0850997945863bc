"""`aloe bot`: the Telegram bot, polling or webhook."""

import asyncio
from typing import Annotated

import typer

from assistant.settings import Settings
from assistant.telegram_settings import TelegramSettings
from knowledge.errors import MissingPart


def bot(
    model: Annotated[
        bool, typer.Option(help="Use the language model; without it rules and templates serve.")
    ] = True,
) -> None:
    """Run the Telegram bot until SIGTERM or Ctrl-C.

    Needs ALOE_TELEGRAM__TOKEN from @BotFather. Long polling by default; ALOE_TELEGRAM__MODE=webhook
    with ALOE_TELEGRAM__WEBHOOK_URL and ALOE_TELEGRAM__WEBHOOK_SECRET behind a reverse proxy.
    ALOE_TELEGRAM__PORT serves /healthz and /readyz.
    """
    settings = Settings()
    if not model:
        settings = settings.model_copy(update={"language_model": "none"})
    asyncio.run(_run(settings, settings.telegram))


async def _run(settings: Settings, telegram: TelegramSettings) -> None:
    try:
        from assistant.telegram.app import TelegramBot, make_bot, who_am_i
    except ModuleNotFoundError as error:
        raise MissingPart(
            "The Telegram channel is not installed: run `uv sync --extra telegram`.",
            detail=str(error),
        ) from error
    from assistant.telegram.pictures import SystemPictures, calendar_painter
    from assistant.wiring import build, forget_old

    client = make_bot(telegram)
    try:
        await who_am_i(client)  # a wrong token is said before the models are loaded
        async with build(settings, consent_required=True) as system:
            running = TelegramBot(
                telegram,
                consultant=system.consultant,
                ledger=system.store,
                spool_path=settings.data_home / "telegram.sqlite3",
                bot=client,
                pictures=SystemPictures(system.eyes, calendar_painter()),
                health=system.health,
                forget=lambda: forget_old(system.store, settings),
                retention_days=settings.retention_days,
            )
            await running.run()
    finally:
        await client.session.close()
