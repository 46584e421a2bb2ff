"""How words are quoted to the trainee: whole sentences, not the fragments that a rule needed."""

import re

_LONGEST = 100
_SENTENCE = re.compile(r"(?:\b(?:Mr|Ms|Mrs|Dr|No)\.|\d[.](?=\d)|[^.!?\n])+[.!?]*")


def words(quote: str, text: str) -> str:
    """The quote as somebody reads it: a fragment is widened to its sentence."""
    place = text.find(quote) if quote else -1
    if place < 0:
        return short(text or quote)  # what is quoted of an earlier message would make no sense here
    start, sentence = next(
        ((m.start(), m.group()) for m in _SENTENCE.finditer(text) if m.start() <= place < m.end()), (place, quote)
    )
    whole = short(sentence)
    return whole if quote in whole else "…" + short(sentence[place - start :])


def short(text: str, most: int = _LONGEST) -> str:
    """The text in one line, cut at a word."""
    text = " ".join(text.split())
    if len(text) <= most:
        return text
    head, _, _ = text[: most - 1].rpartition(" ")
    return (head or text[: most - 1]) + "…"
