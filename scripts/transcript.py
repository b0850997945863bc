"""Play the demo's conversation and write it between the transcript marks of README.md.

.venv/bin/python scripts/transcript.py [--language ru|en] [README.md]
"""

import argparse
import asyncio
import re
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

from assistant.commands.demo import PHOTO_AFTER, PHOTO_NOTE, STORY
from assistant.demo_photo import draw_demo_photo
from assistant.reply import Event, Reply
from assistant.settings import Settings
from assistant.wiring import build
from knowledge.vocabulary import Language

MARKS = re.compile(r"(<!-- transcript -->\n).*?(<!-- /transcript -->)", re.DOTALL)


async def play(language: Language) -> str:
    """The conversation as Markdown."""
    lines: list[str] = []
    with tempfile.TemporaryDirectory() as home:
        async with build(Settings(data_home=Path(home)), consent_required=False) as system:
            engine, person = system.consultant, "transcript"

            async def tell(said: str, events: AsyncIterator[Event]) -> None:
                reply = [event async for event in events if isinstance(event, Reply)][-1]
                lines.append(f"**{'Человек' if language is Language.RU else 'Person'}:** {said}\n")
                quoted = "\n".join(
                    f"> {line}  " if line else ">" for line in reply.text.splitlines()
                )
                lines.append(f"{quoted}\n")

            async for _ in engine.greet(person, language=language):
                pass
            for number, said in enumerate(STORY[language]):
                if number == PHOTO_AFTER:
                    await tell(f"*{PHOTO_NOTE[language]}*", engine.see(person, [draw_demo_photo()]))
                await tell(said, engine.hear(person, said))
            await tell("9", engine.rate(person, 9))
    return "\n".join(lines)


def main() -> None:
    """Rewrite the file's transcript."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", nargs="?", type=Path, default=Path("README.md"))
    parser.add_argument("--language", type=Language, default=Language.RU)
    arguments = parser.parse_args()
    text = arguments.file.read_text(encoding="utf-8")
    played = asyncio.run(play(arguments.language))
    written, count = MARKS.subn(lambda match: f"{match[1]}\n{played}\n{match[2]}", text)
    if count != 1:
        raise SystemExit(f"{arguments.file} has no transcript marks: nothing was written.")
    arguments.file.write_text(written, encoding="utf-8")


if __name__ == "__main__":
    main()
