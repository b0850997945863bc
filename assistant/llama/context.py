"""A llama.cpp context with several sequences: tokens in, logits out. Blocking, one thread only."""

import ctypes
import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

# Read by the OpenMP runtime when it loads. Threads that spin at barriers starve each other as
# soon as anything else wants a core: measured 0.5 against 6 tokens/s on two busy cores.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")
# But not at once: there are 800 barriers a token, and most waits are over within microseconds.
# 300 turns of a loop are about 3 µs; see docs/decisions/0002 for what more of them cost.
os.environ.setdefault("GOMP_SPINCOUNT", "300")

import llama_cpp
import numpy as np
import numpy.typing as npt
from llama_cpp.llama_chat_format import Jinja2ChatFormatter

from assistant.language import LanguageModelError

Logits = npt.NDArray[np.float32]


@llama_cpp.llama_log_callback  # type: ignore[untyped-decorator, unused-ignore]
def _silent(_level: int, _text: bytes, _data: object) -> None:
    """The library's own log lines are for its developers, not for people in a chat."""


class Context:
    """Model weights and one unified KV cache shared by `sequences` sequences.

    Args:
        path: A GGUF file.
        n_ctx: KV cells for all sequences together (tokens).
        threads: CPU threads for decoding and prompt evaluation.
        sequences: How many sequence ids may be in use.

    Raises:
        LanguageModelError: The file is missing or llama.cpp cannot load it.
    """

    def __init__(self, path: Path, *, n_ctx: int, threads: int, sequences: int) -> None:
        if not path.is_file():
            raise LanguageModelError(f"no model file at {path}")
        llama_cpp.llama_log_set(_silent, ctypes.c_void_p(0))
        llama_cpp.llama_backend_init()
        options = llama_cpp.llama_model_default_params()
        # The extra weight layouts include AMX tiles, which fault on some virtual machines whose
        # CPU flags promise them.
        options.use_extra_bufts = False
        model = llama_cpp.llama_model_load_from_file(str(path).encode(), options)
        if not model:
            raise LanguageModelError(f"{path.name} is not a GGUF model that can be loaded")
        params = llama_cpp.llama_context_default_params()
        params.n_ctx, params.n_batch, params.n_ubatch = n_ctx, 512, 512
        params.n_threads = params.n_threads_batch = threads
        params.n_seq_max, params.kv_unified, params.no_perf = sequences, True, True
        context = llama_cpp.llama_init_from_model(model, params)
        if not context:
            raise LanguageModelError("not enough memory for the model's context")
        self._model, self._context, self._closed = model, context, False
        self._vocab = llama_cpp.llama_model_get_vocab(model)
        self._memory = llama_cpp.llama_get_memory(context)
        self._batch = llama_cpp.llama_batch_init(512, 0, 1)
        self.n_ctx, self.batch_size = n_ctx, 512
        self.n_vocab = llama_cpp.llama_vocab_n_tokens(self._vocab)
        self._fingerprint = hashlib.sha256(
            f"{path.name}:{path.stat().st_size}:{llama_cpp.__version__}".encode()
        ).hexdigest()[:16]
        self._formatter = self._chat_formatter()
        self._pieces: dict[int, bytes] = {}

    def close(self) -> None:
        """Free the context and the weights."""
        self._closed = True
        llama_cpp.llama_batch_free(self._batch)
        llama_cpp.llama_free(self._context)
        llama_cpp.llama_model_free(self._model)

    def _chat_formatter(self) -> Jinja2ChatFormatter:
        raw = llama_cpp.llama_model_chat_template(self._model, None)
        if not raw:
            raise LanguageModelError("the model file carries no chat template")
        special = [
            self.piece(token, special=True).decode("utf-8", "ignore") if token >= 0 else ""
            for token in (
                llama_cpp.llama_vocab_eos(self._vocab),
                llama_cpp.llama_vocab_bos(self._vocab),
            )
        ]
        return Jinja2ChatFormatter(
            template=raw.decode(), eos_token=special[0], bos_token=special[1]
        )

    def render(self, messages: Sequence[dict[str, str]]) -> str:
        """The prompt text of a chat, by the model's own template."""
        chat: list[Any] = list(messages)
        return str(self._formatter(messages=chat).prompt)

    def tokenize(self, text: str, *, special: bool) -> list[int]:
        """Token ids of a text; `special` parses control tokens of the chat template.

        Raises:
            LanguageModelError: The model was closed: its memory is gone.
        """
        if self._closed:
            raise LanguageModelError("the language model was shut down")
        raw = text.encode()
        buffer = (llama_cpp.llama_token * (len(raw) + 8))()
        count = llama_cpp.llama_tokenize(
            self._vocab, raw, len(raw), buffer, len(buffer), False, special
        )
        return list(buffer[:count])

    def piece(self, token: int, *, special: bool = False) -> bytes:
        """The bytes of a token (possibly half a character)."""
        buffer = ctypes.create_string_buffer(256)
        count = llama_cpp.llama_token_to_piece(self._vocab, token, buffer, 256, 0, special)
        return buffer.raw[:count] if count > 0 else b""

    def is_end(self, token: int) -> bool:
        """Whether a token ends the generation."""
        return bool(llama_cpp.llama_vocab_is_eog(self._vocab, token))

    def decode(self, rows: Sequence[tuple[int, int, int, bool]]) -> None:
        """Evaluate one batch.

        Args:
            rows: (token, position, sequence, wants logits), at most `batch_size` of them.

        Raises:
            LanguageModelError: llama.cpp refused the batch.
        """
        batch = self._batch
        batch.n_tokens = len(rows)
        for i, (token, position, sequence, wants) in enumerate(rows):
            batch.token[i] = token
            batch.pos[i] = position
            batch.n_seq_id[i] = 1
            batch.seq_id[i][0] = sequence
            batch.logits[i] = wants
        status = llama_cpp.llama_decode(self._context, batch)
        if status != 0:
            raise LanguageModelError(f"llama.cpp could not evaluate a batch (status {status})")

    def logits(self, row: int) -> Logits:
        """Logits of a batch row, shape (n_vocab,), a view valid until the next decode."""
        pointer = llama_cpp.llama_get_logits_ith(self._context, row)
        return np.ctypeslib.as_array(pointer, shape=(self.n_vocab,))

    def copy(self, source: int, target: int, length: int) -> None:
        """Let `target` share the first `length` cells of `source`; target must be empty."""
        llama_cpp.llama_memory_seq_cp(self._memory, source, target, 0, length)

    def cut(self, sequence: int, length: int) -> None:
        """Keep the first `length` cells of a sequence, forget the rest."""
        llama_cpp.llama_memory_seq_rm(self._memory, sequence, length, -1)

    def save(self, sequence: int, tokens: Sequence[int], path: Path) -> None:
        """Write a sequence's KV cells to a file, whole or not at all."""
        partial = path.with_suffix(".part")
        array = (llama_cpp.llama_token * len(tokens))(*tokens)
        written = llama_cpp.llama_state_seq_save_file(
            self._context, str(partial).encode(), sequence, array, len(tokens)
        )
        if written:
            partial.replace(path)

    def load(self, sequence: int, tokens: Sequence[int], path: Path) -> bool:
        """Read KV cells written by save(); False when the file does not fit these tokens."""
        if not path.is_file():
            return False
        array = (llama_cpp.llama_token * len(tokens))()
        count = ctypes.c_size_t(0)
        read = llama_cpp.llama_state_seq_load_file(
            self._context, str(path).encode(), sequence, array, len(tokens), ctypes.byref(count)
        )
        if read and list(array[: count.value]) == list(tokens):
            return True
        self.cut(sequence, 0)
        return False

    def prefix_name(self, tokens: Sequence[int]) -> str:
        """A file name for the KV cells of these tokens under this model and library version."""
        digest = hashlib.sha256(np.asarray(tokens, dtype=np.int32).tobytes()).hexdigest()[:16]
        return f"{self._fingerprint}-{digest}.kv"

    def grammar(self, gbnf: str) -> "Grammar":
        """A sampler that allows only what a GBNF grammar allows."""
        return Grammar(self._vocab, gbnf)


