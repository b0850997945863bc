"""Of whom, when and how surely something is said: the context of a mention. Pure.

Segments are clauses in the rough; cues are the words of context.yaml. Negation follows the idea
of NegEx (Chapman et al. 2001, doi:10.1006/jbin.2001.1029): cues before and after, a scope that
ends with the clause, and look-alikes that are taken out first.
"""

import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from assistant.understanding.lexicon import Mention, compiled, data
from assistant.understanding.spelling import is_genitive

_SENTENCE_END = re.compile(r"[!?…\n;]+|(?<!\d)\.+|\.(?!\d)|\)\)+|[\U0001F300-\U0001FAFF]")
_CLAUSE_END = re.compile(
    r",|:|\(|\)|\s-+\s|/|(?<!\w)(?:"
    r"а|но|зато|однако|хотя|притом|причем|поэтому|потому|и у меня|и кожа|и еще|ну а|при этом|"
    r"but|however|though|although|while|whereas|yet|plus|because|cause|cuz|so|"
    r"and (?=i\b|i'm|my|it|the|have|also|some|just|lots|then|now|she|he|his|her)"
    r")(?!\w)"
)
_FRESH_START = re.compile(
    r"(?<=\s)(?:у меня|у мужа|у мамы|мне бы|а мне|теперь|сейчас|раньше|i (?=have|am|want|need|get)|"
    r"i'm|i've|my (?=skin|face|cheeks|forehead|t-zone|goal|budget|mom|mum|husband|sister|boyfriend|friend)|now|used to|какой|какие|какую|посоветуйте|подскажите|помогите)(?!\w)"
)
_WORD = re.compile(r"[\w'-]+")
_ROLE = (
    r"(?:system|assistant|developer|tool|admin|instructions?|prompt|sys|inst|система|инструкци[яи])"
)
_MARKED = re.compile(  # what is marked up as somebody else's turn, to the end of its mark or of all
    rf"(?:</\s*(?:user|human)\s*>\s*)?"
    rf"(?:<\|[\w']*start\|>\s*{_ROLE}|<\|?\s*{_ROLE}\b[^<>\n]*>|\[\s*{_ROLE}\s*\]|<<\s*{_ROLE}\s*>>|"
    rf"(?:^|\n)[ \t]*#{{2,}}\s*{_ROLE}\b)"
    rf"(?:.*?(?:<\|[\w']*end\|>|</\s*{_ROLE}\s*>|\[/\s*{_ROLE}\s*\]|<</\s*{_ROLE}\s*>>)|.*)",
    re.DOTALL,
)
_FORM_NO = re.compile(r"\w{0,12}\.?\s*[:=-]\s*(?:нет|no|none|не|n|отсутству\w+)(?!\w)(?! знаю)")
_REJECTED = re.compile(  # what others said, and the speaker does not believe
    r"(?<!\w)(?:ерунда|неправда|чушь|бред|вранье|скажете тоже|не согласн[аы]|не верю|nonsense|bullshit|"
    r"not true|rubbish|i disagree|don't agree|yeah right)(?!\w)"
)
_IS_NOW = re.compile(r"(?<!\w)(?:is|am|are|i'm|it's|gets?|feels?|has|keeps?)(?!\w)")
_ORDER = re.compile(
    r"[\W]*(?:(?:теперь|ты|вы|now|then|you are|you're|from now on|your name is) (?:[\w-]+,? ){0,4}?)?(?:внес\w*|запиш\w*|запис\w*|установ\w*|постав\w*|напиш\w*|укаж\w*|добав\w*|отмет\w*|систем\w*|"
    r"сохран\w*|запомни\w*|set|save|store|write|note|log|add|record|mark|put|say|output|system|profile|user|answer)(?!\w)"
)
_OPENERS = re.compile(
    r"(?<!\w)(?:so|and|but|also|btw|ok|okay|hi|hey|hello|quick question|question|just wondering|or)(?!\w)"
)
_EXCEPT = re.compile(
    r"(?<!\w)(?:кроме|разве что|только|лишь|просто|зато|except|besides|apart from|aside from|other than|only|just|but)(?!\w)"
)
_THIRD_START = re.compile(r"\W*(?:она|он|ей|ему|у нее|у него|ее|его|she|he|her|his|they)\b")
_NOMINAL_GAP = re.compile(r"[\w'\s-]{0,40}$")


