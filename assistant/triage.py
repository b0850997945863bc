"""Red flags in a message, by rules alone, before and independent of any model. Pure but for data.

Recall comes first: a look-alike is only let go by a phrase that names it, by a denial right
before the sign, or by words that put it in the past. Phrases, exceptions, sources and the fixed
referral texts are data: knowledge/data/red_flags.yaml.
"""

import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import yaml

from assistant.understanding.lexicon import compiled
from assistant.understanding.normalise import read
from assistant.understanding.rules import speller
from knowledge.facts import DATA
from knowledge.vocabulary import Concern, Language, RedFlag

MOST = 8000  # characters read: twice the longest message of any channel
_SENTENCE = re.compile(r"(?:[^.!?\n;]|(?<=\d)\.(?=\d))+")
_DENIED = re.compile(
    r"(?<!\w)(?:не|нет|без|никак\w+|ни|не было|никогда не|no|not|without|never|don't have|do not have|haven't|"
    r"isn't|doesn't|didn't|don't|aren't|hasn't|wasn't|no signs? of|free of)\W+(?:\w+\W+){0,2}$"
)
_DENIED_AFTER = re.compile(
    r"^\W*(?:\w+\W+)?(?:нет|нету|не было|не бывает|не появля\w+|отсутству\w+|не замеча\w+|не наблюда\w+|isn't there|are not there|none)(?!\w)"
)
_OVER = re.compile(
    r"(?<!\w)(?:(?:год|года|лет) назад|в детстве|в прошлом году|в прошлом|когда-то|давно (?:прошл\w*|зажил\w*|было)|уже (?:прошл\w*|зажил\w*|вылечил\w*)|все (?:прошл\w*|зажил\w*)|прошло(?! и снова)|зажил[оаи]|"
    r"years? ago|as a (?:kid|child|teen\w*)|last year|in the past|(?:it|they|all) (?:has |have )?(?:healed|cleared|went away|resolved)|long gone|fully healed|already healed|it's gone|all better|went away|back in (?:20\d\d|high school|school|college)|"
    r"в прошлый раз|однажды|раньше бывало|used to|when i was (?:a |younger|little|\d+)\w*)(?!\w)"
)
_STILL = re.compile(
    r"(?<!\w)(?:с тех пор|до сих пор|все еще|сейчас|теперь|снова|опять|не проход\w*|стал[аио]?|still|since then|now|again|ever since|keeps?|lately|recently)(?!\w)"
)
_SUPPOSED = re.compile(
    r"(?<!\w)(?:если вдруг|если (?:появ\w+|будет|начнет|пойдет|вскочит)|что если|вдруг|боюсь,? что|может ли|могут ли|можно ли|бывает ли|а вдруг|опасн\w+ ли|читала|слышала|прочитала|как понять|чтобы не|"
    r"if (?:it|i get|they|there)|what if|can (?:it|this|retinol|a|you|acids?)|could (?:it|this)|does|will (?:it|this)|is it possible|afraid (?:of|it)|scared (?:of|it)|worried (?:about|it)|i read|i heard|how do i know|does .{0,20}cause|to avoid|so i don't)(?!\w)"
)


_OWN = re.compile(r"(?<!\w)(?:мне|меня|мой|моя|мое|мои|моей|моего|я|my|i|i'm|i've|me|mine)(?!\w)")


_NEVER_BEFORE = re.compile(
    r"(?:never|не было|никогда)(?:\W+\w+){1,6}?\W+(?:before|until|раньше|прежде|до этого)(?!\w)|"
    r"(?:раньше|прежде)(?:\W+\w+){0,4}?\W+(?:не было)(?!\w)"
)


@dataclass(frozen=True, slots=True)
class Referral:
    """Fixed words that send a person to someone with a licence.

    `urgent`: the same day. `blocks`: goals that wait; `blocks_all`: no routine at all.
    """

    text: str
    urgent: bool
    blocks_all: bool
    blocks: frozenset[Concern]
    source: str


@dataclass(frozen=True, slots=True)
class _Rule:
    sign: re.Pattern[str]  # a phrase that is a sign by itself
    unlike: re.Pattern[str]  # a look-alike
    words: dict[str, re.Pattern[str]]  # groups of words that make a sign together
    together: tuple[tuple[str, ...], ...]
    unless: tuple[RedFlag, ...]  # a sign that says the same more exactly
    referrals: dict[Language, Referral]


