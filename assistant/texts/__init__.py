"""Words to people, in Fluent files: texts/<language>/*.ftl."""

from functools import cache
from importlib.resources import files

from fluent.runtime import FluentBundle, FluentResource

from knowledge.vocabulary import Language


class Texts:
    """Person-facing words of one language.

    Args:
        language: Which folder of texts to read.

    Raises:
        ValueError: A file does not parse or two files define the same text.
    """

    def __init__(self, language: Language) -> None:
        self.language = language
        # Isolation marks would be visible in terminals and in copied product names.
        self._bundle = FluentBundle([language.value], use_isolating=False)
        known: set[str] = set()
        folder = files(__name__).joinpath(language.value)
        for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
            if not file.name.endswith(".ftl"):
                continue
            resource = FluentResource(file.read_text(encoding="utf-8"))
            names = {entry.id.name for entry in resource.body if hasattr(entry, "id")}
            junk = [entry for entry in resource.body if type(entry).__name__ == "Junk"]
            if junk or names & known:
                raise ValueError(f"{language}/{file.name}: broken or repeated {names & known}")
            known |= names
            self._bundle.add_resource(resource)
        self.keys = frozenset(known)

    def __call__(self, key: str, /, **values: str | int) -> str:
        """The text called `key`.

        Raises:
            KeyError: There is no such text or one of its values is missing.
        """
        if not self._bundle.has_message(key):
            raise KeyError(f"no text {key!r} in {self.language}")
        message = self._bundle.get_message(key)
        assert message.value is not None
        text, faults = self._bundle.format_pattern(message.value, dict(values))
        if faults:
            raise KeyError(f"text {key!r} in {self.language}: {faults[0]}")
        return str(text)


@cache
def texts(language: Language) -> Texts:
    """The words of a language, read once."""
    return Texts(language)
