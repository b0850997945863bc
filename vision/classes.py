"""What the network can say, in the order of its outputs, and what each class means to a person."""

from enum import StrEnum
from typing import Final

from knowledge.vocabulary import Concern

CLEAR: Final = "clear"


class PhotoClass(StrEnum):
    """Classes of the training photos; the order is the order of the network's outputs."""

    ACNE = "acne"
    BLACKHEADS_PORES = "blackheads_pores"
    CLEAR_SKIN = "clear_skin"
    DARK_CIRCLES = "dark_circles"
    NOT_SKIN = "not_skin"
    PIGMENTATION = "pigmentation"
    REDNESS_ROSACEA = "redness_rosacea"
    SUSPICIOUS_LESION = "suspicious_lesion"
    WRINKLES = "wrinkles"


CLASSES: Final[tuple[PhotoClass, ...]] = tuple(PhotoClass)

# A rash-like class is reported by what is visible ("redness"), never by the name of a disease;
# the pore class covers two things a person asks about separately.
LABELS: Final[dict[PhotoClass, tuple[str, ...]]] = {
    PhotoClass.ACNE: (Concern.ACNE,),
    PhotoClass.BLACKHEADS_PORES: (Concern.BLACKHEADS, Concern.ENLARGED_PORES),
    PhotoClass.CLEAR_SKIN: (CLEAR,),
    PhotoClass.DARK_CIRCLES: (Concern.DARK_CIRCLES,),
    PhotoClass.NOT_SKIN: (),
    PhotoClass.PIGMENTATION: (Concern.PIGMENTATION,),
    PhotoClass.REDNESS_ROSACEA: (Concern.REDNESS,),
    PhotoClass.SUSPICIOUS_LESION: (),
    PhotoClass.WRINKLES: (Concern.WRINKLES,),
}