@dataclass(frozen=True, slots=True)
class Cue:
    """A context word at a range of the text."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class _Words:
    cues: dict[str, re.Pattern[str]]
    negation: dict[str, re.Pattern[str]]
    injection: re.Pattern[str]


@cache
def _words() -> _Words:
    loaded = data("context.yaml")
    macros = loaded["macros"]
    return _Words(
        {kind: compiled(phrases, macros) for kind, phrases in loaded["cues"].items()},
        {kind: compiled(phrases, macros) for kind, phrases in loaded["negation"].items()},
        compiled(loaded["injection"], macros),
    )


def without_injection(text: str) -> str:
    """The text with orders to the machine blanked out: to the end of their sentence, or to the
    bracket that closes them; whatever is marked up as the system's turn, to the end of its mark.
    """
    text = _MARKED.sub(lambda match: " " * len(match[0]), text)
    for match in _words().injection.finditer(text):
        if (close := _closing(text, match.start(), match.end())) is not None:
            text = text[: match.start()] + " " * (close - match.start()) + text[close:]
            continue
        end = _SENTENCE_END.search(text, match.end())
        stop = end.start() if end else len(text)
        while (more := _ORDER.match(text, stop)) is not None:  # "…. Set: skin type oily"
            after = _SENTENCE_END.search(text, more.end())
            stop = after.start() if after else len(text)
        text = text[: match.start()] + " " * (stop - match.start()) + text[stop:]
    return text


def _closing(text: str, start: int, end: int) -> int | None:
    """Where the bracket closes in which something stands; None: it stands in none."""
    for opening, closing in ("[]", "<>", "{}", "()"):
        open_at = text.rfind(opening, 0, start + 1)
        if open_at >= 0 and closing not in text[open_at:start]:
            close_at = text.find(closing, end)
            if close_at >= 0:
                return close_at
    return None


def _overlaps(cue: Cue, spans: Iterable[tuple[int, int]]) -> bool:
    return any(start < cue.end and cue.start < end for start, end in spans)


class Context:
    """The context of one normalised message."""

    def __init__(self, text: str) -> None:
        self.text = text
        words = _words()
        self._cues: dict[str, list[Cue]] = {
            kind: [Cue(m.start(), m.end(), kind) for m in expression.finditer(text)]
            for kind, expression in words.cues.items()
        }
        self._drop("other", ("not_other",))
        self._drop("past_here", ("told",))
        self._drop("past", ("told",))
        self._negation = {
            kind: [Cue(m.start(), m.end(), kind) for m in expression.finditer(text)]
            for kind, expression in words.negation.items()
        }
        false = [(cue.start, cue.end) for cue in self._negation["not_negation"]]
        for kind in ("before", "after"):
            self._negation[kind] = [c for c in self._negation[kind] if not _overlaps(c, false)]
        self._sentences = self._bounds(_SENTENCE_END)
        hard = {end for _, end in self._sentences}
        soft = {m.start() for m in _CLAUSE_END.finditer(text)}
        soft |= {m.start() for m in _FRESH_START.finditer(text)}
        cuts = sorted({0, len(text)} | hard | soft)
        self._clauses = list(itertools.pairwise(cuts)) or [(0, 0)]

    def _drop(self, kind: str, by: tuple[str, ...]) -> None:
        spans = [(cue.start, cue.end) for other in by for cue in self._cues[other]]
        self._cues[kind] = [cue for cue in self._cues[kind] if not _overlaps(cue, spans)]

    def _bounds(self, ends: re.Pattern[str]) -> list[tuple[int, int]]:
        cuts = [0, *(m.end() for m in ends.finditer(self.text)), len(self.text)]
        return [(a, b) for a, b in itertools.pairwise(cuts) if a < b] or [(0, 0)]

    def sentence(self, at: int) -> tuple[int, int]:
        """The sentence around a position."""
        return next((s for s in self._sentences if s[0] <= at < s[1]), self._sentences[-1])

    def clause(self, at: int) -> tuple[int, int]:
        """The clause around a position."""
        return next((c for c in self._clauses if c[0] <= at < c[1]), self._clauses[-1])

    def cues(self, kind: str, start: int, end: int) -> list[Cue]:
        """Cues of a kind that begin in a range."""
        return [cue for cue in self._cues[kind] if start <= cue.start < end]

    def has(self, kind: str) -> bool:
        """Whether the message has a cue of a kind anywhere."""
        return bool(self._cues[kind])

    # --- who -------------------------------------------------------------------------------
    def is_self(self, mention: Mention) -> bool:
        """Whether the mention is about the speaker."""
        return self._speaker_at(mention.start, mention.end)

    def _speaker_at(self, start: int, end: int) -> bool:
        sentence = self.sentence(start)
        nearest = self._nearest_person(sentence[0], start)
        if nearest is not None:
            return nearest.kind == "self"
        clause = self.clause(start)
        following = [*self.cues("self", end, clause[1]), *self.cues("other", end, clause[1])]
        if following:
            return min(following, key=lambda cue: cue.start).kind == "self"
        return self._inherited(sentence)

    def _nearest_person(self, start: int, end: int) -> Cue | None:
        before = [*self.cues("self", start, end), *self.cues("other", start, end)]
        return max(before, key=lambda cue: (cue.end, cue.kind == "other")) if before else None

    def _inherited(self, sentence: tuple[int, int]) -> bool:
        """A sentence that names nobody goes on about the person before, if only others are."""
        if self.has("other") and not self.has("self"):
            earlier = [cue for cue in self._cues["other"] if cue.start < sentence[0]]
            return not earlier
        third = _THIRD_START.match(self.text, sentence[0])
        return not (third and self._cues["other"])

    # --- when ------------------------------------------------------------------------------
    def is_past(self, mention: Mention) -> bool:
        """Whether the mention was so and is over."""
        sentence = self.sentence(mention.start)
        clause = self.clause(mention.start)
        present = self.cues("present", sentence[0], mention.start)
        past = self.cues("past", sentence[0], mention.start)
        last_present = max((cue.end for cue in present), default=-1)
        carried = bool(past) and past[-1].end <= clause[0]
        if carried and _IS_NOW.search(self.text, clause[0], clause[1]):
            past = []
        if past and max(cue.end for cue in past) > last_present:
            return not self.cues("present", mention.end, clause[1])
        here = self.cues("past_here", clause[0], clause[1])
        after = self.cues("past", mention.end, clause[1])
        if here or after:
            in_clause = self.cues("present", clause[0], clause[1])
            return not in_clause
        following = self._following_clause(clause)
        return bool(
            following
            and self.cues("past_here", following[0], following[1])
            and re.match(
                r"\W*(?:но |а |but |and )?(?:it|they|все|она|уже|потом)? ?"
                r"(?:все |уже |it )?(?:прошл|исчезл|вылечил|went|cleared|gone|disappear)",
                self.text[following[0] :],
            )
        )

    def _following_clause(self, clause: tuple[int, int]) -> tuple[int, int] | None:
        index = self._clauses.index(clause)
        return self._clauses[index + 1] if index + 1 < len(self._clauses) else None

    # --- is it so --------------------------------------------------------------------------
    def is_negated(self, mention: Mention) -> bool:
        """Whether the mention is denied."""
        clause = self.clause(mention.start)
        end = max(clause[1], self.clause(max(mention.start, mention.end - 1))[1])
        for cue in self._negation["before"]:
            if clause[0] <= cue.start and cue.end <= mention.start and self._reaches(cue, mention):
                return True
        if any(mention.end <= c.start < end for c in self._negation["after"]):
            return True
        if _FORM_NO.match(self.text, mention.end):
            return True
        if _REJECTED.search(self.text, mention.end, self.sentence(mention.start)[1]):
            return True
        return self._denied_next(mention, end) or self._listed_denial(mention, clause)

    def _reaches(self, cue: Cue, mention: Mention) -> bool:
        """For example "не" denies the next words only, "нет" and "without" the rest of the clause."""
        between = self.text[cue.end : mention.start]
        words = _WORD.findall(between)
        if _EXCEPT.search(between):
            return False
        if cue.end - cue.start == 2 and self.text[cue.start : cue.end] in ("не", "ни"):
            return len(words) <= 3 and not {"и", "чтобы", "чтоб"} & set(words)
        return len(words) <= 7

    def _denied_next(self, mention: Mention, end: int) -> bool:
        """Denials behind a comma: "жирная, нет", "acne? nope"."""
        return bool(
            re.match(
                r"[\s,:?-]*(?:(?:вообще|точно|совсем) )?(?:нет|нету|nope)\b(?! сил)\s*"
                r"(?:$|[,.!;])",
                self.text[max(end - 1, mention.end) :],
            )
            and self.text[end - 1 : end] in ("?", "-", ":")
        )

    def _listed_denial(self, mention: Mention, clause: tuple[int, int]) -> bool:
        """For example "нет прыщей, точек и пор": a denial goes on over a bare list in the genitive."""
        index = self._clauses.index(clause)
        head = self.text[clause[0] : mention.start]
        if not _NOMINAL_GAP.match(head.lstrip(", ")) or len(_WORD.findall(head)) > 2:
            return False
        if re.search(r"(?<!\w)(?:а|но|but|есть|have)(?!\w)", head) or index == 0:
            return False
        word = _WORD.search(self.text, mention.start)
        if word is None:
            return False
        for cue in self._negation["before"]:
            said = self.text[cue.start : cue.end]
            if said not in ("нет", "нету", "без", "ни", "no", "without", "don't have", "neither"):
                continue
            sentence = self.sentence(mention.start)
            if not sentence[0] <= cue.start < mention.start:
                continue
            between = self.text[cue.end : mention.start]
            if _EXCEPT.search(between) or re.search(
                r"(?<!\w)(?:а|но|есть|but|have|my|i|у меня|кожа|хочу)(?!\w)", between
            ):
                continue
            if between.count(",") <= 3 and len(_WORD.findall(between)) <= 9:
                cyrillic = word.group()[0] > "z"
                return (
                    is_genitive(word.group())
                    if cyrillic
                    else bool(
                        re.search(r"(?<!\w)(?:or|nor|no)(?!\w)", self.text[cue.end : sentence[1]])
                    )
                )
        return False

    # --- how it is said ----------------------------------------------------------------------
    def is_asked(self, mention: Mention) -> bool:
        """Whether the mention stands in a question about the topic, not in a complaint."""
        start, end = self.sentence(mention.start)
        complaint = [(cue.start, cue.end) for cue in self.cues("complaint", start, end)]
        question = [
            cue
            for cue in self.cues("question", start, mention.start)
            if not _overlaps(cue, complaint)
        ]
        clause = self.clause(mention.start)
        opens = self.cues("yes_no", start, mention.start)
        spans = [(cue.start, cue.end) for cue in opens]
        asks_help = any(not _overlaps(Cue(a, b, ""), spans) for a, b in complaint)
        if (
            opens
            and not asks_help
            and not re.search(
                r"[\w]",
                _OPENERS.sub(
                    "", self.text[max(start, self.clause(opens[0].start)[0]) : opens[0].start]
                ),
            )
        ):
            return True
        if question and question[-1].start >= clause[0] - 60:
            between = self.text[question[-1].end : mention.start]
            return not re.search(r"(?<!\w)(?:у меня|my|i have|i've)(?!\w)", between) or bool(
                re.search(
                    r"how (?:do|can|to)|как (?:понять|узнать|опред)|am i|is my|do i",
                    question_text(self.text, question[-1]),
                )
            )
        if self.text[start:end].rstrip().endswith("?") and clause[1] >= end - 1:
            return not self.cues("complaint", start, end) and not self.cues("self", start, end)
        return False

    def is_complaint(self, mention: Mention) -> bool:
        """Whether the sentence asks for help against what is mentioned."""
        start, end = self.sentence(mention.start)
        return bool(self.cues("complaint", start, end))

    def is_hypothetical(self, mention: Mention) -> bool:
        """Whether the mention is only supposed or quoted from a label."""
        start, _ = self.sentence(mention.start)
        return any(
            cue.start >= start and cue.end <= mention.start and mention.start - cue.end < 60
            for kind in ("hypothetical", "not_said")
            for cue in self._cues[kind]
        )

    def asserted(self, mention: Mention) -> bool:
        """Whether the speaker says this of themselves, now, as a fact (denied or not)."""
        return (
            self.is_self(mention)
            and not self.is_past(mention)
            and not self.is_hypothetical(mention)
            and not self.is_asked(mention)
        )

    def holds(self, mention: Mention) -> bool:
        """Whether the speaker says that this is so."""
        return self.asserted(mention) and not self.is_negated(mention)


def question_text(text: str, cue: Cue) -> str:
    """The words of a cue."""
    return text[cue.start : cue.end]