class Grammar:
    """State of one constrained generation.

    Raises:
        LanguageModelError: The grammar does not parse.
    """

    def __init__(self, vocab: object, gbnf: str) -> None:
        self._sampler = llama_cpp.llama_sampler_init_grammar(vocab, gbnf.encode(), b"root")
        if not self._sampler:
            raise LanguageModelError("the answer schema is not a valid grammar")

    def _apply(self, ids: npt.NDArray[np.int32], logits: Logits) -> Logits:
        data = (llama_cpp.llama_token_data * len(ids))()
        view = np.ctypeslib.as_array(data)
        view["id"], view["logit"], view["p"] = ids, logits, 0.0
        array = llama_cpp.llama_token_data_array(data, len(ids), -1, False)
        llama_cpp.llama_sampler_apply(self._sampler, ctypes.byref(array))
        return np.asarray(view["logit"], dtype=np.float32)

    def pick(self, logits: Logits) -> int:
        """The most probable token that the grammar allows.

        Most tokens pass, so the best one is tried first: filtering the whole vocabulary costs
        several milliseconds, one token costs microseconds.
        """
        best = int(np.argmax(logits))
        alone = self._apply(np.array([best], dtype=np.int32), logits[best : best + 1])
        if not np.isneginf(alone[0]):
            return best
        allowed = self._apply(np.arange(len(logits), dtype=np.int32), logits)
        return int(np.argmax(allowed))

    def accept(self, token: int) -> None:
        """Advance by a chosen token."""
        llama_cpp.llama_sampler_accept(self._sampler, token)

    def close(self) -> None:
        """Free the sampler."""
        llama_cpp.llama_sampler_free(self._sampler)
