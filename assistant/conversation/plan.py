"""A decided reply: what is said is known before anything is shown. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from assistant import wording
from assistant.dialogue import DialogueState
from assistant.profile import Act, Command
from assistant.reply import NextStep, Option, Reply, SeenSign
from assistant.routine import Routine
from assistant.store import NewConsent, NewRating, Saved
from assistant.texts import Texts, texts
from knowledge.vocabulary import RedFlag


@dataclass(frozen=True, slots=True)
class Incoming:
    """The turn that a plan answers: whose it is and what was known before it."""

    person: str
    event_id: str | None
    saved: Saved | None
    state: DialogueState
    started: float  # time.perf_counter()


def routine_of(saved: Saved | None, state: DialogueState) -> Routine | None:
    """The routine that stands, as the person has read it; None when there is none."""
    if saved is None or saved.routine is None or state.routine_for is None:
        return None
    try:
        return Routine.model_validate(saved.routine.body)
    except ValueError:  # stored by another version: it is simply shown in full again
        return None


@dataclass(frozen=True, slots=True)
class Rewords:
    """A part of the reply that a model may say in its own words.

    Args:
        kind: "answer": its sentence goes before the facts; "remark": it takes their place.
        text: The part as it is written now.
        asked: What the person asked or remarked.
    """

    kind: str
    text: str
    asked: str


@dataclass(slots=True)
class Plan:
    """What the reply says and the state that follows from it."""

    state: DialogueState
    parts: list[str] = field(default_factory=list)
    step: NextStep = NextStep.ANSWER
    routine: Routine | None = None
    red_flags: tuple[RedFlag, ...] = ()
    findings: tuple[SeenSign, ...] = ()
    rating: NewRating | None = None
    consent: NewConsent | None = None
    previous: Routine | None = None  # the routine that stands
    lead_parts: int = 0  # how many parts stand before the routine
    learned: str = ""
    start_test: bool = False  # "I don't know" to the skin type question
    acknowledges: bool = False  # parts[0] is an acknowledgement the model may word instead
    rewords: Rewords | None = None

    @classmethod
    def of(cls, turn: Incoming) -> "Plan":
        """An empty plan for a turn."""
        return cls(turn.state, previous=routine_of(turn.saved, turn.state))

    @property
    def words(self) -> Texts:
        """Texts in the language of the reply."""
        return texts(self.state.language)

    def say(self, text: str) -> None:
        """Add a paragraph."""
        if text:
            self.parts.append(text)

    def change(self, **fields: object) -> None:
        """Change the state that follows from this reply."""
        self.state = self.state.model_copy(update=fields)

    def _options(self, asked: str | None) -> tuple[Option, ...]:
        answers = wording.options(self.words, asked)
        if self.routine is None:
            return answers
        return (*wording.routine_options(self.words, self.routine), *answers)

    def reply(self, text: str) -> Reply:
        """The finished turn with these words."""
        state = self.state
        asked = state.asked if self.step is not NextStep.CLOSE else None
        return Reply(
            text=text,
            lead="\n\n".join(self.parts[: self.lead_parts]) if self.routine else text,
            step=self.step,
            asked=asked,
            options=self._options(asked),
            profile=state.profile.model_copy(update={"language": state.language}),
            language=state.language,
            findings=self.findings,
            routine=self.routine,
            red_flags=self.red_flags,
        )


def dump(state: DialogueState) -> dict[str, Any]:
    """The state as the store keeps it."""
    return state.model_dump(mode="json")


def state_of(saved: Saved | None) -> DialogueState:
    """The state that the store kept; a fresh one for somebody new."""
    if saved is None or saved.state is None:
        return DialogueState()
    return DialogueState.model_validate(saved.state)


def says_something(commands: Iterable[Command]) -> bool:
    """Whether a message tells or asks for more than an act by itself."""
    return any(
        command.slot is not None or command.act in {Act.QUESTION, Act.ROUTINE}
        for command in commands
    )
