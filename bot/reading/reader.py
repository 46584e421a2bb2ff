"""The reader: one message in, the signals with their words out."""

from functools import cache
from operator import add

from bot.craft import Signal
from bot.reading.features import ALWAYS, SETTLED, Unit, certainties, units
from bot.reading.message import Message
from bot.reading.model import SENTENCE, SIGNALS, WHOLE, Model, Sum, model
from bot.reading.names import NO_NAME, Address, addresses, cues
from bot.reading.reading import Found, Reading
from bot.reading.together import HOPELESS, certainty, seen_together

_NAMED = SIGNALS.index(Signal.USE_NAME)
_EDGE = 0.15  # a word at a quote's edge stays if it pulls this share of the strongest word's pull
_Tells = list[tuple[str, int, int, int]]
"""Features that a person can read: name ("" if it is none to show), place of its weights, the tokens it was seen in."""


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
            for s, settled in certainties(unit.rules):
                margins[s] += settled
        best = each[0] if len(each) == 1 else list(map(max, *each))
        own = list(map(add, best, whole))
        margin, address = self._address(message)
        own[_NAMED] = margin
        words = sum(t.is_word for t in message.tokens)
        # a rule that settles one signal says nothing of the others
        seen = seen_together([m - ALWAYS if m >= SETTLED else m for m in own], words, answers=bool(context))
        together = self._model.head.together
        silence = together.silence(seen)
        found: list[Found] = []
        tells: dict[int, _Tells] = {}
        for s in range(len(SIGNALS)):
            if own[s] <= HOPELESS:
                continue
            odds = own[s] if own[s] >= SETTLED else together.odds(s, seen)
            if odds < silence or odds <= together.least[s]:
                continue
            if s == _NAMED:
                found += [self._named(message, address, odds)] if address else []
            else:
                strongest = next(i for i, margins in enumerate(each) if margins[s] == best[s])
                if strongest not in tells:
                    tells[strongest] = self._tells(sentences[strongest])
                found.append(self._found(message, sentences[strongest], tells[strongest], s, odds))
        return Reading(text, tuple(sorted(found, key=lambda f: (f.start, f.end, f.signal.value))))

    def _address(self, message: Message) -> tuple[float, Address | None]:
        """The strongest address by name and its margin."""
        weights = self._model.head.names
        best: tuple[float, Address | None] = (NO_NAME, None)
        for address in addresses(message):
            margin = weights[""] + sum(weights.get(cue, 0.0) for cue in cues(address, message))
            if margin > best[0]:
                best = (margin, address)
        return best

    @staticmethod
    def _named(message: Message, address: Address, odds: float) -> Found:
        start, end = message.tokens[address.first].start, message.tokens[address.last - 1].end
        return Found(Signal.USE_NAME, start, end, message.text[start:end], address.cue, certainty(odds))

    def _tells(self, unit: Unit) -> _Tells:
        """What speaks in a sentence and can be read by a person."""
        place_of = self._model.place_of
        return [
            ("" if name[0] == "R" or (name[0] == "m" and "." not in name) else name, place, first, last)
            for name, (first, last) in unit.told.items()
            if (place := place_of(name)) is not None
        ]

    def _found(self, message: Message, unit: Unit, tells: _Tells, s: int, odds: float) -> Found:
        """The signal with the words that weighed most: the clause, cut down to where its weight lies."""
        tokens, begin = message.tokens, unit.first
        pull = [0.0] * (unit.last - begin)
        words: list[tuple[float, str]] = []
        weights = self._model.weights([tell[1] for tell in tells], s)
        for (name, _, first, last), weight in zip(tells, weights, strict=True):
            if last == first + 1:
                pull[first - begin] += weight
            elif last > first:
                share = weight / (last - first)
                for i in range(first - begin, last - begin):
                    pull[i] += share
            if weight > 0 and name:
                words.append((weight, name))
        clauses = [c for c in message.clauses if c.first >= begin and c.last <= unit.last]
        clause = clauses[0]
        if len(clauses) > 1:
            clause = max(clauses, key=lambda c: sum(p for p in pull[c.first - begin : c.last - begin] if p > 0))
        first, last = clause.first, clause.last
        floor = _EDGE * max(pull[first - begin : last - begin])
        while last - first > 1 and (pull[first - begin] <= floor or not tokens[first].is_word):
            first += 1
        while last - first > 1 and (pull[last - 1 - begin] <= floor or not tokens[last - 1].is_word):
            last -= 1
        start, end = tokens[first].start, max(t.end for t in tokens[first:last])
        words.sort(reverse=True)
        why = ", ".join(name.rsplit(":", 1)[1] for _, name in words[:3])
        return Found(SIGNALS[s], start, end, message.text[start:end], why, certainty(odds))


@cache
def _reader() -> Reader:
    return Reader()


def read(text: str, context: str = "") -> Reading:
    """Read one message with the process-wide reader, made at first use."""
    return _reader().read(text, context)
