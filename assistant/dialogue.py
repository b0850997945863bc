"""The policy: given what is known and what was just said, what comes next. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict

from assistant.profile import LIST_SLOTS, Act, Command, Profile, Slot, merge
from assistant.reply import SeenSign
from knowledge.vocabulary import Caution, Concern, Language, RedFlag, SkinType

MAX_QUESTIONS = 6  # a person who came for advice should not fill in a form
STATE_VERSION = 1

# Asked in this order: without a goal there is nothing to choose for, without the skin type the
# textures are a guess, safety must be asked before any product is named.
QUESTION_ORDER = (Slot.GOALS, Slot.SKIN_TYPE, Slot.CAUTIONS, Slot.SENSITIVE, Slot.BUDGET_RUB)
# Good to know, but not worth a long interrogation: asked only while few questions were asked.
ONLY_WITHIN = {Slot.SENSITIVE: 4, Slot.BUDGET_RUB: 3}
# One question covers circumstances and allergies: both are asked as "what must I respect".
ASKED_TOGETHER = {Slot.CAUTIONS: (Slot.CAUTIONS, Slot.ALLERGIES)}
SKIN_TEST = ("skin_test_1", "skin_test_2", "skin_test_3")
CONFIRM, FINDING, RATING, CONSENT = "confirm:", "finding:", "rating", "photo_consent"
RATING_REASON = "rating_reason"


class DialogueState(BaseModel):
    """What is remembered between two messages. The next step follows from it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: int = STATE_VERSION
    profile: Profile = Profile()
    language: Language = Language.RU
    settled: tuple[Slot, ...] = ()  # answered, also by "none", "don't know" or "won't say"
    asked: str | None = None
    asked_twice: tuple[Slot, ...] = ()  # passed over once, worth one more try
    questions: int = 0  # asked since the start or the last routine
    skin_test: tuple[int, ...] = ()  # options picked so far, 0-based
    pending: tuple[Command, ...] = ()  # understood with doubt, waiting for a yes
    findings: tuple[SeenSign, ...] = ()
    judged: tuple[str, ...] = ()  # findings the person confirmed or rejected
    red_flags: tuple[RedFlag, ...] = ()
    refer_photo: bool = False
    routine_for: Profile | None = None  # the profile that the last routine was made for
    rated: bool = False
    closed: bool = False
    minimal: bool = False  # the person asked for the short version
    cheaper: bool = False  # the person asked for cheaper products

    def known(self, slot: Slot) -> bool:
        """Whether a slot needs no question."""
        value = getattr(self.profile, slot.value)
        filled = bool(value) if slot in LIST_SLOTS else value is not None
        return filled or slot in self.settled


@dataclass(frozen=True, slots=True)
class Refer:
    """Send the person to someone with a licence; `blocking`: no routine now."""

    flags: tuple[RedFlag, ...]
    blocking: bool


@dataclass(frozen=True, slots=True)
class ConfirmValue:
    """Ask whether a doubtful reading is right."""

    command: Command


@dataclass(frozen=True, slots=True)
class ConfirmFinding:
    """Ask whether a sign seen in the photo matters to the person."""

    concern: Concern


@dataclass(frozen=True, slots=True)
class Ask:
    """Ask for one slot, or one question of the skin type self-test."""

    about: str


@dataclass(frozen=True, slots=True)
class Recommend:
    """Everything that matters is known, or the person wants the routine now."""


@dataclass(frozen=True, slots=True)
class Open:
    """Nothing is due: the routine stands, the person may ask on or rate."""


Next = Refer | ConfirmValue | ConfirmFinding | Ask | Recommend | Open


_SHORTER = re.compile(
    r"\b(короче|покороче|попроще|поменьше (шагов|средств)|минимум (шагов|средств)|"
    r"(три|3) (шага|средства)|слишком (много|сложно|длинно)|"
    r"shorter|simpler|fewer (steps|products)|minimal|(three|3) (steps|products)|"
    r"too (long|many|much))\b"
)
_LONGER = re.compile(
    r"\b(подробнее|поподробнее|полн(ый|ую) (уход|версию)|"
    r"full (routine|version)|more detail\w*)\b"
)
_CHEAPER = re.compile(
    r"\b(подешевле|дешевле|бюджетн(ее|ый вариант)|слишком дорого|дорого(вато)?|"
    r"cheaper|less expensive|too expensive|lower price)\b"
)


