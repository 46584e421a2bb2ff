"""`simmer run`: the Discord bot."""

import asyncio
import logging

import click
import discord

from bot.app import Leaving
from bot.app import run as run_bot
from bot.settings import load_settings


@click.command()
@click.pass_context
def run(ctx: click.Context) -> None:
    """Run the Discord bot (needs DISCORD_TOKEN; see docs/discord.md)."""
    settings = load_settings()
    logging.basicConfig(level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("discord.client").addFilter(_reconnects_are_no_errors)
    for name in ("warn_nacl", "warn_dave"):
        setattr(discord.VoiceClient, name, False)  # nobody speaks here, so nobody needs to know what voice lacks
    try:
        asyncio.run(run_bot(settings, lambda sentence: click.echo(sentence, err=True)))
    except Leaving as leaving:
        click.echo(str(leaving), err=True)
        ctx.exit(leaving.code)


def _reconnects_are_no_errors(record: logging.LogRecord) -> bool:
    """discord.py logs each lost connection as an error with its traceback, and connects again by itself."""
    if not record.getMessage().startswith("Attempting a reconnect"):
        return True
    record.exc_info, record.levelno, record.levelname = None, logging.INFO, "INFO"
    return logging.getLogger().isEnabledFor(logging.INFO)
