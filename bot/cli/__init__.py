"""The `simmer` command. On top of everything: it parses, calls the desk, and turns mistakes into one sentence."""

from bot.cli.main import main

__all__ = ["main"]
