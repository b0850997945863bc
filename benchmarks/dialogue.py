"""Speed of listening and speaking, as ratios in one run on one machine.

    .venv/bin/python -m benchmarks.dialogue [--quick]

(a) time to first text: our model with the fixed prompt in its cache, against
    `Llama.create_chat_completion` with the same prompt text and nothing reused;
(b) tokens/s while writing: our scheduler against the library's low-level decode loop, in turns,
    the same prompt and as many tokens each;
(c) extraction: p50 and p95 of `Understander.understand` over short messages;
(d) two people at once: how long the second waits for a first word, against alone.
"""

import argparse
import asyncio
import os
import platform
import statistics
import time
from pathlib import Path

import llama_cpp
from rich.console import Console
from rich.table import Table

from assistant.language import Message
from assistant.llama import LlamaModel
from assistant.llama.context import Context
from assistant.models import Registry
from assistant.settings import Settings
from assistant.speaking import system_prompt
from assistant.understanding import Understander, system_prompts
from assistant.wiring import load_reader
from knowledge.vocabulary import Language

# Written for this benchmark; the evaluation's messages are never timed material.
MESSAGES = (
    "кожа жирная, лоб блестит, хочу убрать прыщи",
    "мне тридцать два, сухость и мелкие морщинки у глаз",
    "беременна, третий месяц, аллергия на ланолин",
    "не знаю какой у меня тип",
    "бюджет тысячи три, без отдушек пожалуйста",
    "my skin is dry and it flakes in winter",
    "I get zits on my chin, about 40 dollars to spend",
    "nah, nothing like that",
    "combination I think, and the pores on my nose are huge",
    "I'm 27 and nursing, want something for dark circles",
)
QUESTION = {Language.RU: "Человек: щёки стянуты\nУзнала: сухость\nОтвет:"}


def _chat(text: str) -> list[Message]:
    return [Message("system", system_prompt(Language.RU)), Message("user", text)]


async def _first_text(model: LlamaModel, text: str, tokens: int) -> tuple[float, float]:
    """Seconds to the first piece and to the end."""
    started, first = time.perf_counter(), 0.0
    async for _ in model.stream(_chat(text), max_tokens=tokens, person=text):
        first = first or time.perf_counter() - started
    return first, time.perf_counter() - started


def _naive_first_text(path: Path, threads: int, text: str, runs: int) -> float:
    """Median seconds to the first piece of plain create_chat_completion, cache cleared."""
    plain = llama_cpp.Llama(str(path), n_ctx=2048, n_threads=threads, verbose=False)
    chat = [{"role": m.role, "content": m.content} for m in _chat(text)]
    times = []
    for _ in range(runs):
        plain.reset()
        llama_cpp.llama_memory_clear(llama_cpp.llama_get_memory(plain.ctx), True)
        started = time.perf_counter()
        for chunk in plain.create_chat_completion(messages=chat, max_tokens=4, stream=True):
            if chunk["choices"][0]["delta"].get("content"):
                break
        times.append(time.perf_counter() - started)
    plain.close()
    return statistics.median(times)


LONG = "Расскажите подробно, как менялась мода за последние двести лет."
"""Something to write about for longer than is timed; no rate rests on a handful of tokens."""


class _Raw:
    """Greedy decoding with nothing but llama_decode and an argmax, on a context of its own."""

    def __init__(self, path: Path, threads: int) -> None:
        self.context = Context(path, n_ctx=2048, threads=threads, sequences=1)
        chat = [{"role": m.role, "content": m.content} for m in _chat(LONG)]
        self.prompt = self.context.tokenize(self.context.render(chat), special=True)

    def rate(self, tokens: int) -> float:
        """Tokens/s after the prompt was read."""
        context, prompt = self.context, self.prompt
        context.cut(0, 0)
        context.decode([(t, i, 0, i == len(prompt) - 1) for i, t in enumerate(prompt)])
        row, started = len(prompt) - 1, time.perf_counter()
        for position in range(len(prompt), len(prompt) + tokens):
            token = int(context.logits(row).argmax())
            context.decode([(token, position, 0, True)])
            row = 0
        return tokens / (time.perf_counter() - started)


