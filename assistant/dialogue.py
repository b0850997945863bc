"""The policy: given what is known and what was just said, what comes next. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product

from pydantic import BaseModel, ConfigDict

from assistant.profile import LIST_SLOTS, Act, Command, Profile, Slot, merge
from assistant.reply import SeenSign
from assistant.routine import Wish
from assistant.wishes import Change, Wished
from knowledge.vocabulary import (
    Active,
    Caution,
    Concern,
    Language,
    RedFlag,
    SkinType,
    Step,
)

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
_SAFETY = (Slot.CAUTIONS, Slot.ALLERGIES)
MOST_ASIDES = 3
"""Remarks in a row after which an open question counts as passed over: nobody is asked for ever."""
YOUNGEST = 14
"""Years below which there is no personal routine: parents and a doctor choose with the child."""
HOLDING = frozenset(
    {RedFlag.ALLERGIC_SWELLING, RedFlag.RASH_WITH_FEVER, RedFlag.SPREADING_INFECTION,
     RedFlag.EYE_INVOLVEMENT, RedFlag.BLISTERING, RedFlag.BURN, RedFlag.SELF_HARM}
)  # fmt: skip
"""Signs under which no cosmetics at all are named until somebody has looked."""
UNSURE_AVOID = frozenset(
    {Active.RETINOID, Active.HYDROQUINONE, Active.AHA, Active.BHA, Active.PHA,
     Active.AZELAIC_ACID, Active.BENZOYL_PEROXIDE, Active.ARBUTIN, Active.KOJIC_ACID,
     Active.TRANEXAMIC_ACID, Active.BAKUCHIOL, Active.RESORCINOL, Active.COPPER_PEPTIDE,
     Active.VITAMIN_K, Active.TEA_TREE, Active.SCRUB, Active.ENZYME, Active.SULFUR}
)  # fmt: skip
"""What rules forbid in pregnancy or under isotretinoin: left out while neither was spoken of."""


class DialogueState(BaseModel):
    """What is remembered between two messages. The next step follows from it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: int = STATE_VERSION
    profile: Profile = Profile()
    language: Language = Language.RU
    settled: tuple[Slot, ...] = ()  # answered, also by "none", "don't know" or "won't say"
    asked: str | None = None
    asked_twice: tuple[Slot, ...] = ()  # passed over once, worth one more try
    asides: int = 0  # questions and remarks since the open question was asked
    questions: int = 0  # asked since the start or the last routine
    skin_test: tuple[int, ...] = ()  # options picked so far, 0-based
    pending: tuple[Command, ...] = ()  # understood with doubt, waiting for a yes
    findings: tuple[SeenSign, ...] = ()
    judged: tuple[str, ...] = ()  # findings the person confirmed or rejected
    red_flags: tuple[RedFlag, ...] = ()
    waited: int = 0  # times the talk was held back since a sign of despair
    refer_photo: bool = False
    routine_for: Profile | None = None  # the profile that the last routine was made for
    rated: bool = False
    closed: bool = False
    minimal: bool = False  # the person asked for the short version
    cheaper: bool = False  # the person asked for cheaper products
    without: tuple[str, ...] = ()  # products the person wanted something else for
    without_places: tuple[Step, ...] = ()  # steps the person does not want
    avoid: tuple[Active, ...] = ()  # actives the person does not want
    keep: tuple[str, ...] = ()  # products that stay while one of them is exchanged
    refused: tuple[Slot, ...] = ()  # settled without an answer
    denied: tuple[str, ...] = ()  # problems the person says they do not have
    careful: bool = False  # the last routine was made without knowing what safety asks
    acknowledged: int = 0  # so that no two replies open alike
    reminded: bool = False  # a rating was asked for again since the routine

    def known(self, slot: Slot) -> bool:
        """Whether a slot needs no question."""
        value = getattr(self.profile, slot.value)
        filled = bool(value) if slot in LIST_SLOTS else value is not None
        return filled or slot in self.settled

    @property
    def safety_asked(self) -> bool:
        """Whether the safety question needs no further asking."""
        return all(self.known(slot) for slot in ASKED_TOGETHER[Slot.CAUTIONS])

    @property
    def safety_told(self) -> bool:
        """Whether the person said what safety asks, be it "nothing like that"."""
        if self.profile.cautions and set(self.profile.cautions) != {Caution.MINOR}:
            return True
        return Slot.CAUTIONS in self.settled and Slot.CAUTIONS not in self.refused

    @property
    def too_young(self) -> bool:
        """Whether the person is a child, for whom no personal routine is made."""
        return self.profile.age is not None and self.profile.age < YOUNGEST

    @property
    def held(self) -> tuple[RedFlag, ...]:
        """Signs that must be looked at before any cosmetics are named."""
        return tuple(flag for flag in self.red_flags if flag in HOLDING)


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
class Hold:
    """A doctor first: no question, no routine until the person says that somebody has looked."""

    flags: tuple[RedFlag, ...]


