"""What a message says, put right by what is known and by what was asked. Pure."""

import re
from collections.abc import Iterable, Iterator

from assistant.conversation.plan import Plan
from assistant.dialogue import RATING
from assistant.ports import Understood
from assistant.profile import Act, Command, Slot
from assistant.takeback import says_no_allergies, says_no_limit, taken_back, without
from assistant.understanding.clauses import without_injection
from assistant.wishes import Wished
from knowledge.vocabulary import Concern, SkinType, Step

_ENOUGH = re.compile(r"that'?s (all|it)|that is (all|it)|на этом вс[её]|это вс[её]|больше ничего")

_NOTHING = re.compile(
    r"\W*(?:no|nope|nah|none|nothing|нет|неа|ничего|никаких)\b(?:\W+(?:\w+)){0,3}\W*"
)
_AT_ONCE = re.compile(
    r"\b(?:просто|сразу|без вопросов|без расспросов|хватит|уже|немедленно|прямо сейчас|"
    r"с тем,? что|не спрашивай\w*|just|already|right (?:now|away)|straight away|immediately|"
    r"skip|no (?:more )?questions|enough|without (?:any )?questions|don't ask|go(?: ahead)?)\b"
)
_SAFETY = (Slot.CAUTIONS, Slot.ALLERGIES)
_ON_FACE = (
    r"крем|гел|флюид|лосьон|молочк|сыворотк|санскрин|спф|spf|cream|lotion|moisturi[sz]er|sunscreen|"
    r"serum"
)
_GREASY = r"жирн(?:ый|ое)|greasy|oily"
_GREASY_PRODUCT = re.compile(
    rf"(?:{_ON_FACE})[^.!?]{{0,25}}?(?:{_GREASY})|(?:{_GREASY}) (?:{_ON_FACE})"
)
_CORRECTING = re.compile(
    r"все-таки|на самом деле|ошиб|попра|погоряч|перепут|вернее|точнее|исправ|не (?:сух|жирн|комби)|"
    r"кож\w+ (?:у меня )?нормальн|нормальн\w+ кож|actually|correct|mistake|i mean|"
    r"not (?:dry|oily|combi)|normal skin|skin(?:'s| is) normal"
)
_REACTS = re.compile(
    r"чувств|реаг|реакц|щип|жж|красне|терп|перенос|нежн|капризн|sensit|react|sting|burn|itch|red|toler|"
    r"delicate|\b(?:yes|no|yeah|nope|nah|да|нет|ага|неа)\b"
)
_SKIN = re.compile(r"кож|лиц[оа]|\bтип\b|skin|face|\btype\b")

_SUN = r"спф|spf|санскрин|солнцезащит|защит\w+ от солнца|sunscreen|sun ?block"
_ASKS_SUN = re.compile(
    rf"(?:зим|пасмурн|обязател|нуж(?:ен|на) ли|надо ли|winter|cloudy|indoors|do i (?:really )?need)"
    rf"[^.!]{{0,40}}(?:{_SUN})|(?:{_SUN})[^.!]{{0,40}}(?:зим|пасмурн|обязател|winter|cloudy|indoors)"
)
_ACTUALLY = re.compile(r"\b(?:actually|i mean|на самом деле|вообще-то|точнее|ошиблась|ошибся)\b")
MOST_STARS = 10


def commands_of(
    plan: Plan, understood: Understood, text: str, wished: Wished
) -> tuple[Command, ...]:
    """The commands of a message as this conversation takes them.

    Args:
        plan: What was known and asked before the message.
        wished: What the message asks of the routine.
    """
    lowered = text.lower().replace("ё", "е")
    ordered = without_injection(lowered) != lowered  # "ignore all that": an order to the machine
    gone = () if ordered else taken_back(text, plan.state.profile)
    commands = without(understood.commands, gone)
    found = tuple(_in_context(plan, commands, wished, text))
    if gone:  # "cancel the budget" cancels no conversation
        found = tuple(command for command in found if command.act is not Act.STOP)
    none = Command(act=Act.NONE, slot=Slot.ALLERGIES, evidence=text)
    untold = not any(command.slot is Slot.ALLERGIES for command in (*found, *gone))
    if untold and not plan.state.profile.allergies and says_no_allergies(text):
        found = (*found, none)
    if not (found or gone) and plan.state.careful and _NOTHING.fullmatch(text.lower()):
        # The routine was made with care, "if there is nothing like that, tell me": now it is told.
        return tuple(Command(act=Act.NONE, slot=slot, evidence=text) for slot in _SAFETY)
    if says_no_limit(text) and all(c.slot is not Slot.BUDGET_RUB for c in (*found, *gone)):
        found = (*found, Command(act=Act.NONE, slot=Slot.BUDGET_RUB, evidence=text))
    return (*found, *gone)