@cache
def _rules() -> dict[RedFlag, _Rule]:
    loaded = yaml.safe_load((DATA / "red_flags.yaml").read_text("utf-8"))
    macros, rules = loaded["macros"], {}
    for name, entry in loaded["flags"].items():
        blocks_all = entry["blocks"] == "all"
        goals = frozenset() if blocks_all else frozenset(Concern(c) for c in entry["blocks"])
        rules[RedFlag(name)] = _Rule(
            compiled(entry["phrases"], macros),
            compiled(entry["except"], macros),
            {group: compiled(phrases, macros) for group, phrases in entry["words"].items()},
            tuple(tuple(groups) for groups in entry["together"]),
            tuple(RedFlag(other) for other in entry.get("unless", ())),
            {
                language: Referral(
                    entry[language.value], bool(entry["urgent"]), blocks_all, goals, entry["source"]
                )
                for language in Language
            },
        )
    return rules


def referral(flag: RedFlag, language: Language) -> Referral:
    """The fixed referral of a red flag in the person's language."""
    return _rules()[flag].referrals[language]


def red_flags(text: str) -> tuple[RedFlag, ...]:
    """Signs in a message, whoever has them, in the order of the vocabulary.

    Args:
        text: The message as it came, Russian or English, typos and all.
    """
    plain = read(text[:MOST], speller()).text
    found = [flag for flag, rule in _rules().items() if _shown(rule, plain)]
    found = [flag for flag in found if not set(_rules()[flag].unless) & set(found)]
    order = list(RedFlag)
    return tuple(sorted(found, key=order.index))


def _shown(rule: _Rule, text: str) -> bool:
    sentences = [match.span() for match in _SENTENCE.finditer(text)] or [(0, len(text))]
    for match in rule.sign.finditer(text):
        window = _around(sentences, match.start(), match.end())
        if _stands(rule, text, window, [match.span()]):
            return True
    windows = [*sentences, *_pairs(sentences)]
    return any(
        _stands(rule, text, window, spans)
        for groups in rule.together
        for window in windows
        if (spans := _all_of(rule, groups, text, window))
    )


def _pairs(sentences: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Neighbouring sentences, where the sign is told in two breaths."""
    return [(a[0], b[1]) for a, b in pairwise(sentences)]


def _all_of(
    rule: _Rule, groups: tuple[str, ...], text: str, window: tuple[int, int]
) -> list[tuple[int, int]]:
    """One undenied, non-overlapping place for each group, or nothing."""
    spans: list[tuple[int, int]] = []
    for group in groups:
        place = next(
            (
                match.span()
                for match in rule.words[group].finditer(text, window[0], window[1])
                if not _denied(text, window, match.span())
                and all(match.end() <= a or b <= match.start() for a, b in spans)
            ),
            None,
        )
        if place is None:
            return []
        spans.append(place)
    return spans


def _denied(text: str, window: tuple[int, int], span: tuple[int, int]) -> bool:
    if _NEVER_BEFORE.search(text[window[0] : window[1]]):
        return False
    return bool(
        _DENIED.search(text[window[0] : span[0]]) or _DENIED_AFTER.match(text[span[1] : window[1]])
    )


def _stands(rule: _Rule, text: str, window: tuple[int, int], spans: list[tuple[int, int]]) -> bool:
    """Whether a found sign is no look-alike, not denied, not over and not only supposed."""
    passage = text[window[0] : window[1]]
    if rule.unlike.search(passage) or any(_denied(text, window, span) for span in spans):
        return False
    if _OVER.search(passage) and not _STILL.search(passage):
        return False
    return not _supposed(text[window[0] : min(start for start, _ in spans)])


def _supposed(head: str) -> bool:
    """A sign that is only supposed, with nothing of the speaker's own between."""
    cues = list(_SUPPOSED.finditer(head))
    return (
        bool(cues)
        and not _OWN.search(head[cues[-1].end() :])
        and not _OWN.search(head[: cues[-1].start()])
    )


def _around(sentences: list[tuple[int, int]], start: int, end: int) -> tuple[int, int]:
    for first, last in sentences:
        if first <= start < last:
            return first, max(last, end)
    return min(start, sentences[0][0]), max(end, sentences[-1][1])
