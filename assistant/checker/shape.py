"""Whole sentences, said once. Pure."""

import re
from collections import Counter

from assistant.checker.fault import Fault
from knowledge.words import key, tokens

MAX_SENTENCE = 240  # characters; longer ones are lectures
# A point between digits ends nothing: "0.3 %".
_SENTENCE = re.compile(r"(?:[^.!?…]|(?<=\d)\.(?=\d))+(?:[.!?…]+[»\"')]*|$)", re.DOTALL)
# Words after which a sentence cannot end: it was cut and a full stop put behind it.
_OPEN_END = re.compile(
    r"(?:[,:;—–(«-]|\b(?:и|а|но|или|что|чтобы|если|для|в|во|на|с|со|к|по|о|об|от|до|из|за|при|без|"
    r"потому|поэтому|который|которая|которые|ваш|ваша|ваше|ваши|очень|это|как|не|у|"
    r"and|or|but|the|a|an|of|because|if|your|my|very|which|when|their))[.…!]*$",
    re.IGNORECASE,
)  # fmt: skip
_OPEN_START = re.compile(r"^(?:и|а также|но|или|что|который|and|or|but|which|that|because) ")
_TAKEN_UP = {"очень", "чуть", "еле", "very", "so", "really", "да", "no", "yes", "bye", "ха", "that"}
_SHORT = {"да", "нет", "хорошо", "спасибо", "поняла", "понятно", "здравствуйте", "пожалуйста",
          "конечно", "привет", "yes", "no", "okay", "thanks", "noted", "hello", "sure", "понимаю",
          "understood", "great", "договорились", "записала", "отлично"}  # fmt: skip
_LEAST_REPEATED, _SHARE = 4, 0.25
_ALIKE = 0.75


def sentences(text: str) -> list[str]:
    """Split a text into sentences, punctuation kept."""
    return [part.strip() for part in _SENTENCE.findall(text) if part.strip()]


def shape(text: str) -> list[Fault]:
    """Faults of form: nothing said, too long, cut off, repeated."""
    stripped = text.strip()
    words = tokens(stripped)
    if not words or (len(words) == 1 and words[0] not in _SHORT and len(stripped) < MAX_SENTENCE):
        return [Fault("empty", stripped)]
    faults = [
        Fault("too_long", sentence[:40])
        for sentence in sentences(stripped)
        if len(sentence) > MAX_SENTENCE
    ]
    if _is_cut(stripped):
        faults.append(Fault("cut_off", stripped[-40:]))
    if repeated := _repeated(stripped, words):
        faults.append(Fault("repeated", repeated))
    return faults


def _is_cut(text: str) -> bool:
    if text[-1] not in '.!?…»)"':
        return True
    pairs = (("(", ")"), ("«", "»"))
    unclosed = any(text.count(a) != text.count(b) for a, b in pairs) or text.count('"') % 2 == 1
    trails_off = text.endswith(("…", "..."))
    return bool(unclosed or trails_off or _OPEN_END.search(text) or _OPEN_START.search(text))


def _repeated(text: str, words: list[str]) -> str:
    """The words that come again, or nothing."""
    stems = [key(word) for word in words]
    for a, b, c in zip(stems, stems[1:], [*stems[2:], ""], strict=False):
        if a == b and (a == c or (len(a) > 2 and a not in _TAKEN_UP)):
            return a
    for size, times in ((2, 3), (3, 2)):
        runs = Counter(" ".join(stems[i : i + size]) for i in range(len(stems) - size + 1))
        for run, count in runs.items():
            if count >= times and len(run) > 8:
                return run
    stem, count = (
        Counter(s for s in stems if len(s) > 3).most_common(1)[0]
        if any(len(s) > 3 for s in stems)
        else ("", 0)
    )
    if count >= _LEAST_REPEATED and count / len(stems) >= _SHARE:
        return stem
    return _said_twice(text)


def _said_twice(text: str) -> str:
    seen: list[set[str]] = []
    for sentence in sentences(text):
        said = {key(word) for word in tokens(sentence)}
        if len(said) > 1 and any(len(said & b) / len(said | b) >= _ALIKE for b in seen):
            return sentence
        seen.append(said)
    return ""
