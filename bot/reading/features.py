"""What the model sees of a message. The same function feeds training and reading, so that they cannot differ."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection
from dataclasses import dataclass, field
from itertools import pairwise

from bot.craft import Signal
from bot.reading.amounts import durations, money, times, words_of_length, words_of_money, words_of_time
from bot.reading.lexicon import lexicon
from bot.reading.meaning import Run, runs, see_meaning
from bot.reading.message import Message
from bot.reading.rules import Row, rules
from bot.reading.smallwords import small_words
from bot.reading.stance import claim_of, see_stance
from bot.reading.wordclasses import class_of, classes


@dataclass(slots=True)
class Unit:
    """A sentence as the model sees it."""

    first: int
    last: int
    told: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Features that a person can read (words, families, meanings, rules), with the run of tokens they were seen in."""
    shape: list[str] = field(default_factory=list)
    """The others, some of them twice: how it is built, typed and placed, and how it stands to the customer's line."""
    words: list[str] = field(default_factory=list)
    """The words, whose spelling (`spelling_of`) counts besides."""
    rules: list[str] = field(default_factory=list)
    """Those of the features that name the groups of the rules it meets."""

    @property
    def features(self) -> list[str]:
        """All of them, each once."""
        return [*self.told, *dict.fromkeys(self.shape)]


def spelling_of(word: str) -> tuple[str, ...]:
    """The runs of three and four letters of a word and its edges."""
    if not word[0].isalnum():
        return ()
    edged = f"<{word[:24]}>"
    return tuple(f"c:{edged[i : i + n]}" for n in (3, 4) for i in range(len(edged) - n + 1))


def units(message: Message, context: Message | None = None) -> list[Unit]:
    """The message's sentences with their features, and last the whole with what belongs to none of them."""
    out: list[Unit] = []
    tokens = message.tokens
    marks = sorted(_amounts(message), key=lambda m: (m[0], m[0] - m[1]))
    first = 0
    quoted, links = message.quoted, message.links
    stems = [_QUOTED if quoted[i] else _LINK if i in links else t.stem for i, t in enumerate(tokens)]
    said = _content(context) if context is not None else frozenset()
    claim = claim_of(context) if context is not None else None
    for i in range(1, len(tokens) + 1):
        if i == len(tokens) or tokens[i].sentence != tokens[first].sentence:
            unit = _sentence(message, stems, first, i, marks)
            _position(unit, len(out), is_last=i == len(tokens))
            if context is not None:
                _echo(message, unit, said, context)
            if claim is not None:
                see_stance(message, unit, claim)
            out.append(unit)
            first = i
    return out


def _position(unit: Unit, nth: int, *, is_last: bool) -> None:
    """Alone, first, last, or between; and how long."""
    where = "alone" if nth == 0 and is_last else "first" if nth == 0 else "last" if is_last else "between"
    words = unit.last - unit.first
    unit.shape.extend(("p:" + where, f"p:{where} {min(5, words // 3)}"))


def _content(context: Message) -> frozenset[str]:
    """The stems that carry what the customer said, without the small words."""
    return frozenset(t.stem for t in context.tokens if t.is_word and (t.word.isdigit() or t.word not in classes()))


def _echo(message: Message, unit: Unit, said: frozenset[str], context: Message) -> None:
    """What the sentence takes up from the customer's line, and what kind of line that was."""
    tokens = message.tokens[unit.first : unit.last]
    if context.clauses and context.clauses[-1].question:
        lead = context.tokens[context.clauses[-1].first]
        unit.shape.extend(("x:asked", "x:asked " + lead.stem))
    elif context.tokens:
        unit.shape.extend(("x:told",))
    taken = [t.is_word and t.stem in said for t in tokens]
    count = len({t.stem for t, echo in zip(tokens, taken, strict=True) if echo})
    if not count:
        return
    own = sum(t.is_word and t.word not in classes() for t in tokens)
    unit.shape.extend(f"o:{n}" for n in range(1, min(count, 3) + 1))
    unit.shape.extend((f"o:share {min(4, 4 * count // max(1, own))}",))
    row = [
        "^",
        *(
            "<echo>" if echo else class_of(t.word) if t.is_word else t.word
            for t, echo in zip(tokens, taken, strict=True)
        ),
        "$",
    ]
    for one, two, three in zip(row, row[1:], row[2:], strict=False):
        if "<echo>" in (one, two, three):
            unit.shape.extend((f"e:{one} {two} {three}", f"e:{one} {two}"))


