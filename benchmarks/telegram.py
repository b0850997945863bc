"""Load on the Telegram channel: many simulated people against the real bot process on loopback.

    python -m benchmarks.telegram                  # 200 people, 3 minutes, scripted engine
    python -m benchmarks.telegram --real           # 10 people with the real models
    python -m benchmarks.telegram --people 50 --seconds 30

The emulator runs in this process and the bot in another one, so that the bot's own CPU time and
memory are measured alone. People write, wait for the answer, pause, write again.
"""

import argparse
import asyncio
import multiprocessing
import os
import platform
import random
import statistics
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psutil
from pydantic import SecretStr

from assistant.telegram.app import TelegramBot, make_bot
from assistant.telegram_settings import TelegramSettings
from tests.telegram.emulator import TOKEN, Emulator
from tests.telegram.fakes import ScriptedConsultant
from tests.telegram.person import Person

LINES = (
    "у меня жирная кожа и прыщи на подбородке",
    "беременности нет, аллергий нет",
    "нет, кожа спокойная",
    "тысячи четыре на всё",
    "а можно ретинол вместе с кислотами?",
    "покажи уход",
    "сколько это стоит?",
    "спасибо",
)


def bot_settings(url: str) -> TelegramSettings:
    """The defaults an operator gets, except for the limit of messages a minute."""
    values: dict[str, Any] = {
        "token": SecretStr(TOKEN),
        "api_base": url,
        "messages_per_minute": 10_000,
    }
    return TelegramSettings(**values)


class Echo(ScriptedConsultant):
    """Answers every message with its own words, at once."""

    def __init__(self) -> None:
        super().__init__(echo=True)


async def scripted_bot(url: str, folder: Path) -> None:
    settings = bot_settings(url)
    echo = Echo()
    bot = TelegramBot(
        settings,
        consultant=echo,
        ledger=echo,
        bot=make_bot(settings),
        spool_path=folder / "telegram.sqlite3",
    )
    await bot.run()


async def real_bot(url: str, folder: Path) -> None:
    from assistant.settings import Settings
    from assistant.wiring import build

    settings = bot_settings(url)
    async with build(Settings(data_home=folder), consent_required=True) as system:
        bot = TelegramBot(
            settings,
            consultant=system.consultant,
            ledger=system.store,
            bot=make_bot(settings),
            spool_path=folder / "telegram.sqlite3",
        )
        await bot.run()


def child(url: str, folder: str, real: bool) -> None:
    asyncio.run((real_bot if real else scripted_bot)(url, Path(folder)))


@dataclass
class Seen:
    """What one simulated person saw."""

    waits: list[float] = field(default_factory=list)  # seconds to first text
    sent: int = 0
    answered: int = 0
    extra: int = 0


async def first_text(telegram: Emulator, person: Person, before: int, drafts: int) -> None:
    def there() -> bool:
        return telegram.drafted[person.chat] > drafts or len(person.chat_log()) > before

    await telegram.until(there, within=300, chat=person.chat)


async def live(
    telegram: Emulator, person: Person, until: float, generator: random.Random, pause_s: float
) -> Seen:
    """Write, wait, read, pause; until the time is over."""
    seen = Seen()
    await asyncio.sleep(generator.uniform(0, pause_s))
    while time.monotonic() < until:
        before, drafts = len(person.chat_log()), telegram.drafted[person.chat]
        began = time.monotonic()
        person.send(LINES[seen.sent % len(LINES)] + f" ({seen.sent})")
        seen.sent += 1
        await first_text(telegram, person, before, drafts)
        seen.waits.append(time.monotonic() - began)
        await person.read(within=300)
        seen.answered += 1
        await asyncio.sleep(generator.uniform(0.5, 1.5) * pause_s)
    return seen


def percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def doubled(telegram: Emulator) -> int:
    """Answers that came more often than they were asked for (the echo names its message)."""
    counts = Counter((m.chat, m.text) for m in telegram.said.values() if not m.deleted)
    return sum(count - 1 for count in counts.values())


