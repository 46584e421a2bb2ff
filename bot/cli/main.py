"""The command itself: its parts, and the one place where an error becomes a sentence and an exit code."""

import sys
from collections.abc import Sequence

import click

from bot import __version__
from bot.cli.choices import LazyGroup, sentence
from bot.cli.output import abandon, prepare

WRONG_USE = 2
INTERRUPTED = 130
"""128 + SIGINT, as shells count."""
NO_READER = 1
"""As click itself answers a closed pipe."""

COMMANDS = {
    name: f"bot.cli.{name}"
    for name in (
        "practice",
        "debrief",
        "progress",
        "learn",
        "replay",
        "review",
        "me",
        "challenge",
        "assign",
        "board",
        "report",
        "analyze",
        "personas",
        "db",
        "doctor",
        "run",
        "preview",
    )
}


@click.group(cls=LazyGroup, modules=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="simmer")
def simmer() -> None:
    """Practise angry customers.

    Begin with: simmer practice
    """


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command and exit."""
    prepare()
    try:
        code = simmer.main(arguments, prog_name="simmer", standalone_mode=False)
        sys.stdout.flush()
    except BrokenPipeError:
        abandon()
        sys.exit(NO_READER)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        sys.exit(0)
    except click.ClickException as error:
        _refuse(sentence(error))
    except (click.Abort, KeyboardInterrupt):
        sys.exit(INTERRUPTED)
    except Exception as error:
        if not isinstance(error, _foreseen()):
            raise
        _refuse(str(error))
    sys.exit(code if isinstance(code, int) else 0)


def _foreseen() -> tuple[type[Exception], ...]:
    """The errors whose text was written for the user."""
    from bot.call import CallError  # noqa: PLC0415 (only a mistake has to load these)
    from bot.customers import PersonaError  # noqa: PLC0415
    from bot.desk import DeskError, ScriptError  # noqa: PLC0415
    from bot.settings import SettingsError  # noqa: PLC0415
    from bot.store import StoreError  # noqa: PLC0415

    return CallError, DeskError, PersonaError, ScriptError, SettingsError, StoreError


def _refuse(text: str) -> None:
    try:
        click.echo(text, err=True)
    except BrokenPipeError:
        abandon()
    sys.exit(WRONG_USE)
