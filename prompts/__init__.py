"""Texts for the language model, kept as files and rendered with named values.

A prompt is a Markdown file with front matter (`version`, `purpose`) and a Jinja2 body. Rendering
is strict: a missing value raises, so that no half-filled prompt reaches the model.
"""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml
from jinja2 import Environment, StrictUndefined, UndefinedError

from knowledge.errors import MissingPart

_ENVIRONMENT = Environment(
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    autoescape=False,  # noqa: S701 - the output is a prompt, not a page
)
_FRONT_MATTER = re.compile(r"\A---\n(?P<head>.*?)\n---\n(?P<body>.*)\Z", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt file: its version (stored with ratings), purpose and template text."""

    name: str
    version: str
    purpose: str
    body: str


@cache
def load(name: str) -> Prompt:
    """Read prompts/<name>.md.

    Raises:
        MissingPart: There is no such prompt or its front matter is broken.
    """
    file = files(__name__).joinpath(f"{name}.md")
    if not file.is_file():
        raise MissingPart(f"The prompt {name!r} is missing: reinstall the package.")
    match = _FRONT_MATTER.match(file.read_text(encoding="utf-8"))
    head = yaml.safe_load(match["head"]) if match else None
    if match is None or not isinstance(head, dict) or not {"version", "purpose"} <= set(head):
        raise MissingPart(f"The prompt {name!r} needs front matter with version and purpose.")
    return Prompt(name, str(head["version"]), str(head["purpose"]), match["body"].strip())


def render(name: str, **values: object) -> str:
    """The prompt's text with every placeholder filled.

    Raises:
        MissingPart: The prompt is missing.
        KeyError: A placeholder has no value.
    """
    try:
        return _ENVIRONMENT.from_string(load(name).body).render(values)
    except UndefinedError as error:
        raise KeyError(f"prompt {name!r}: {error.message}") from error