@dataclass(frozen=True, slots=True)
class Open:
    """Nothing is due: the routine stands, the person may ask on or rate."""


Next = Hold | ConfirmValue | ConfirmFinding | Ask | Recommend | Open


def with_wishes(state: DialogueState, wished: Wished) -> DialogueState:
    """Remember how the person wants the routine: shorter, cheaper, without something.

    Exchanging one product is no matter of state alone: see assistant.conversation.swapping.
    """
    places, avoid = set(state.without_places), set(state.avoid)
    for wish in wished.steps:
        if wish.change is Change.WITHOUT and wish.place is not Step.SUNSCREEN:
            places.add(wish.place)
        elif wish.change is Change.BACK:
            places.discard(wish.place)
    avoid = (avoid | wished.avoid) - wished.allow
    return state.model_copy(
        update={
            "minimal": state.minimal if wished.minimal is None else wished.minimal,
            "cheaper": state.cheaper or wished.cheaper,
            "without_places": tuple(sorted(places)),
            "avoid": tuple(sorted(avoid)),
            # Another size or price means another choice; a step left out leaves the rest alone.
            "keep": () if wished.minimal is not None or wished.cheaper else state.keep,
        }
    )


def wish_of(state: DialogueState) -> Wish:
    """What the composer must keep to beyond the profile."""
    unsure = frozenset() if state.safety_told else UNSURE_AVOID
    return Wish(
        minimal=state.minimal,
        cheaper=state.cheaper,
        without=frozenset(state.without),
        without_places=frozenset(state.without_places),
        avoid=frozenset(state.avoid) | unsure,
        keep=frozenset(state.keep) if state.routine_for == state.profile else frozenset(),
    )


def open_finding(state: DialogueState) -> Concern | None:
    """The most probable sign in the photo that the person has neither named nor judged."""
    for sign in state.findings:
        if sign.concern == "clear" or sign.concern in state.judged:
            continue
        concern = Concern(sign.concern)
        if concern not in state.profile.goals:
            return concern
    return None


def contradicts(state: DialogueState, concern: Concern) -> bool:
    """Whether the person said that they do not have what the photo shows."""
    return concern.value in state.denied


def see(state: DialogueState, signs: Sequence[SeenSign], *, refer: bool) -> DialogueState:
    """Take in what a photo shows. What was denied before is worth one question, then no more."""
    asked_about = {name for name in state.judged if name not in state.denied}
    return state.model_copy(
        update={
            "findings": tuple(signs),
            "judged": tuple(name for name in state.judged if name in asked_about),
            "refer_photo": state.refer_photo or refer,
        }
    )