def _amounts(message: Message) -> list[tuple[int, int, str]]:
    """Amounts, times and codes with their places. A text without a word of the kind is not searched for it."""
    text = message.text[: message.said_until]
    words = {t.raw.casefold() for t in message.tokens}
    found = _codes(text)
    if not words.isdisjoint(words_of_money()):
        found += [(m.start, m.end, "percent" if m.currency == "%" else "money") for m in money(text)]
    if not words.isdisjoint(words_of_length()):
        found += [(d.start, d.end, "duration") for d in durations(text)]
    if not words.isdisjoint(words_of_time()) or any(w[0].isdigit() for w in words):
        found += [(w.start, w.end, "time") for w in times(text)]
    if message.links:
        links = [message.tokens[i] for i in sorted(message.links)]
        before = [bisect_right(links, start, key=lambda link: link.start) for start, _, _ in found]
        found = [f for f, n in zip(found, before, strict=True) if not n or f[0] >= links[n - 1].end]
    return found


NEVER, ALWAYS = -30.0, 30.0  # beyond any margin that weights reach
SETTLED = 15.0  # a margin that only a rule's "always" reaches
_SETTLED = tuple((f"R:{signal}_never", f"R:{signal}_always") for signal in Signal)
_CERTAIN = frozenset(name for pair in _SETTLED for name in pair)
_QUOTED = "<quoted>"  # stands for every word that is only repeated
_LINK = "<link>"  # stands for every address of the web or of mail
_ENDS = frozenset(".!?\u2026")  # the signs that rules see
_AMOUNTS = frozenset(("money", "percent", "duration", "time", "code"))
_CODE = re.compile(r"\b(?:[A-Z][A-Z0-9]*[-/]?[A-Z0-9]+|[A-Za-z]{1,4}[-_]?\d{1,4}[A-Za-z]?|\d{1,3}[A-Za-z]{2,4})\b")
_MAY_BE_CODE = re.compile(r"[A-Z][-/]?[A-Z0-9]|\d")  # the slower search is only worth its while after this one
_TIME_LIKE = re.compile(
    r"\d+(?:st|nd|rd|th|am|pm|min|mins|hr|hrs|h|k|km|kg|g|ml|cm|mm|gb|mb|x|day|days|pc|p|m|s|in|ft|lb)$", re.IGNORECASE
)


def _codes(text: str) -> list[tuple[int, int, str]]:
    """Abbreviations and codes that a customer need not know; none in a text that shouts."""
    if not _MAY_BE_CODE.search(text):
        return []
    found = [
        (m.start(), m.end(), "code")
        for m in _CODE.finditer(text)
        if m.group().casefold() not in small_words("codes")["known"] and not _TIME_LIKE.match(m.group())
    ]
    if found:
        letters = sum(c.isalpha() for c in text)
        if letters > 12 and sum(c.isupper() for c in text) > 0.6 * letters:
            return []
    return found


def _with_amounts(message: Message, first: int, last: int, marks: list[tuple[int, int, str]]) -> list[Run]:
    """The runs of the families, and the amounts and times (in their order) as runs of their own, which win."""
    tokens = message.tokens
    found: list[Run] = []
    taken: set[int] = set()
    starts = [t.start for t in tokens[first:last]] if marks else []
    for start, end, kind in marks:
        inside = range(first + bisect_left(starts, start), first + bisect_left(starts, end))
        if inside and taken.isdisjoint(inside):
            taken.update(inside)
            found.append((inside[0], inside[-1] + 1, (kind,)))
    found += [f for f in runs(lexicon(), message, first, last) if taken.isdisjoint(range(f[0], f[1]))]
    return sorted(found)


