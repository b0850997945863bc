"""Speed of listening and speaking, as ratios in one run on one machine.

    .venv/bin/python -m benchmarks.dialogue [--quick]

(a) time to first text: our model with the fixed prompt in its cache, against
    `Llama.create_chat_completion` with the same prompt text and nothing reused;
(b) tokens/s while writing: our scheduler against the library's low-level decode loop, in turns,
    the same prompt and as many tokens each, in the same thread; and the processor time a token
    takes, which other work on the machine disturbs less;
(c) extraction: p50 and p95 of `Understander.understand` over short messages, and of the messages
    among them that the language model is asked about;
(d) two people at once: how long the second waits for a first word, against the rest of the
    other's reply and then one's own.
"""

import argparse
import asyncio
import os
import platform
import statistics
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

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
from assistant.wiring import load_reader, load_triage
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
    "щёки как наждачка после ветра",
    "нос к обеду как масляный блин",
    "my forehead looks like a frying pan by noon",
    "my face feels like a mask two sizes too small",
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


LONG = [Message("user", "Напишите по порядку числа от 1 до 200 через запятую, только числа.")]
"""Something to write for longer than is timed; no rate rests on a handful of tokens."""


@dataclass(frozen=True, slots=True)
class _Rate:
    tokens_s: float
    cpu_s: float  # processor seconds a token, all threads


class _Raw:
    """Greedy decoding with nothing but llama_decode and an argmax, on a context of its own."""

    def __init__(self, path: Path, threads: int) -> None:
        self.context = Context(path, n_ctx=2048, threads=threads, sequences=1)
        chat = [{"role": m.role, "content": m.content} for m in LONG]
        self.prompt = self.context.tokenize(self.context.render(chat), special=True)

    def rate(self, tokens: int) -> _Rate:
        """The rate after the prompt was read."""
        context, prompt = self.context, self.prompt
        context.cut(0, 0)
        context.decode([(t, i, 0, i == len(prompt) - 1) for i, t in enumerate(prompt)])
        row, started, worked = len(prompt) - 1, time.perf_counter(), time.process_time()
        for position in range(len(prompt), len(prompt) + tokens):
            token = int(context.logits(row).argmax())
            context.decode([(token, position, 0, True)])
            row = 0
        took = time.perf_counter() - started
        return _Rate(tokens / took, (time.process_time() - worked) / tokens)


async def _our_rate(model: LlamaModel, raw: _Raw, tokens: int) -> _Rate:
    """The rate from the first piece to the last, the same prompt as the raw loop's."""
    pieces: list[str] = []
    first = last = worked = ended = 0.0
    async for piece in model.stream(LONG, max_tokens=tokens):
        last, ended = time.perf_counter(), time.process_time()
        first, worked = first or last, worked or ended
        pieces.append(piece)
    # A piece may hold several tokens: a token can be half a letter.
    written = len(raw.context.tokenize("".join(pieces), special=False))
    before = len(raw.context.tokenize(pieces[0], special=False))
    if written < 0.9 * tokens:
        raise SystemExit(f"the model stopped after {written} of {tokens} tokens: no rate")
    count = written - before
    return _Rate(count / (last - first), (ended - worked) / count)


async def _rates(model: LlamaModel, raw: _Raw, tokens: int, runs: int) -> list[tuple[_Rate, _Rate]]:
    """(ours, raw) in turns, so that a change of the machine's mood hits both.

    The raw loop runs in the scheduler's thread: a second thread that decodes would bring a second
    team of OpenMP threads, and with more of them than cores the runtime changes how all wait.
    """
    found = []
    for _ in range(runs):
        ours = await _our_rate(model, raw, tokens)
        its: list[_Rate] = []
        model.between(lambda its=its: its.append(raw.rate(tokens)))
        found.append((ours, its[0]))
    return found


async def _together(model: LlamaModel) -> tuple[float, float, float]:
    """First text alone; beside another; and had one waited for the other's whole reply, seconds."""
    alone, _ = await _first_text(model, "Человек: лоб блестит\nОтвет:", 16)
    late = 0.3

    async def second() -> float:
        await asyncio.sleep(late)
        return (await _first_text(model, "Человек: нос шелушится\nОтвет:", 16))[0]

    started = time.perf_counter()
    other = asyncio.create_task(_first_text(model, "Расскажите подробно о сухости кожи.", 80))
    waited = await second()
    await other
    return alone, waited, time.perf_counter() - started - late + alone