def next_step(state: DialogueState, *, wants_routine: bool = False) -> Next:
    """What the state calls for; red flags and side questions are handled before this.

    Never a question already answered, at most MAX_QUESTIONS before a routine.
    """
    if state.held:
        return Hold(state.held)
    if wants_routine:  # at any time, also while a reading is in doubt
        return Recommend()
    if state.pending:
        return ConfirmValue(state.pending[0])
    if state.routine_for is not None:
        return Recommend() if outdated(state) else Open()
    if state.too_young:
        return Recommend()  # which then says why there is none
    return _question(state) or Recommend()


def _question(state: DialogueState) -> Next | None:
    """The question that matters most now; None: none is due or enough were asked."""
    left = MAX_QUESTIONS - state.questions
    if left <= 0:
        return None
    if left == 1 and not state.safety_asked:
        return Ask(Slot.CAUTIONS.value)  # the last question belongs to safety
    if (concern := open_finding(state)) is not None:
        return ConfirmFinding(concern)
    if state.asked in SKIN_TEST and len(state.skin_test) < len(SKIN_TEST):
        return Ask(SKIN_TEST[len(state.skin_test)])
    for slot in QUESTION_ORDER:
        fresh = state.asked != slot  # what was asked stays open while a side question is answered
        if fresh and state.questions >= ONLY_WITHIN.get(slot, MAX_QUESTIONS):
            continue
        if not all(state.known(part) for part in ASKED_TOGETHER.get(slot, (slot,))):
            return Ask(slot.value)
    return None


def outdated(state: DialogueState) -> bool:
    """Whether the routine that stands was made for less than is known now."""
    return state.routine_for != state.profile or (state.careful and state.safety_told)


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
_UNTOLD = frozenset({Act.UNKNOWN, Act.REFUSE})
_SETTLED_BY_DENIAL = frozenset(
    {Slot.CAUTIONS, Slot.ALLERGIES, Slot.BUDGET_RUB, Slot.FRAGRANCE_FREE, Slot.SHELF}
)
"""Slots that need no question once their value was taken back: "no limit any more"."""


def absorb(state: DialogueState, commands: Iterable[Command]) -> DialogueState:
    """Merge what a message said; the answer to a pending question settles it."""
    commands = tuple(commands)
    state = _settle_pending(state, commands)
    state = _settle_finding(state, commands)
    # "Nothing like that" answers what was asked; it takes nothing back that was told before.
    profile = merge(state.profile, [c for c in commands if not _only_settles(state, c)])
    if profile.age is not None:
        profile = _with_minor(profile)
    settled, refused = set(state.settled), set(state.refused)
    # Denials last: what else was said decides how much they answer.
    for command in sorted(commands, key=lambda c: c.act is Act.DENY):
        answered = _settles(state, command, profile, settled)
        settled |= answered
        refused = refused | answered if command.act in _UNTOLD else refused - answered
    return _with_denied(state, commands).model_copy(
        update={
            "profile": profile,
            "settled": tuple(slot for slot in Slot if slot in settled),
            "refused": tuple(slot for slot in Slot if slot in refused),
        }
    )


def _settles(
    state: DialogueState, command: Command, profile: Profile, before: set[Slot]
) -> set[Slot]:
    """Slots that need no further question after a command."""
    mine, slot = set(_answered_slots(state.asked)), command.slot
    settled: set[Slot] = set()
    if slot is Slot.CAUTIONS and command.value == (Caution.MINOR,):
        return settled  # being young follows from an age; it answers nothing else
    if slot is not None and command.act in (*_SETTLING, Act.SET, Act.CORRECT):
        settled.add(slot)
    if command.act in _SETTLING and (slot is None or slot in mine):
        settled |= mine
    # "Not pregnant", in answer to the whole list of circumstances, is an answer to it.
    if slot in mine and (command.act is not Act.DENY or slot is Slot.CAUTIONS):
        settled |= mine
    if command.act is Act.DENY and slot in _SETTLED_BY_DENIAL:
        # "Not pregnant, no allergies", said unasked, covers the question too.
        told = profile.allergies or Slot.ALLERGIES in before or slot is not Slot.CAUTIONS
        if told or _held(state.profile, command):
            settled.add(slot)
    return settled


