"""What one message costs in the store: seen, load, save, delivered, on a file of its own.

Run: .venv/bin/python -m benchmarks.store [MESSAGES]
"""

import asyncio
import sys
import tempfile
import time

from assistant.database import Database
from assistant.store import Turn

STATE = {"profile": {"goals": ["acne", "redness"]}, "history": ["двадцать слов о коже " * 5] * 6}
WARM_UP = 100


async def one_message(store: Database, number: int) -> None:
    """A message of one of 50 people."""
    person, event = f"tg:{number % 50}", f"u{number}"
    await store.seen(event)
    await store.load(person)
    turn = Turn(step="ask", said="слово " * 15, replied="ответ " * 60)
    await store.save(person, state=STATE, event_id=event, turn=turn, reply={"text": "ответ " * 60})
    await store.delivered(event)


async def main(messages: int) -> None:
    """Measure wall and CPU time a message."""
    with tempfile.TemporaryDirectory() as folder:
        store = await Database.open(f"sqlite:///{folder}/aloe.sqlite3")
        for number in range(WARM_UP):
            await one_message(store, number)
        wall, cpu = time.perf_counter(), time.process_time()
        for number in range(WARM_UP, WARM_UP + messages):
            await one_message(store, number)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        print(
            f"{messages} messages: {1e3 * cpu / messages:.2f} ms CPU and "
            f"{1e3 * wall / messages:.2f} ms wall a message"
        )
        await store.close()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000))
