"""Products and brands that nobody gave. Pure."""

import re

from assistant.checker.fault import Fault, Grounds
from assistant.checker.ingredients import heard_of
from knowledge.vocabulary import Language

_BRANDLIKE = re.compile(r"\b[A-Z][A-Za-z'’-]{2,}(?:\s+[A-Z][A-Za-z'’-]+)*")
_CAPITAL = re.compile(r"(?<=[а-яёa-z,)»\"] )[«\"]?([A-ZА-ЯЁ][\w'’-]{2,}(?:\s+[A-ZА-ЯЁ][\w'’-]+)*)")
_QUOTED = re.compile(r"[«“\"]([^»”\"]{3,80})[»”\"]")
_KIND = re.compile(
    r"(?:крем|гел[ья]|сыворотк\w+|маск\w+|тоник|лосьон|пенк\w+|масл\w+|cream|gel|serum|mask|"
    r"toner|lotion|oil)\s*$",
    re.IGNORECASE,
)
# "Nice to meet you, Anna!": the person's own name.
_VOCATIVE = re.compile(r", [A-ZА-ЯЁ][a-zа-яё]+(?=[!.,?])")
_HONEST = {
    "aha", "aloe", "bha", "christmas", "english", "europe", "friday", "i'll", "i'm", "i've",
    "inci", "monday", "new", "pha", "russia", "russian", "saturday", "spf", "sunday",
    "telegram", "uva", "uvb", "vitamin", "year", "вам", "вами", "вас", "ваш", "ваша", "ваше",
    "вашего", "вашей", "ваши", "ваших", "вашу", "вы", "европа", "ии", "москва", "россия"
}  # fmt: skip


def names(text: str, language: Language, grounds: Grounds) -> list[Fault]:
    """Products and brands that are not given."""
    text = _VOCATIVE.sub("", text)
    found = [
        match.group(1)
        for match in _QUOTED.finditer(text)
        if match.group(1)[0].isupper() or _KIND.search(text[: match.start()])
    ]
    if language is Language.RU:
        found += [match.group() for match in _BRANDLIKE.finditer(text)]
    else:
        # In English a capital opens each sentence: only runs of two or more look like a name.
        found += [m.group() for m in _BRANDLIKE.finditer(text) if " " in m.group()]
    found += [match.group(1) for match in _CAPITAL.finditer(text)]
    return [Fault("unknown_name", name) for name in found if not _may_be_named(name, grounds)]


def _may_be_named(name: str, grounds: Grounds) -> bool:
    rest = [word for word in name.split() if word.casefold() not in _HONEST]
    if not rest or grounds.holds(name) or grounds.holds(" ".join(rest)):
        return True
    if heard_of().exact(" ".join(rest)) is not None:
        return True  # "You told me about Accutane": what may be said of it is for the claims
    # "Apply SPF", "Use Niacinamide": the first word only opens the sentence.
    if len(rest) < len(name.split()) and len(rest) == 1:
        return rest[0] == name.split(maxsplit=1)[0]
    return len(rest) > 1 and grounds.holds(" ".join(rest[1:]))