def nothing_more(plan: Plan, commands: Iterable[Command], text: str) -> bool:
    """Whether a bare "no" answers whether anything else is wanted."""
    open_talk = plan.state.asked == RATING and not plan.state.careful
    told = any(command.slot is not None for command in commands)
    return open_talk and not told and _NOTHING.fullmatch(text.lower()) is not None


def wants_routine(plan: Plan, commands: Iterable[Command], text: str) -> bool:
    """Whether the routine is wanted with what is known.

    "I'd like a routine for dull skin" opens a talk and skips no question, unless it is said so.
    """
    if all(command.act is not Act.ROUTINE for command in commands):
        return False
    opening = plan.state.asked in (None, Slot.GOALS.value) and plan.state.routine_for is None
    begun = not opening or plan.state.questions > 1
    return begun or bool(_AT_ONCE.search(text.lower()))


def told(commands: Iterable[Command], wished: Wished) -> tuple[Command, ...]:
    """What is told of the person: who wants another sunscreen has told no new goal."""
    if Step.SUNSCREEN not in {wish.place for wish in wished.steps}:
        return tuple(commands)
    goal = (Concern.SUN_PROTECTION,)
    return tuple(c for c in commands if not (c.slot is Slot.GOALS and c.value == goal))


def _in_context(
    plan: Plan, commands: tuple[Command, ...], wished: Wished, text: str
) -> Iterator[Command]:
    plain = text.lower().replace("ё", "е")
    of_sun = bool(_ASKS_SUN.search(plain))
    listed = plan.state.asked in (Slot.CAUTIONS, Slot.ALLERGIES, Slot.GOALS, Slot.SHELF)
    age = _age_put_right(plan, plain)
    hurried = any(command.act is Act.ROUTINE for command in commands)
    of_product = _GREASY_PRODUCT.search(plain) and not _SKIN.search(plain)
    for command in told(commands, wished):
        if age is not None and command.act is Act.RATING and command.value == age:
            yield Command(act=Act.CORRECT, slot=Slot.AGE, value=age, evidence=text)
            continue
        if of_sun and command.slot is Slot.GOALS and command.value == (Concern.SUN_PROTECTION,):
            continue  # asking whether it is needed sets no goal
        if command.slot is Slot.SKIN_TYPE and (of_product or _in_passing(plan, command, plain)):
            continue  # "the cream is greasy" is about the cream
        if hurried and command.slot is Slot.SENSITIVE and not _REACTS.search(plain):
            continue  # "waiting for my routine" is no answer to whether the skin reacts
        if command.act is Act.STOP and listed and _ENOUGH.search(command.evidence.lower()):
            yield Command(act=Act.NONE, evidence=command.evidence)  # "anything else?" "That's all"
        else:
            yield command


def _in_passing(plan: Plan, command: Command, plain: str) -> bool:
    """Whether "nothing special" or "it's normal" was said of something else than the skin."""
    known = plan.state.profile.skin_type
    if command.value != SkinType.NORMAL or known in (None, SkinType.NORMAL):
        return False
    meant = plan.state.asked == Slot.SKIN_TYPE or _CORRECTING.search(plain)
    return not meant


def _age_put_right(plan: Plan, plain: str) -> int | None:
    """The number of "actually 43", where an age is known and 43 is no score."""
    if plan.state.profile.age is None or not _ACTUALLY.search(plain):
        return None
    numbers = [int(number) for number in re.findall(r"\b\d{2}\b", plain)]
    return numbers[0] if len(numbers) == 1 and numbers[0] > MOST_STARS else None
