"""Several people, one model: continuous batching with a shared prompt prefix and fair turns.

Each running job owns a sequence of the context. Every step decodes one token for each job that
is writing, plus a slice of prompt for one job that is reading, so nobody waits for another's
whole reply. A finished job's cells stay as a cache: the next prompt that begins alike starts
where they differ.
"""

import codecs
import threading
from collections import OrderedDict, deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assistant.language import LanguageModelError
from assistant.llama.context import Context, Grammar, Logits

Item = str | list[float] | LanguageModelError | None
Row = tuple[int, int, int, bool]  # token, position, sequence, wants logits
PROMPT_SLICE = 96  # prompt tokens a step while others write: about a second of delay at most
LONE_SLICE = 256  # while nobody writes: who comes now waits for no more than this


@dataclass(eq=False)
class Job:
    """One request. `emit` is called from the worker thread with text, None (done) or an error."""

    person: str
    prompt: list[int]
    max_tokens: int
    emit: Callable[[Item], None]
    gbnf: str | None = None
    stop: tuple[str, ...] = ()
    temperature: float = 0.0
    choices: list[list[int]] = field(default_factory=list)
    cancelled: threading.Event = field(default_factory=threading.Event)


@dataclass(eq=False)
class _Running:
    job: Job
    slot: int
    done: int  # tokens of the prompt already in the cache
    grammar: Grammar | None
    written: list[int] = field(default_factory=list)
    pending: int | None = None  # sampled, not yet evaluated
    text: str = ""
    sent: int = 0
    decoder: codecs.IncrementalDecoder = field(
        default_factory=lambda: codecs.getincrementaldecoder("utf-8")("ignore")
    )

    @property
    def reading(self) -> bool:
        return self.pending is None


