"""The `aloe` command line: one module a command, loaded when it is called.

Exit codes: 0 success, 2 unusable input or a missing part (one sentence on stderr), 1 an internal
failure (one sentence; details with ALOE_LOG_LEVEL=debug).
"""

import importlib
import sys
import traceback
from importlib.metadata import entry_points
from typing import cast

import click
import structlog
import typer
from pydantic import ValidationError
from typer.exceptions import TyperException

from assistant import logs
from knowledge.errors import AloeError

# name -> (module, attribute, help of a group or None for a plain command)
_COMMANDS = {
    "chat": ("assistant.commands.chat", "chat"),
    "demo": ("assistant.commands.demo", "demo"),
    "see": ("assistant.commands.see", "see"),
    "extract": ("assistant.commands.extract", "extract"),
    "recommend": ("assistant.commands.recommend", "recommend"),
    "catalogue": ("assistant.commands.catalogue", "app"),
    "models": ("assistant.commands.models", "app"),
    "bot": ("assistant.commands.bot", "bot"),
    "stats": ("assistant.commands.stats", "stats"),
    "vision": ("assistant.commands.vision", "app"),
}
_SUMMARIES = {
    "chat": "A conversation in the terminal, or one played from a file.",
    "demo": "Play a real conversation with a photo through to a routine and a rating.",
    "see": "Look at photos: quality gate and visible signs.",
    "extract": "What messages say about their writers, as JSON Lines.",
    "recommend": "Profile in, routine out.",
    "catalogue": "Load, check and describe a product catalogue.",
    "models": "Model files: list, pull, verify.",
    "bot": "Run the Telegram bot.",
    "stats": "Pilot figures: active people, satisfaction, funnel, latency.",
    "vision": "Train, evaluate and export the photo model.",
    "eval": "Run the evaluation suites.",
}


def _plugins() -> dict[str, tuple[str, str]]:
    """Commands of packages above this one, found by their entry points."""
    found = entry_points(group="aloe.commands")
    return {point.name: (point.module, point.attr) for point in found}


class _Lazy(click.Group):
    """Imports a command's module when the command is used: `aloe models list` needs no model."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return [*_COMMANDS, *_plugins()]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        target = (_COMMANDS | _plugins()).get(cmd_name)
        if target is None:
            return None
        thing = getattr(importlib.import_module(target[0]), target[1])
        if isinstance(thing, typer.Typer):
            command = typer.main.get_command(thing)
            command.name = cmd_name
            return cast("click.Command", command)  # Typer's copy of Click: the same interface
        app = typer.Typer(add_completion=False)
        app.command(cmd_name)(thing)
        return cast("click.Command", typer.main.get_command(app))

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(
                [(name, _SUMMARIES.get(name, "")) for name in self.list_commands(ctx)]
            )


@click.command(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="aloe")
def _aloe() -> None:
    """Aloe: a skin-care consultant that runs on your own machine."""


def run(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code; never a traceback for a person."""
    try:
        from assistant.settings import Settings

        logs.configure(Settings().log_level)
        result = _aloe.main(args=arguments, prog_name="aloe", standalone_mode=False)
        return int(result or 0)
    except ValidationError as error:
        fields = "; ".join(
            f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors()
        )
        return _fail(f"A setting or input does not fit: {fields}.", 2)
    except AloeError as error:
        if error.detail:
            structlog.get_logger(__name__).debug("command_failed", detail=error.detail)
        return _fail(error.message, 2)
    except (click.exceptions.Exit, typer.Exit) as error:
        return error.exit_code
    except (click.ClickException, TyperException) as error:  # Typer carries its own copy of Click
        return _fail(error.format_message(), 2)
    except (KeyboardInterrupt, click.Abort, typer.Abort):
        return _fail("Stopped.", 130)
    except BrokenPipeError:
        return 0
    except Exception as error:  # noqa: BLE001 - the edge: a person gets a sentence
        structlog.get_logger(__name__).debug("crash", detail=traceback.format_exc())
        hint = "set ALOE_LOG_LEVEL=debug to see the details"
        return _fail(f"Something broke inside ({type(error).__name__}); {hint}.", 1)


def _fail(sentence: str, code: int) -> int:
    print(sentence, file=sys.stderr)  # noqa: T201 - the one sentence a failed command says
    return code


def main() -> None:
    """Entry point of the `aloe` script."""
    sys.exit(run())