def _held(profile: Profile, command: Command) -> bool:
    """Whether what a command denies was known."""
    assert command.slot is not None
    known = getattr(profile, command.slot.value)
    items = command.value if isinstance(command.value, tuple) else (command.value,)
    return any(item in known for item in items) if isinstance(known, tuple) else known is not None


def _with_denied(state: DialogueState, commands: Sequence[Command]) -> DialogueState:
    """What the person named or denied in their own words needs no further question."""
    judged, denied = list(state.judged), list(state.denied)
    for command in commands:
        if command.slot not in (Slot.GOALS, Slot.CAUTIONS):
            continue
        items = command.value if isinstance(command.value, tuple) else (command.value,)
        names = [str(item) for item in items]
        if command.act is Act.DENY:
            judged += names
            denied += names
        else:
            denied = [name for name in denied if name not in names]
    return state.model_copy(
        update={"judged": tuple(dict.fromkeys(judged)), "denied": tuple(dict.fromkeys(denied))}
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
    answers = {command.act for command in commands}
    # Who goes on without an objection is taken to agree: what is asked back is far more often right
    # than wrong, and the lead of the routine says it once more. Another value goes before it; of
    # circumstances and allergies there may be several, and one too many is better than one too few.
    others = {c.slot for c in commands if c.act in (Act.SET, Act.CORRECT, *_UNTOLD)}
    replaced = first.slot in others and first.slot not in _SAFETY
    denied = any(_denies(command, first) for command in commands)
    if Act.CONFIRM in answers or not (denied or replaced):
        profile = merge(profile, [first])
    # Whatever the answer was, the same doubt is not raised twice.
    return state.model_copy(update={"pending": rest, "profile": profile, "asked": None})


def _denies(command: Command, doubtful: Command) -> bool:
    """Whether a command says no to what is in doubt: "no allergies" denies no pregnancy."""
    if command.act is Act.NONE:
        return command.slot in (None, doubtful.slot)
    return command.act is Act.REJECT or (command.act is Act.DENY and command.slot is doubtful.slot)


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
    """Record one answer of the self-test (None: not sure, the middle option is assumed).

    The test ends as soon as no further answer could change its outcome.
    """
    answers = (*state.skin_test, 1 if option is None else option)
    left = len(SKIN_TEST) - len(answers)
    possible = {skin_type_of((*answers, *rest)) for rest in product(range(3), repeat=left)}
    if len(possible) > 1:
        return state.model_copy(update={"skin_test": answers})
    profile = state.profile.model_copy(update={"skin_type": possible.pop()})
    return state.model_copy(update={"skin_test": answers, "profile": profile, "asked": None})


def worth_asking(
    commands: Sequence[Command], doubtful: Sequence[Command], *, goals_known: bool = False
) -> tuple[Command, ...]:
    """The unsure readings that are asked back: safety first.

    A second goal beside a sure one, or beside one told before, is not worth a question.
    """
    sure = {command.slot for command in commands if command.act in (Act.SET, Act.CORRECT)}
    asked = [
        c
        for c in doubtful
        if c.slot is not None
        and not (c.slot is Slot.GOALS and (goals_known or c.slot in sure))
        and c.value != (Caution.MINOR,)  # an age tells it, and is asked for where it matters
    ]
    return tuple(sorted(asked, key=lambda c: c.slot not in _SAFETY))


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
    if all(state.known(part) for part in _answered_slots(state.asked)):
        return state
    if slot in (Slot.GOALS, Slot.CAUTIONS) and slot not in state.asked_twice:
        return state.model_copy(update={"asked_twice": (*state.asked_twice, slot)})
    extra = (Slot.ALLERGIES,) if slot is Slot.CAUTIONS else ()
    return state.model_copy(
        update={
            "settled": (*state.settled, slot, *extra),
            "refused": (*state.refused, slot, *extra),
        }
    )
