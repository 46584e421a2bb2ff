"""Options and commands that answer a misspelt word with the nearest valid one, and commands that load when called."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click


class Choice(click.ParamType[str]):
    """One of a few words; case does not matter."""

    name = "word"

    def __init__(self, what: str, choices: tuple[str, ...]) -> None:
        self._what = what
        self._choices = choices

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:  # noqa: ANN401
        word = str(value).lower()
        if word not in self._choices:
            said = _no_such(self._what, str(value), self._choices)
            self.fail(f"{said[:-1]} (of {', '.join(self._choices)}).", param, ctx)
        return word

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        del param, ctx
        return "|".join(self._choices)


class Group(click.Group):
    """A group of commands that knows what was probably meant."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        word = args[0]
        if self.get_command(ctx, word) is None and not word.startswith("-"):
            paths = [f"{ctx.command_path} {name}" for name in self.list_commands(ctx)]
            raise click.UsageError(_no_such("command", f"{ctx.command_path} {word}", paths))
        return super().resolve_command(ctx, args)


class LazyGroup(Group):
    """A group whose commands are loaded when they are called: `simmer --version` needs no database library."""

    def __init__(self, *, modules: Mapping[str, str], **rest: Any) -> None:  # noqa: ANN401
        super().__init__(**rest)
        self._modules = modules
        """Name -> module; the command in it bears the same name."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(self._modules)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in self._modules:
            return None
        command: click.Command = getattr(import_module(self._modules[cmd_name]), cmd_name)
        return command


def sentence(error: click.ClickException) -> str:
    """What click found wrong, as one sentence."""
    if isinstance(error, click.NoSuchOption):
        # Only long ones: '-h' lies near to every short word, and is meant by none.
        options = [] if error.ctx is None else [name for name in _options(error.ctx) if name.startswith("--")]
        return _no_such("option", error.option_name, options)
    if isinstance(error, click.BadParameter) and error.message.startswith("There is no "):
        return error.message
    text = " ".join(error.format_message().split()).replace("a valid integer range", "a whole number")
    return text if text.endswith((".", "?", "!")) else f"{text}."


def _options(context: click.Context) -> list[str]:
    parameters = context.command.get_params(context)
    return [name for parameter in parameters if isinstance(parameter, click.Option) for name in parameter.opts]


def _no_such(what: str, word: str, choices: list[str] | tuple[str, ...]) -> str:
    from bot.desk import no_such  # noqa: PLC0415 (only a mistake has to load the desk)

    return no_such(what, word, choices)