async def _our_rate(model: LlamaModel, raw: _Raw, tokens: int) -> float:
    """Tokens/s from the first piece to the last, the same prompt as the raw loop's."""
    pieces, first, last = [], 0.0, 0.0
    async for piece in model.stream(_chat(LONG), max_tokens=tokens):
        last = time.perf_counter()
        first = first or last
        pieces.append(piece)
    # A piece may hold several tokens: a token can be half a letter.
    written = len(raw.context.tokenize("".join(pieces), special=False))
    before = len(raw.context.tokenize(pieces[0], special=False))
    if written < 0.9 * tokens:
        raise SystemExit(f"the model stopped after {written} of {tokens} tokens: no rate")
    return (written - before) / (last - first)


async def _rates(model: LlamaModel, raw: _Raw, tokens: int, runs: int) -> list[tuple[float, float]]:
    """(ours, raw) in turns, so that a change of the machine's mood hits both."""
    return [(await _our_rate(model, raw, tokens), raw.rate(tokens)) for _ in range(runs)]


async def _together(model: LlamaModel) -> tuple[float, float]:
    alone, _ = await _first_text(model, "Человек: лоб блестит\nОтвет:", 16)

    async def second() -> float:
        await asyncio.sleep(0.3)
        return (await _first_text(model, "Человек: нос шелушится\nОтвет:", 16))[0]

    (_, _), waited = await asyncio.gather(
        _first_text(model, "Расскажите подробно о сухости кожи.", 80), second()
    )
    return alone, waited


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer repetitions")
    quick = parser.parse_args().quick
    settings, console = Settings(), Console()
    path = Registry.load(settings.model_dir).path_of("qwen2.5-coder-1.5b")
    threads = settings.threads or os.cpu_count() or 1
    runs, tokens = (2, 24) if quick else (5, 96)

    naive = _naive_first_text(path, threads, QUESTION[Language.RU], runs)
    raw = _Raw(path, threads)
    model = LlamaModel(path, name="bench", threads=threads, cache=settings.model_dir / "prefixes")
    for prompt in (*system_prompts(), system_prompt(Language.RU)):
        model.pin(prompt)

    async def ours() -> tuple[
        list[float], list[tuple[float, float]], list[float], tuple[float, float]
    ]:
        firsts = [
            (await _first_text(model, f"{QUESTION[Language.RU]}{' ' * i}", 4))[0]
            for i in range(runs)
        ]
        rates = await _rates(model, raw, tokens, runs)
        understander = Understander(
            model, reader=load_reader(settings), budget_s=settings.understanding_budget_s
        )
        reading = []
        for _ in range(runs):
            for message in MESSAGES:
                started = time.perf_counter()
                await understander.understand(message)
                reading.append(time.perf_counter() - started)
        return firsts, rates, reading, await _together(model)

    firsts, rates, reading, (alone, waited) = asyncio.run(ours())
    model.close()
    first = statistics.median(firsts)
    rate, raw_rate = (statistics.median(column) for column in zip(*rates, strict=True))
    ratio = statistics.median(our / its for our, its in rates)
    reading.sort()
    p95 = reading[min(len(reading) - 1, round(0.95 * len(reading)))]
    table = Table("figure", "ours", "against", "ratio", "target")
    table.add_row("first text, s", f"{first:.2f}", f"{naive:.2f}", f"{first / naive:.2f}", "≤ 0.35")
    table.add_row("writing, tokens/s", f"{rate:.1f}", f"{raw_rate:.1f}", f"{ratio:.2f}", "≥ 0.95")
    table.add_row("extraction p50, s", f"{statistics.median(reading):.3f}", "", "", "≤ 1.0")
    table.add_row("extraction p95, s", f"{p95:.3f}", "", "", "≤ 2.0")
    table.add_row(
        "first text beside another, s", f"{waited:.2f}", f"{alone:.2f}", f"{waited / alone:.1f}", ""
    )
    console.print(table)
    console.print(f"{platform.processor() or platform.machine()}, {threads} threads, {path.name}")


if __name__ == "__main__":
    main()
