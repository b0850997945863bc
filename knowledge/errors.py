"""The one error hierarchy: what went wrong for a person, what to note for the log."""


class AloeError(Exception):
    """Base of all errors we raise on purpose.

    Args:
        message: One clear sentence for a person, including what to do.
        detail: More for the log; never personal data.
    """

    def __init__(self, message: str, *, detail: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.detail = detail


class UnusableInput(AloeError):  # noqa: N818 - reads as what it is
    """What was given cannot be used; commands exit with code 2 and change nothing."""


class MissingPart(AloeError):  # noqa: N818 - reads as what it is
    """A model file, an index or another part that set-up provides is not there."""