async def windows(telegram: Emulator, probe: psutil.Process, period_s: float = 2.0) -> list[float]:
    """CPU ms per update in each window, until cancelled; a busy neighbour spoils few windows."""
    figures: list[float] = []
    last_cpu, last_sent = sum(probe.cpu_times()[:2]), len(telegram.user_messages)
    try:
        while True:
            await asyncio.sleep(period_s)
            cpu, sent = sum(probe.cpu_times()[:2]), len(telegram.user_messages)
            if sent > last_sent:
                figures.append((cpu - last_cpu) / (sent - last_sent) * 1e3)
            last_cpu, last_sent = cpu, sent
    except asyncio.CancelledError:
        return figures


def report(
    title: str,
    seen: list[Seen],
    telegram: Emulator,
    seconds: float,
    cpu: list[float],
    rss: float,
    own: float,
    *,
    real: bool,
) -> None:
    waits = [wait for person in seen for wait in person.waits]
    medians = [statistics.median(person.waits) for person in seen if person.waits]
    sent, answered = sum(p.sent for p in seen), sum(p.answered for p in seen)
    print(
        f"\n{title}: {len(seen)} people, {seconds:.0f} s, {os.cpu_count()} cores, "
        f"{platform.machine()}, Python {platform.python_version()}"
    )
    print(f"  messages sent / answered      {sent} / {answered} (lost: {sent - answered})")
    if not real:
        print(f"  answered twice                {doubled(telegram)}")
    print(f"  throughput                    {answered / seconds:.1f} answers/s")
    print(
        f"  first text p50 / p95 / max    {percentile(waits, 0.5) * 1e3:.0f} / "
        f"{percentile(waits, 0.95) * 1e3:.0f} / {max(waits) * 1e3:.0f} ms"
    )
    print(
        f"  fairness: worst person's median wait / median of medians   "
        f"{max(medians) / statistics.median(medians):.2f} (target <= 3)"
    )
    print(
        f"  CPU of the bot per update     {statistics.median(cpu):.2f} ms, median of "
        f"{len(cpu)} windows of 2 s" + ("" if real else " (target <= 5 without the model)")
    )
    print(
        f"  CPU of the simulated people   {own / seconds:.0%} of a core (near 100 % they measure "
        "themselves)"
    )
    print(f"  memory of the bot             {rss / 2**20:.0f} MiB")
    print(f"  requests                      {dict(telegram.calls.most_common(5))}")
    print(f"  refused by the emulator       {len(telegram.refused)}")


async def measure(people: int, seconds: float, pause_s: float, *, real: bool) -> None:
    with TemporaryDirectory() as folder:
        async with Emulator() as telegram:
            context = multiprocessing.get_context("spawn")
            process = context.Process(target=child, args=(telegram.url, folder, real), daemon=True)
            process.start()
            await telegram.until(lambda: telegram.calls["getUpdates"] > 0, within=300)
            probe = psutil.Process(process.pid)
            me = psutil.Process()
            own = sum(me.cpu_times()[:2])
            watching = asyncio.create_task(windows(telegram, probe))
            generator = random.Random(7)
            crowd = [Person(telegram) for _ in range(people)]
            began = time.monotonic()
            seen = await asyncio.gather(
                *(
                    live(
                        telegram,
                        person,
                        began + seconds,
                        random.Random(generator.random()),
                        pause_s,
                    )
                    for person in crowd
                )
            )
            took = time.monotonic() - began
            watching.cancel()
            used = await watching
            own = sum(me.cpu_times()[:2]) - own
            rss = probe.memory_info().rss
            await asyncio.sleep(1)
            process.terminate()
            process.join(20)
            title = "real models" if real else "scripted engine"
            report(title, list(seen), telegram, took, used, rss, own, real=real)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int)
    parser.add_argument("--seconds", type=float, default=180)
    parser.add_argument("--pause", type=float, default=8, help="mean pause between messages, s")
    parser.add_argument("--real", action="store_true", help="the real models instead of an echo")
    arguments = parser.parse_args()
    people = arguments.people or (10 if arguments.real else 200)
    asyncio.run(measure(people, arguments.seconds, arguments.pause, real=arguments.real))


if __name__ == "__main__":
    main()
