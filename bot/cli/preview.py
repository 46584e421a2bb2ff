"""`simmer preview`: the real bot in a simulated Discord, in the browser."""

import asyncio
import logging
import webbrowser
from importlib.util import find_spec

import click

from bot.settings import load_settings

_NEEDED = ("simcord", "markdown_it", "linkify_it", "regex")
"""What the extra brings; SimCord alone comes with the tests, too."""
INSTALL = "The preview needs SimCord; install it with: pip install 'simcord[preview]>=3.2,<4'"


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="The port on 127.0.0.1 (default: a free one).")
@click.option("--no-open", is_flag=True, help="Print the link, but do not open the browser.")
def preview(port: int, *, no_open: bool) -> None:
    """Try the Discord bot in the browser: no application, no token, nothing leaves this machine."""
    if any(find_spec(name) is None for name in _NEEDED):
        raise click.ClickException(INSTALL)
    from bot.preview import PortTakenError, serve  # noqa: PLC0415 (it needs the extra)

    settings = load_settings()
    logging.basicConfig(level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")

    def opened(link: str) -> None:
        click.echo(f"Simmer runs in a simulated Discord: {link}")
        click.echo("Whoever has the link can use the preview. Ctrl-C ends it, and nothing of it stays.")
        click.echo("Be Ann or Ben (agents), Tess (trainer) or Lee (lead); begin with /practice start.")
        if not no_open:
            webbrowser.open(link)

    click.echo("Starting …", err=True)
    try:
        asyncio.run(serve(settings, port, opened))
    except PortTakenError as error:
        raise click.ClickException(str(error)) from error
