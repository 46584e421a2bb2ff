"""`simmer analyze`: how a sentence is read."""

import json

import click
from rich.text import Text

from bot.cli.found import found_json
from bot.cli.options import format_option
from bot.cli.output import at_terminal, console, json_line, piped, write_lines
from bot.reading import Reading, read


class _BadLineError(ValueError):
    """What is wrong with a line, after 'Line N '."""


@click.command()
@click.argument("text", required=False)
@click.option("--context", default="", metavar="TEXT", help="What the customer said just before.")
@format_option("For TEXT; what is piped in is answered in JSON.")
@click.pass_context
def analyze(ctx: click.Context, *, text: str | None, context: str, form: str) -> None:
    """Show which signals TEXT carries.

    Without TEXT, read JSON lines {"id", "context", "text"} from standard input and write {"id", "signals"} for each.
    """
    if text is not None:
        reading = read(text, context)
        if form == "json":
            write_lines([json_line({"id": None, "signals": found_json(reading.found)})])
        else:
            _show(reading)
    elif at_terminal():
        raise click.UsageError("Give a TEXT in quotes, or pipe JSON lines in.")
    elif not _stream():
        ctx.exit(2)


def _stream() -> bool:
    good = True
    for number, line in enumerate(piped(), start=1):
        if not line.strip():
            continue
        try:
            answer = _answer(line)
        except _BadLineError as error:
            good = False
            click.echo(f"Line {number} {error}", err=True)
            continue
        write_lines([answer])
    return good


def _answer(line: bytes) -> str:
    try:
        data = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise _BadLineError("is not UTF-8.") from None
    except (ValueError, RecursionError):
        raise _BadLineError("is not JSON.") from None
    if not isinstance(data, dict):
        raise _BadLineError('is not an object like {"id": 1, "text": "…"}.')
    text, context = data.get("text"), data.get("context")
    if not isinstance(text, str):
        raise _BadLineError('has no "text".' if text is None else 'has a "text" that is no string.')
    if not isinstance(context, str | None):
        raise _BadLineError('has a "context" that is no string.')
    try:
        return json_line({"id": data.get("id"), "signals": found_json(read(text, context or "").found)})
    except ValueError:  # NaN and Infinity, which Python reads, are no JSON
        raise _BadLineError('has an "id" that is no JSON.') from None


def _show(reading: Reading) -> None:
    out = console()
    if not reading.found:
        out.print("No signals.")
    for found in reading.found:
        line = Text(f"{found.signal.value:<22}", style="bold")
        line.append(f"{found.start:>4}-{found.end:<4} ", style="dim")
        line.append(found.quote, style="none")
        out.print(line, soft_wrap=True)
