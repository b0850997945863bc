"""Questions about things in general, which say nothing of one's own skin. Pure."""

import re

from assistant.profile import Act, Command, Slot
from knowledge.vocabulary import Caution

_SENTENCES = re.compile(r"[^.!?\n]+[.!?]*")
_GENERAL = re.compile(
    r"(?<!\w)(?:do(?:es)? (?!i\b|my\b|you\b).{0,60}(?:work|help|do anything|really|actually|cause)|"
    r"how (?:do(?:es)?|would|could|can) (?:people|somebody|someone|anybody|anyone|one|you (?:even )?(?:know|tell))|"
    r"is it true|at what age|what age|с какого возраста|правда ли|правда,? что|как (?:вообще )?(?:люди|понять)|"
    r"помогает ли|действительно ли|работает ли)",
    re.IGNORECASE,
)
"""What is asked of everybody's skin."""
_SUPPOSED = re.compile(
    r"(?<!\w)(?:если бы я|if i (?:were|was|got|ever (?:get|got|become))|hypothetically|чисто теоретически)(?!\w)",
    re.IGNORECASE,
)
_MOTHERHOOD = ({Caution.PREGNANCY}, {Caution.TRYING_TO_CONCEIVE}, {Caution.BREASTFEEDING})
_OWN = re.compile(
    r"(?<!\w)(?:i|my|mine|me|мне|меня|мой|моя|моё|мое|мои|моих|моей|у меня)(?!\w)", re.IGNORECASE
)


def is_general(sentence: str) -> bool:
    """Whether a question is asked of everybody's skin: "does retinol help wrinkles?"."""
    return bool(_GENERAL.search(sentence) and not _OWN.search(sentence))


def of_supposition(command: Command, text: str) -> bool:
    """Whether a doubtful reading comes of "if I were pregnant", which raises no doubt."""
    value = command.value
    return (
        command.slot is Slot.CAUTIONS
        and isinstance(value, tuple)
        and set(value) in _MOTHERHOOD
        and bool(_SUPPOSED.search(text))
    )


def of_general_question(command: Command, text: str) -> bool:
    """Whether a goal rests on words of such a question."""
    if command.slot is not Slot.GOALS or command.act is not Act.SET:
        return False
    for sentence in _SENTENCES.findall(text):
        if command.evidence in sentence or sentence.strip() in command.evidence:
            return is_general(sentence)
    return False
