"""The reader: one message in, the signals with their words out."""

from functools import cache

from bot.reading.features import merged, units
from bot.reading.message import Message
from bot.reading.model import SIGNALS, Model, model
from bot.reading.reading import Found, Reading


class Reader:
    """Reads messages with the weights that ship, or with others."""

    def __init__(self, weights: Model | None = None) -> None:
        self._model = weights or model()

    def read(self, text: str, context: str = "") -> Reading:
        """What the message does; `context` is the customer's line before, where there is one."""
        message = Message(text)
        if not message.tokens:
            return Reading(text)
        features = merged(units(message, Message(context) if context else None))
        margins, _ = self._model.margins(features)
        found = [
            self._found(message, features, s) for s, margin in enumerate(margins) if margin > 0
        ]
        return Reading(text, tuple(sorted(found, key=lambda f: (f.start, f.end))))

    def _found(self, message: Message, features: dict[str, tuple[int, int]], s: int) -> Found:
        """The signal with the words that weighed most: the clause, cut down to where its weight lies."""
        tokens = message.tokens
        pull = [0.0] * len(tokens)
        words: list[tuple[float, str]] = []
        for name, (first, last) in features.items():
            weight = self._model.weight(name, s)
            if weight and last > first:
                share = weight / (last - first)
                for i in range(first, last):
                    pull[i] += share
                if weight > 0 and name[:2] in ("w:", "b:", "t:", "f:", "R:"):
                    words.append((weight, name))
        clause = max(message.clauses, key=lambda c: sum(max(0.0, p) for p in pull[c.first:c.last]))
        first, last = clause.first, clause.last
        floor = 0.15 * max(pull[first:last])
        while last - first > 1 and (pull[first] <= floor or not tokens[first].is_word):
            first += 1
        while last - first > 1 and (pull[last - 1] <= floor or not tokens[last - 1].is_word):
            last -= 1
        start, end = tokens[first].start, max(t.end for t in tokens[first:last])
        words.sort(reverse=True)
        why = ", ".join(name.split(":", 1)[1] for _, name in words[:3])
        return Found(SIGNALS[s], start, end, message.text[start:end], why)


@cache
def _reader() -> Reader:
    return Reader()


def read(text: str, context: str = "") -> Reading:
    """Read one message with the process-wide reader, made at first use."""
    return _reader().read(text, context)
