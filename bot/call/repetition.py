"""Whether the agent says what they said before."""

from functools import cache

from rapidfuzz import fuzz

from bot.call.rules import Rules
from bot.call.talk import Talk
from bot.call.topics import wordings_file
from bot.reading.message import Message


@cache
def _padding() -> frozenset[str]:
    return frozenset(wordings_file()["padding"].split())


def normal(message: Message) -> str:
    """The message as compared with earlier ones: its words that matter, without endings, greetings and padding."""
    return " ".join(t.stem for t in message.tokens if t.is_word and t.word not in _padding())


def said_before(now: str, words: int, talk: Talk, rules: Rules) -> bool:
    matter = now.split()
    if words < 3 or not matter:
        return False
    if len(matter) < rules.limits.near_copy_words:
        return now in talk.texts
    return any(_near_copy(now, old, rules.limits.near_copy) for old in talk.texts)


def _near_copy(now: str, old: str, likeness: int) -> bool:
    """Nearly the same words in nearly the same order, or in another order; a new number makes it another message."""
    # Only the first part is compared: enough to know a pasted formula, and linear for very long messages.
    now, old = now[:600], old[:600]
    if abs(len(old) - len(now)) > 0.35 * max(len(old), len(now)):
        return False
    alike = fuzz.ratio(old, now) >= likeness or fuzz.token_sort_ratio(old, now) >= likeness
    return alike and _numbers(now) <= _numbers(old)


def _numbers(text: str) -> set[str]:
    return {word for word in text.split() if has_digit(word)}


def has_digit(text: str) -> bool:
    return any(c.isdigit() for c in text)
