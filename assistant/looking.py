"""The photo model as the conversation sees it."""

from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.vocabulary import Language
from vision.eyes import Eyes
from vision.findings import Sight, advice, fuse

MAX_PHOTOS = 10  # an album; more would only make a person wait


@dataclass(frozen=True, slots=True)
class SightLook:
    """A fused sight, satisfying ports.Look."""

    sight: Sight

    @property
    def accepted(self) -> bool:
        """Whether any photo could be looked at."""
        return self.sight.accepted

    @property
    def signs(self) -> Sequence[tuple[str, float]]:
        """(concern or "clear", probability), most probable first; none when not sure."""
        if not self.sight.accepted or self.sight.abstained:
            return ()
        return [(finding.label, finding.probability) for finding in self.sight.findings]

    @property
    def abstained(self) -> bool:
        """Whether the model would not judge."""
        return self.sight.abstained

    @property
    def refer(self) -> bool:
        """Whether a lesion-like spot was seen."""
        return self.sight.refer

    @property
    def disagree(self) -> bool:
        """Whether several photos say different things."""
        return self.sight.disagree

    def advice(self, language: Language) -> str:
        """What to do better with the photo."""
        reason = self.sight.rejected_for
        return advice(reason, language) if reason is not None else ""


class PhotoEyes:
    """Implements ports.Sees over the vision package."""

    def __init__(self, eyes: Eyes) -> None:
        self.eyes = eyes

    def look(self, photos: Sequence[bytes]) -> SightLook:
        """Look at each photo and fuse what was seen; bytes are not kept."""
        return SightLook(fuse([self.eyes.see(photo) for photo in photos[:MAX_PHOTOS]]))
