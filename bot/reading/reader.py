"""The reader: one message in, the signals with their words out."""

from functools import cache

from bot.craft import Signal
from bot.reading.features import Unit, certainties, units
from bot.reading.message import Message
from bot.reading.model import SENTENCE, SIGNALS, WHOLE, Model, Sum, model
from bot.reading.names import Address, addresses, cues
from bot.reading.reading import Found, Reading

_NAMED = SIGNALS.index(Signal.USE_NAME)
_TOLD = frozenset("wbfrR")  # kinds of features that a person can read: words, families, rules
_EDGE = 0.15  # a word at a quote's edge stays if it pulls this share of the strongest word's pull


class Reader:
    """Reads messages with the weights that ship, or with others."""

    def __init__(self, weights: Model | None = None) -> None:
        self._model = weights or model()

    def read(self, text: str, context: str = "") -> Reading:
        """What the message does; `context` is the customer's line before, where there is one."""
        message = Message(text)
        if not message.tokens:
            return Reading(text)
        sentences = units(message, Message(context) if context else None)
        sums = [self._model.add_up(u.features) + self._model.add_up_spelling(u.words) for u in sentences]
        each = [self._model.margins(s, SENTENCE) for s in sums]
        whole = self._model.margins(sum(sums, Sum()), WHOLE)
        for margins, unit in zip(each, sentences, strict=True):
            for s, settled in enumerate(certainties(unit.features)):
                margins[s] += settled
        found: list[Found] = []
        for s in range(len(SIGNALS)):
            if s == _NAMED:
                continue
            strongest = 0
            for i in range(1, len(each)):
                if each[i][s] > each[strongest][s]:
                    strongest = i
            if each[strongest][s] + whole[s] > 0:
                found.append(self._found(message, sentences[strongest], s))
        named = self._address(message)
        if named is not None:
            found.append(named)
        return Reading(text, tuple(sorted(found, key=lambda f: (f.start, f.end, f.signal.value))))

    def _address(self, message: Message) -> Found | None:
        weights = self._model.head.names
        best: tuple[float, Address] | None = None
        for address in addresses(message):
            margin = weights[""] + sum(weights.get(cue, 0.0) for cue in cues(address, message))
            if margin > 0 and (best is None or margin > best[0]):
                best = (margin, address)
        if best is None:
            return None
        start, end = message.tokens[best[1].first].start, message.tokens[best[1].last - 1].end
        return Found(Signal.USE_NAME, start, end, message.text[start:end], best[1].cue)

    def _found(self, message: Message, unit: Unit, s: int) -> Found:
        """The signal with the words that weighed most: the clause, cut down to where its weight lies."""
        tokens = message.tokens
        pull = dict.fromkeys(range(unit.first, unit.last), 0.0)
        words: list[tuple[float, str]] = []
        told = [(name, place) for name, place in unit.features.items() if name[0] in _TOLD and place[1] > place[0]]
        weights = self._model.weights([name for name, _ in told], s)
        for (name, (first, last)), weight in zip(told, weights, strict=True):
            share = weight / (last - first)
            for i in range(first, last):
                pull[i] += share
            if weight > 0 and name[0] != "R":
                words.append((weight, name))
        clauses = [c for c in message.clauses if c.first >= unit.first and c.last <= unit.last]
        clause = max(clauses, key=lambda c: sum(max(0.0, pull[i]) for i in range(c.first, c.last)))
        first, last = clause.first, clause.last
        floor = _EDGE * max(pull[i] for i in range(first, last))
        while last - first > 1 and (pull[first] <= floor or not tokens[first].is_word):
            first += 1
        while last - first > 1 and (pull[last - 1] <= floor or not tokens[last - 1].is_word):
            last -= 1
        start, end = tokens[first].start, max(t.end for t in tokens[first:last])
        words.sort(reverse=True)
        why = ", ".join(name.rsplit(":", 1)[1] for _, name in words[:3])
        return Found(SIGNALS[s], start, end, message.text[start:end], why)


@cache
def _reader() -> Reader:
    return Reader()


def read(text: str, context: str = "") -> Reading:
    """Read one message with the process-wide reader, made at first use."""
    return _reader().read(text, context)
