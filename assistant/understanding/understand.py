"""The combination: triage first, rules next, the model where it can add something."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assistant import triage
from assistant.language import LanguageModel
from assistant.profile import Act, Command, Profile, Slot, merge
from assistant.understanding import model as by_model
from assistant.understanding.draft import Draft
from assistant.understanding.general import of_general_question, of_supposition
from assistant.understanding.learned import LearnedReader
from assistant.understanding.rules import read_message
from assistant.understanding.skin import between_kinds
from knowledge.vocabulary import Language, RedFlag

SURE = 0.6  # below this a reading is asked back before it is used


@dataclass(frozen=True, slots=True)
class Understood:
    """What one message says."""

    commands: tuple[Command, ...]
    red_flags: tuple[RedFlag, ...] = ()
    language: Language = Language.RU
    needs_confirmation: tuple[Command, ...] = ()
    question: str | None = None


def profile_of(understood: Understood) -> Profile:
    """The profile that the message alone gives: the rules' doubtful readings included, the
    model's guesses not, since nobody is there to confirm them.
    """
    doubtful = (
        command
        for command in understood.needs_confirmation
        if command.confidence > by_model.CONFIDENCE
    )
    said = merge(Profile(), (*understood.commands, *doubtful))
    return said.model_copy(update={"language": understood.language})


def grounded(command: Command, text: str) -> bool:
    """Whether a command's evidence stands in the message; values without it are dropped."""
    return command.slot is None or (bool(command.evidence) and command.evidence in text)


class Understander:
    """Reads messages into typed commands.

    Args:
        model: The language model, or None to do without.
        reader: The learned reader, or None where the embedding model's file is missing.
        flags: What finds red flags; None does it without the embedding model.
        budget_s: Longest time in seconds that the model may take for one message.
    """

    def __init__(
        self,
        model: LanguageModel | None = None,
        *,
        reader: LearnedReader | None = None,
        flags: Callable[[str], tuple[RedFlag, ...]] | None = None,
        budget_s: float = 2.0,
    ) -> None:
        self._model, self._reader = model, reader
        self._flags = flags or triage.red_flags
        self._budget_s = budget_s
        read_message("привет hello")  # compiles the lexicon before the first person writes
        self._flags("привет hello")

    async def understand(
        self,
        text: str,
        *,
        asked: Slot | str | None = None,
        options: Sequence[str] = (),
        profile: Profile | None = None,
        person: str = "",
        budget_s: float | None = None,
    ) -> Understood:
        """What the message says about the speaker, in answer to `asked` if given."""
        known = profile or Profile()
        about = str(asked) if asked is not None else None
        flags = self._flags(text)
        draft = read_message(text, asked=about, options=options, profile=known)
        if self._reader is not None and not _is_formal(about):
            draft = replace(draft, commands=self._reader.read(draft, known))
        commands = draft.commands
        budget = self._budget_s if budget_s is None else budget_s
        left_over = not flags and by_model.worth_asking(draft, text, asked=about)
        if self._model is not None and budget > 0 and left_over:
            commands = await by_model.ask(self._model, draft, text, person=person, budget_s=budget)
            if self._reader is not None:
                commands = self._reader.possible(draft, commands)
        return _combined(text, draft, commands, flags, known)


def _is_formal(asked: str | None) -> bool:
    """Whether the question wants a yes, a number or a choice, and nothing about the skin."""
    return asked is not None and asked.startswith(
        ("confirm:", "finding:", "rating", "photo", "skin_test")
    )


def _combined(
    text: str, draft: Draft, commands: Sequence[Command], flags: tuple[RedFlag, ...], known: Profile
) -> Understood:
    torn = between_kinds(draft.context.text)
    kept = [
        command
        for command in commands
        if grounded(command, text)
        and not of_general_question(command, text)
        and not (command.slot is Slot.SKIN_TYPE and command.act is not Act.UNKNOWN and torn)
    ]
    doubtful = tuple(
        c for c in kept if c.slot is not None and c.confidence < SURE and c.act is not Act.DENY
    )
    sure = tuple(c for c in kept if c not in doubtful)
    doubtful = tuple(c for c in doubtful if not of_supposition(c, text))
    return Understood(
        commands=sure,
        red_flags=flags,
        language=draft.language or known.language or Language.RU,
        needs_confirmation=doubtful,
        question=draft.question,
    )
