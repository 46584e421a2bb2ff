"""Reads one message of an agent: which signals it carries, and which words carry them. Knows craft only."""

from bot.reading.reader import Reader, read
from bot.reading.reading import Found, Reading

__all__ = ["Found", "Reader", "Reading", "read"]