def with_wishes(state: DialogueState, text: str) -> DialogueState:
    """How the person wants the routine that stands: shorter, in full, cheaper."""
    if state.routine_for is None:
        return state
    said = text.lower().replace("ё", "е")
    minimal = bool(_SHORTER.search(said)) or (state.minimal and not _LONGER.search(said))
    cheaper = bool(_CHEAPER.search(said)) or state.cheaper
    return state.model_copy(update={"minimal": minimal, "cheaper": cheaper})


def open_finding(state: DialogueState) -> Concern | None:
    """The most probable sign in the photo that the person has neither named nor judged."""
    for sign in state.findings:
        if sign.concern == "clear" or sign.concern in state.judged:
            continue
        concern = Concern(sign.concern)
        if concern not in state.profile.goals:
            return concern
    return None


def next_step(state: DialogueState, *, wants_routine: bool = False) -> Next:
    """What the state calls for; red flags and side questions are handled before this.

    Never a question already answered, at most MAX_QUESTIONS before a routine.
    """
    if state.pending:
        return ConfirmValue(state.pending[0])
    if wants_routine:
        return Recommend()
    if state.routine_for is not None:
        return Open() if state.routine_for == state.profile else Recommend()
    if state.questions >= MAX_QUESTIONS:
        return Recommend()
    if (concern := open_finding(state)) is not None:
        return ConfirmFinding(concern)
    if state.asked in SKIN_TEST and len(state.skin_test) < len(SKIN_TEST):
        return Ask(SKIN_TEST[len(state.skin_test)])
    for slot in QUESTION_ORDER:
        if state.questions >= ONLY_WITHIN.get(slot, MAX_QUESTIONS):
            continue
        if not all(state.known(part) for part in ASKED_TOGETHER.get(slot, (slot,))):
            return Ask(slot.value)
    return Recommend()


def skin_type_of(answers: Sequence[int]) -> SkinType:
    """Skin type from the self-test: after washing, midday shine, cheeks.

    Options, in order: (0) tight, (1) comfortable, (2) greasy soon; (0) none, (1) forehead and
    nose, (2) whole face; (0) dry or flaky, (1) comfortable, (2) greasy. Sebum questions follow
    the O-D axis of Baumann's typing (Dermatol Clin 2008;26:359-373), shortened to three.
    """
    wash, shine, cheeks = answers
    if shine == 1 and cheeks != 2:
        return SkinType.COMBINATION
    oily = sum(answer == 2 for answer in (wash, shine, cheeks))
    dry = sum(answer == 0 for answer in (wash, shine, cheeks))
    if oily >= 2:
        return SkinType.OILY
    if dry >= 2:
        return SkinType.DRY
    return SkinType.COMBINATION if oily and dry else SkinType.NORMAL


def _answered_slots(asked: str | None) -> tuple[Slot, ...]:
    if asked is None or asked not in set(Slot):
        return ()
    return ASKED_TOGETHER.get(Slot(asked), (Slot(asked),))


_SETTLING = frozenset({Act.NONE, Act.UNKNOWN, Act.REFUSE})