class _Counted:
    """A model that counts how often it is asked."""

    def __init__(self, model: LlamaModel) -> None:
        self._model, self.name, self.calls = model, model.name, 0

    def stream(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int,
        temperature: float = 0.0,
        schema: Mapping[str, Any] | None = None,
        stop: Sequence[str] = (),
        person: str = "",
    ) -> AsyncIterator[str]:
        self.calls += 1
        return self._model.stream(
            messages,
            max_tokens=max_tokens,
            temperature=temperature,
            schema=schema,
            stop=stop,
            person=person,
        )

    async def score(
        self, messages: Sequence[Message], choices: Sequence[str], *, person: str = ""
    ) -> list[float]:
        return await self._model.score(messages, choices, person=person)


async def _extraction(
    model: LlamaModel, settings: Settings, runs: int
) -> tuple[list[float], list[float]]:
    """Seconds of every message; of those that the model was asked about."""
    counted = _Counted(model)
    understander = Understander(
        counted,
        reader=load_reader(settings),
        flags=load_triage(settings),
        budget_s=settings.understanding_budget_s,
    )
    every, asked = [], []
    for message in MESSAGES * runs:
        before, started = counted.calls, time.perf_counter()
        await understander.understand(message)
        every.append(time.perf_counter() - started)
        if counted.calls > before:
            asked.append(every[-1])
    return every, asked


def _quantile(times: list[float], share: float) -> str:
    ordered = sorted(times)
    return f"{ordered[min(len(ordered) - 1, round(share * len(ordered)))]:.3f}" if times else "-"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer repetitions")
    quick = parser.parse_args().quick
    settings, console = Settings(), Console()
    path = Registry.load(settings.model_dir).path_of("qwen2.5-coder-1.5b")
    threads = settings.threads or os.cpu_count() or 1
    runs, tokens = (2, 24) if quick else (5, 96)

    # In a thread that ends, and its team of OpenMP threads with it.
    with ThreadPoolExecutor(1) as pool:
        naive = pool.submit(_naive_first_text, path, threads, QUESTION[Language.RU], runs).result()
    raw = _Raw(path, threads)
    model = LlamaModel(path, name="bench", threads=threads, cache=settings.model_dir / "prefixes")
    for prompt in (*system_prompts(), system_prompt(Language.RU)):
        model.pin(prompt)

    async def ours() -> tuple[
        list[float],
        list[tuple[_Rate, _Rate]],
        tuple[list[float], list[float]],
        tuple[float, float, float],
    ]:
        firsts = [
            (await _first_text(model, f"{QUESTION[Language.RU]}{' ' * i}", 4))[0]
            for i in range(runs)
        ]
        rates = await _rates(model, raw, tokens, runs)
        reading = await _extraction(model, settings, runs)
        return firsts, rates, reading, await _together(model)

    firsts, rates, (every, asked), (alone, waited, whole) = asyncio.run(ours())
    model.close()
    first = statistics.median(firsts)
    table = Table("figure", "ours", "against", "ratio", "target")
    table.add_row("first text, s", f"{first:.2f}", f"{naive:.2f}", f"{first / naive:.2f}", "≤ 0.35")
    speed, work = _middle(rates, lambda r: r.tokens_s), _middle(rates, lambda r: 1 / r.cpu_s)
    table.add_row(
        "writing, tokens/s", *(f"{x:.1f}" for x in speed[:2]), f"{speed[2]:.2f}", "≥ 0.95"
    )
    table.add_row(
        "writing, tokens per processor second",
        *(f"{x:.1f}" for x in work[:2]),
        f"{work[2]:.2f}",
        "",
    )
    table.add_row("extraction p50, s", _quantile(every, 0.5), "", "", "≤ 1.0")
    table.add_row("extraction p95, s", _quantile(every, 0.95), "", "", "≤ 2.0")
    table.add_row(f"  model asked ({len(asked)} of {len(every)}), p50", _quantile(asked, 0.5))
    table.add_row("  model asked, p95", _quantile(asked, 0.95), "", "", "≤ 2.0")
    table.add_row("first text beside another, s", f"{waited:.2f}", f"{alone:.2f} alone")
    table.add_row(
        "  against the other's whole reply first", f"{waited:.2f}", f"{whole:.2f}",
        f"{waited / whole:.2f}", "≤ 0.50",
    )  # fmt: skip
    console.print(table)
    console.print(f"{platform.processor() or platform.machine()}, {threads} threads, {path.name}")


def _middle(
    rates: list[tuple[_Rate, _Rate]], figure: Callable[[_Rate], float]
) -> tuple[float, float, float]:
    """Medians of a figure: ours, the raw loop's, the ratio within a turn."""
    pairs = [(figure(ours), figure(its)) for ours, its in rates]
    return (
        statistics.median(ours for ours, _ in pairs),
        statistics.median(its for _, its in pairs),
        statistics.median(ours / its for ours, its in pairs),
    )


if __name__ == "__main__":
    main()