def _sentence(message: Message, stems: list[str], first: int, last: int, marks: list[tuple[int, int, str]]) -> Unit:
    unit = Unit(first, last)
    start, end = message.tokens[first].start, message.tokens[last - 1].end
    among = slice(bisect_left(marks, (start,)), bisect_left(marks, (end,)))
    here = [m for m in marks[among] if m[1] <= end]
    families = _with_amounts(message, first, last, here)
    _words(message, stems, unit)
    _build(message, unit)
    for begin, end, names in families:
        for name in names:
            unit.told.setdefault("f:" + name, (begin, end))
            if message.negated[begin]:
                unit.shape.extend(("nf:" + name,))
    see_meaning(message, unit, [f for f in families if f[2][0] in _AMOUNTS])
    unit.shape.extend(f"a:{kind}" for _, _, kind in here)
    codes = sum(kind == "code" for _, _, kind in here)
    unit.shape.extend(f"a:{least} codes" for least in range(2, min(codes, 3) + 1))
    begins = bisect_left(message.clauses, first, key=lambda c: c.first)
    for clause in message.clauses[begins : bisect_left(message.clauses, last, key=lambda c: c.first)]:
        if clause.last <= last and clause.question:
            lead = " ".join(t.stem for t in message.tokens[clause.first : min(clause.last, clause.first + 2)])
            unit.shape.extend(("q:", "q:" + lead))
    _rules(message, stems, unit, families)
    return unit


def _words(message: Message, stems: list[str], unit: Unit) -> None:
    """Words and pairs of words."""
    tokens, negated = message.tokens, message.negated
    first, last, keep = unit.first, unit.last, unit.told.setdefault
    own = stems[first:last]
    for i, stem in enumerate(own, first):
        keep("w:" + stem, (i, i + 1))
        if stem is not _QUOTED and stem is not _LINK:
            unit.words.append(tokens[i].word)
    if True in negated[first:last]:
        unit.shape.extend("n:" + stem for i, stem in enumerate(own, first) if negated[i])
    row = ["^", *own, "$"]
    pairs = [f"b:{one} {other}" for one, other in pairwise(row)]
    for pair, left, end in zip(pairs, [first, *range(first, last)], [*range(first + 1, last + 1), last], strict=True):
        keep(pair, (left, end))


def _build(message: Message, unit: Unit) -> None:
    """The sentence's build: runs of two and three word classes."""
    tokens, quoted, links = message.tokens, message.quoted, message.links
    kinds = ["^"]
    for i in range(unit.first, unit.last):
        token = tokens[i]
        kinds.append(
            _QUOTED if quoted[i] else _LINK if i in links else class_of(token.word) if token.is_word else token.word
        )
    kinds.append("$")
    pairs = [f"k:{one} {other}" for one, other in pairwise(kinds)]
    unit.shape.extend(pairs)
    unit.shape.extend([f"{pair} {third}" for pair, third in zip(pairs, kinds[2:], strict=False)])


def _rules(message: Message, stems: list[str], unit: Unit, families: list[Run]) -> None:
    tokens = message.tokens
    kept = [i for i in range(unit.first, unit.last) if tokens[i].is_word or tokens[i].word in _ENDS]
    row = Row([stems[i] for i in kept], {}, {})
    for k, stem in enumerate(row.stems):
        row.add(stem, k, k + 1)
    if families:
        nth = {i: k for k, i in enumerate(kept)}
        for first, last, names in families:
            inside = [nth[i] for i in range(first, last) if i in nth]
            for name in names if inside else ():
                row.add(("@" if name in _AMOUNTS else "#") + name, inside[0], inside[-1] + 1)
    seen = unit.told
    for rule, first, last in rules().hits(row):
        place = (kept[first], kept[last - 1] + 1)
        group = f"R:{rule.group}"
        if group not in seen:
            seen[group] = place
            unit.rules.append(group)
        seen.setdefault(f"r:{rule.group}:{rule.pattern}", place)


def certainties(features: Collection[str]) -> list[tuple[int, float]]:
    """The signals, by number, that a sentence's rules settle whatever the weights say, with what is added for it."""
    if _CERTAIN.isdisjoint(features):
        return []
    return [
        (s, NEVER if never in features else ALWAYS)
        for s, (never, always) in enumerate(_SETTLED)
        if never in features or always in features
    ]