def absorb(state: DialogueState, commands: Iterable[Command]) -> DialogueState:
    """Merge what a message said; the answer to a pending question settles it."""
    commands = tuple(commands)
    state = _settle_pending(state, commands)
    state = _settle_finding(state, commands)
    # "Nothing like that" answers what was asked; it takes nothing back that was told before.
    profile = merge(state.profile, [c for c in commands if not _only_settles(state, c)])
    settled = dict.fromkeys(state.settled)
    mine = _answered_slots(state.asked)
    for command in commands:
        if command.slot is not None and command.act in (*_SETTLING, Act.SET, Act.CORRECT):
            settled[command.slot] = None
        if command.act in _SETTLING and (command.slot is None or command.slot in mine):
            settled.update(dict.fromkeys(mine))
        if command.slot in mine and command.act is not Act.DENY:
            settled.update(dict.fromkeys(mine))
    denied_caution = any(c.act is Act.DENY and c.slot is Slot.CAUTIONS for c in commands)
    if denied_caution and (profile.allergies or Slot.ALLERGIES in settled):
        settled[Slot.CAUTIONS] = None  # "not pregnant, no allergies" covers the whole question
    if profile.age is not None:
        profile = _with_minor(profile)
    # A sign the person named or denied in their own words needs no further question.
    denied = [
        str(item)
        for command in commands
        if command.slot is Slot.GOALS and command.act is Act.DENY
        for item in (command.value if isinstance(command.value, tuple) else (command.value,))
    ]
    judged = dict.fromkeys([*state.judged, *denied])
    return state.model_copy(
        update={"profile": profile, "settled": tuple(settled), "judged": tuple(judged)}
    )


def _only_settles(state: DialogueState, command: Command) -> bool:
    joint = state.asked == Slot.CAUTIONS.value
    return command.act is Act.NONE and (command.slot is Slot.CAUTIONS or joint)


def _with_minor(profile: Profile) -> Profile:
    others = tuple(caution for caution in profile.cautions if caution is not Caution.MINOR)
    minor = (Caution.MINOR,) if profile.age is not None and profile.age < 18 else ()
    return profile.model_copy(update={"cautions": others + minor})


def _settle_pending(state: DialogueState, commands: Sequence[Command]) -> DialogueState:
    if not state.pending or not (state.asked or "").startswith(CONFIRM):
        return state
    first, rest = state.pending[0], state.pending[1:]
    profile = state.profile
    if any(command.act is Act.CONFIRM for command in commands):
        profile = merge(profile, [first])
    # Whatever the answer was, the same doubt is not raised twice.
    return state.model_copy(update={"pending": rest, "profile": profile, "asked": None})


def _settle_finding(state: DialogueState, commands: Sequence[Command]) -> DialogueState:
    if not (state.asked or "").startswith(FINDING):
        return state
    concern = (state.asked or "").removeprefix(FINDING)
    profile = state.profile
    if any(command.act is Act.CONFIRM for command in commands):
        goal = Command(act=Act.SET, slot=Slot.GOALS, value=(concern,))
        profile = merge(profile, [goal])
    judged = tuple(dict.fromkeys([*state.judged, concern]))
    return state.model_copy(update={"judged": judged, "profile": profile, "asked": None})


def take_skin_test(state: DialogueState, option: int | None) -> DialogueState:
    """Record one answer of the self-test (None: not sure, the middle option is assumed)."""
    answers = (*state.skin_test, 1 if option is None else option)
    if len(answers) < len(SKIN_TEST):
        return state.model_copy(update={"skin_test": answers})
    profile = state.profile.model_copy(update={"skin_type": skin_type_of(answers)})
    return state.model_copy(update={"skin_test": answers, "profile": profile, "asked": None})


def ask_skin_test(state: DialogueState, commands: Iterable[Command]) -> bool:
    """Whether "I don't know" to the skin type question calls for the self-test."""
    return (
        state.asked == Slot.SKIN_TYPE.value
        and state.profile.skin_type is None
        and not state.skin_test
        and any(command.act is Act.UNKNOWN for command in commands)
    )


def skip_unanswered(state: DialogueState, *, answered: bool) -> DialogueState:
    """A question that was passed over is not asked for ever: twice for goals and safety.

    Args:
        answered: The reply answers a side question or tells what a photo shows, so the person
            has had no turn for the open question yet.
    """
    if answered or state.asked is None or state.asked not in set(Slot):
        return state
    slot = Slot(state.asked)
    if state.known(slot):
        return state
    if slot in (Slot.GOALS, Slot.CAUTIONS) and slot not in state.asked_twice:
        return state.model_copy(update={"asked_twice": (*state.asked_twice, slot)})
    extra = (Slot.ALLERGIES,) if slot is Slot.CAUTIONS else ()
    return state.model_copy(update={"settled": (*state.settled, slot, *extra)})
