"""Ways to break a file, for the fuzz test: from one flipped bit to a spliced header. Pure."""

from collections.abc import Callable
from random import Random
from typing import Final


def mutate(data: bytes, kind: str, seed: int) -> bytes:
    """A broken copy of `data`; the same kind and seed break it the same way."""
    return MUTATIONS[kind](bytearray(data), Random(seed))


def _flip(data: bytearray, rng: Random) -> bytes:
    for _ in range(rng.randint(1, 24)):
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    return bytes(data)


def _header(data: bytearray, rng: Random) -> bytes:
    for _ in range(rng.randint(1, 6)):
        data[rng.randrange(min(64, len(data)))] = rng.choice([0, 1, 0x7F, 0x80, 0xFF])
    return bytes(data)


def _cut(data: bytearray, rng: Random) -> bytes:
    return bytes(data[: rng.randrange(len(data))])


def _repeat(data: bytearray, rng: Random) -> bytes:
    at, size = rng.randrange(len(data)), rng.randint(1, 200)
    return bytes(data[:at] + data[at : at + size] * rng.randint(2, 40) + data[at:])


def _drop(data: bytearray, rng: Random) -> bytes:
    at = rng.randrange(len(data))
    return bytes(data[:at] + data[at + rng.randint(1, 400) :])


def _noise(data: bytearray, rng: Random) -> bytes:
    at = rng.randrange(len(data))
    return bytes(data[:at]) + rng.randbytes(min(500, len(data) - at)) + bytes(data[at + 500 :])


def _huge(data: bytearray, rng: Random) -> bytes:
    """Large numbers where a size may be written."""
    at = rng.randrange(max(1, min(len(data) - 4, 400)))
    data[at : at + 4] = rng.choice([b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\x00\x00\xff\xff"])
    return bytes(data)


MUTATIONS: Final[dict[str, Callable[[bytearray, Random], bytes]]] = {
    "flip": _flip,
    "header": _header,
    "cut": _cut,
    "repeat": _repeat,
    "drop": _drop,
    "noise": _noise,
    "huge": _huge,
}