class Scheduler:
    """Runs jobs on a context in a thread of its own.

    Args:
        context: The model.
        slots: How many jobs may run at once.
        banned: Token ids never sampled in free text, shape (n_vocab,) bool.
        pinned: How many sequences hold prompt prefixes that are never evicted.
        scratch: How many sequences scoring may use.
        cache: Folder for saved prefixes, or None.
    """

    def __init__(
        self,
        context: Context,
        *,
        slots: int,
        banned: npt.NDArray[np.bool_],
        pinned: int,
        scratch: int,
        cache: Path | None,
        seed: int = 0,
    ) -> None:
        self._context, self._slots, self._scratch_count = context, slots, scratch
        self._free: OrderedDict[int, None] = OrderedDict.fromkeys(range(slots))
        self._cells: dict[int, list[int]] = {slot: [] for slot in range(slots + pinned)}
        self._pins = deque(range(slots, slots + pinned))
        self._scratch = slots + pinned
        self._banned, self._cache = banned, cache
        self._waiting: OrderedDict[str, deque[Job]] = OrderedDict()
        self._running: list[_Running] = []
        self._errands: deque[tuple[Callable[[], object], Future[object]]] = deque()
        self._wake = threading.Condition()
        self._closing = False
        self._random = np.random.default_rng(seed)
        self._thread = threading.Thread(target=self._loop, name="language-model", daemon=True)
        self._thread.start()

    def submit(self, job: Job) -> None:
        """Queue a job; people take turns, one person's jobs keep their order."""
        with self._wake:
            self._waiting.setdefault(job.person, deque()).append(job)
            self._wake.notify()

    def ahead(self) -> int:
        """How many jobs run or wait now."""
        with self._wake:
            return len(self._running) + sum(map(len, self._waiting.values()))

    def call(self, errand: Callable[[], object]) -> object:
        """Do something with the context in the worker's thread, between two steps; blocks.

        One thread does all decoding: each thread that did would keep a team of its own, and with
        more threads in teams than cores the OpenMP runtime puts every one to sleep at once.

        Raises:
            LanguageModelError: The scheduler is closed; or whatever the errand raises.
        """
        done: Future[object] = Future()
        with self._wake:
            if self._closing:
                raise LanguageModelError("the language model was shut down")
            self._errands.append((errand, done))
            self._wake.notify()
        return done.result()

    def close(self) -> None:
        """Stop the thread; unfinished jobs fail."""
        with self._wake:
            self._closing = True
            self._wake.notify()
        self._thread.join()

    def _loop(self) -> None:
        while True:
            with self._wake:
                while not (self._closing or self._running or self._waiting or self._errands):
                    self._wake.wait()
                if self._closing:
                    break
            self._run_errands()
            self._admit()
            try:
                self._step()
            except Exception as error:  # noqa: BLE001 - the thread must outlive any one job
                self._fail_all(error)
        self._fail_all(LanguageModelError("the language model was shut down"))
        for _, done in self._errands:
            done.set_exception(LanguageModelError("the language model was shut down"))

    def _run_errands(self) -> None:
        while self._errands:
            errand, done = self._errands.popleft()
            try:
                done.set_result(errand())
            except Exception as error:  # noqa: BLE001 - raised where call() waits
                done.set_exception(error)

    def _fail_all(self, error: Exception) -> None:
        wrapped = error if isinstance(error, LanguageModelError) else LanguageModelError(str(error))
        for run in list(self._running):
            self._finish(run, wrapped)
            self._forget(run.slot)

    def _next_job(self) -> Job | None:
        with self._wake:
            if not self._waiting:
                return None
            person, jobs = self._waiting.popitem(last=False)
            job = jobs.popleft()
            if jobs:
                self._waiting[person] = jobs  # back of the line: one job a turn
            return job

    def _admit(self) -> None:
        while self._free and (job := self._next_job()) is not None:
            need = len(job.prompt) + max(job.max_tokens, sum(map(len, job.choices)))
            if need > self._context.n_ctx:
                job.emit(LanguageModelError("the prompt is longer than the model's context"))
            elif not job.cancelled.is_set():
                self._begin(job, need)

    def _begin(self, job: Job, need: int) -> None:
        try:
            grammar = self._context.grammar(job.gbnf) if job.gbnf else None
        except LanguageModelError as error:
            job.emit(error)
            return
        source, shared = self._longest_prefix(job.prompt)
        slot = source if source in self._free else next(iter(self._free))
        del self._free[slot]
        if slot != source:
            self._forget(slot)
            if shared:
                self._context.copy(source, slot, shared)
        self._context.cut(slot, shared)
        self._cells[slot] = job.prompt[:shared]
        self._make_room(need - shared)
        self._running.append(_Running(job, slot, shared, grammar))

    def _longest_prefix(self, prompt: Sequence[int]) -> tuple[int, int]:
        best = (next(iter(self._free)), 0)
        for slot, cells in self._cells.items():
            shared = common_prefix(cells, prompt)
            # The last prompt token is always evaluated: its logits start the reply.
            shared = min(shared, len(prompt) - 1)
            if shared > best[1] or (shared == best[1] and shared and slot in self._free):
                best = (slot, shared)
        return best

    def _make_room(self, need: int) -> None:
        used = sum(map(len, self._cells.values()))
        for slot in list(self._free):
            if used + need <= self._context.n_ctx:
                return
            used -= len(self._cells[slot])
            self._forget(slot)

    def _forget(self, slot: int) -> None:
        self._context.cut(slot, 0)
        self._cells[slot] = []

    def _step(self) -> None:
        for run in list(self._running):
            if run.job.cancelled.is_set():
                self._finish(run, None)
        rows: list[Row] = []
        wants = [(run, self._write_on(run, rows)) for run in self._running if not run.reading]
        reader = next((run for run in self._running if run.reading), None)
        if reader is not None and self._read_on(reader, rows):
            wants.append((reader, len(rows) - 1))
        if not rows:
            return
        self._context.decode(rows)
        # Logits are views into the context: take what is needed before anything decodes again.
        scores, tokens = [], []
        for run, row in wants:
            logits = self._context.logits(row)
            if run.job.choices:
                scores.append((run, logits.copy()))
            else:
                tokens.append((run, self._pick(run, logits)))
        for run, token in tokens:
            self._write(run, token)
        for run, first in scores:
            self._score(run, first)

    def _write_on(self, run: _Running, rows: list[Row]) -> int:
        """Add the token that was sampled last; returns its row."""
        assert run.pending is not None  # only jobs that are not reading get here
        rows.append((run.pending, len(self._cells[run.slot]), run.slot, True))
        self._cells[run.slot].append(run.pending)
        return len(rows) - 1

    def _read_on(self, reader: _Running, rows: list[Row]) -> bool:
        """Add a slice of one job's prompt; True when it was the last slice."""
        limit = PROMPT_SLICE if rows else LONE_SLICE
        part = reader.job.prompt[reader.done : reader.done + limit]
        last = reader.done + len(part) == len(reader.job.prompt)
        for i, token in enumerate(part):
            rows.append((token, reader.done + i, reader.slot, last and i == len(part) - 1))
        reader.done += len(part)
        self._cells[reader.slot].extend(part)
        # Whoever read a slice goes behind the other readers.
        self._running.remove(reader)
        self._running.append(reader)
        return last

    def _pick(self, run: _Running, logits: Logits) -> int:
        if run.grammar is not None:
            token = run.grammar.pick(logits)
            run.grammar.accept(token)
            return token
        if run.job.temperature <= 0:
            best = int(np.argmax(logits))
            # Hardly ever banned, so the copy with a mask over the whole vocabulary can wait.
            if not self._banned[best]:
                return best
        masked = np.where(self._banned, np.float32(-np.inf), logits)
        if run.job.temperature <= 0:
            return int(np.argmax(masked))
        # Gumbel-max: an exact sample from softmax(logits / T) without normalising.
        noise = self._random.gumbel(size=masked.shape)
        return int(np.argmax(masked / run.job.temperature + noise))

    def _write(self, run: _Running, token: int) -> None:
        if self._context.is_end(token):
            self._flush(run, everything=True)
            self._finish(run, None)
            return
        run.pending = token
        run.written.append(token)
        run.text += run.decoder.decode(self._context.piece(token))
        cut = min((at for at in map(run.text.find, run.job.stop) if at >= 0), default=-1)
        if cut >= 0:
            run.text = run.text[:cut]
        over = cut >= 0 or len(run.written) >= run.job.max_tokens
        self._flush(run, everything=over)
        if over:
            self._finish(run, None)

    def _flush(self, run: _Running, *, everything: bool) -> None:
        # A stop string may be half written: hold back what could still become one.
        hold = 0 if everything else max((len(stop) - 1 for stop in run.job.stop), default=0)
        end = max(run.sent, len(run.text) - hold)
        if end > run.sent:
            run.job.emit(run.text[run.sent : end])
            run.sent = end

    def _finish(self, run: _Running, error: LanguageModelError | None) -> None:
        if run in self._running:
            self._running.remove(run)
        if run.grammar is not None:
            run.grammar.close()
        self._free[run.slot] = None
        run.job.emit(error)

    def _score(self, run: _Running, first: Logits) -> None:
        """Sum the log-probabilities of each choice, all choices in as few batches as fit."""
        base = len(self._cells[run.slot])
        totals = [float(log_softmax(first)[choice[0]]) for choice in run.job.choices]
        todo = [i for i, choice in enumerate(run.job.choices) if len(choice) > 1]
        for start in range(0, len(todo), self._scratch_count):
            group = todo[start : start + self._scratch_count]
            rows, owners = [], []
            for lane, i in enumerate(group):
                sequence = self._scratch + lane
                self._context.copy(run.slot, sequence, base)
                for k, token in enumerate(run.job.choices[i][:-1]):
                    rows.append((token, base + k, sequence, True))
                    owners.append((i, run.job.choices[i][k + 1]))
            self._context.decode(rows)
            for row, (i, following) in enumerate(owners):
                totals[i] += float(log_softmax(self._context.logits(row))[following])
            for lane in range(len(group)):
                self._context.cut(self._scratch + lane, 0)
        run.job.emit(totals)
        self._finish(run, None)

    def pin(self, tokens: list[int]) -> None:
        """Keep a prompt prefix evaluated for ever; read from disk when it was saved there.

        Blocks until it is done.
        """
        if self._pins and tokens:
            self.call(lambda: self._pin(tokens))

    def _pin(self, tokens: list[int]) -> None:
        slot = self._pins.popleft()
        file = self._cache / self._context.prefix_name(tokens) if self._cache else None
        if file is None or not self._context.load(slot, tokens, file):
            for start in range(0, len(tokens), self._context.batch_size):
                part = tokens[start : start + self._context.batch_size]
                self._context.decode(
                    [(token, start + i, slot, False) for i, token in enumerate(part)]
                )
            if file is not None:
                file.parent.mkdir(parents=True, exist_ok=True)
                self._context.save(slot, tokens, file)
        self._cells[slot] = list(tokens)


def common_prefix(left: Sequence[int], right: Sequence[int]) -> int:
    """Length of the common prefix of two token lists."""
    for i, (a, b) in enumerate(zip(left, right, strict=False)):
        if a != b:
            return i
    return min(len(left), len(right))


def log_softmax(logits: Logits) -> npt.NDArray[np.float64]:
    """Log-probabilities (natural log) of logits, shape (n_vocab,)."""
    shifted = logits.astype(np.float64) - float(np.max(logits))
    result: npt.NDArray[np.float64] = shifted - np.log(np.sum(np.exp(shifted)))
    return result
