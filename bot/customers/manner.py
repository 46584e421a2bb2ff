"""How a customer types: capitals, full stops, slips, shouted words, mild language, and how long typing takes.

Manner works on a line before its slots are filled, so that codes, names and amounts of the case stay as they are;
what stands in the line itself (a name, a number, an address) is left alone too.
"""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from random import Random

from bot.customers.persona import Manner, Persona, Register
from bot.customers.stock import MildLanguage
from bot.customers.voice_rules import register_of, voice_rules

_TOKEN = re.compile(r"\{[a-z0-9_]+\}|[^\s{}]+|[{}]")
_CORE = re.compile(r"[^\W_](?:[^\s]*[^\W_])?")
_SENTENCE_START = re.compile(r"(?:^|[.!?\u2026]\s+)$")
_PRONOUNS = ("I", "I'm", "I've", "I'd", "I'll", "I\u2019m", "I\u2019ve", "I\u2019d", "I\u2019ll")
Change = Callable[[str, bool], str]
_LAST_STOP = re.compile(r"(?<![.\u2026])\.$")


def _is_code(word: str) -> bool:
    """Codes, numbers, amounts, addresses and abbreviations: never touched."""
    if any(c.isdigit() for c in word) or any(c in "@/\\_#$€£&" for c in word):
        return True
    return "." in word or (len(word) > 1 and word.isupper())


@lru_cache(maxsize=64)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    either = "|".join(re.escape(word) for word in longest_first)
    return re.compile(rf"(?<![\w{{@'\u2019-])(?:{either})(?![\w}}@'\u2019-])", re.IGNORECASE)


def _as_cased(new: str, old: str) -> str:
    if len(old) > 1 and old.isupper():
        return new.upper()
    return new[:1].upper() + new[1:] if old[:1].isupper() else new


def softened(text: str, mild: MildLanguage) -> str:
    """The text without a curse."""
    if not mild.words:
        return text
    replaced = _pattern(tuple(mild.words)).sub(lambda m: _as_cased(mild.words[m[0].casefold()], m[0]) or "\0", text)
    if "\0" not in replaced:
        return replaced
    # A curse left out: no double space, no lone comma, and the sentence still begins with a capital.
    replaced = re.sub(r"\0\s*,?\s*", "\0", replaced)
    replaced = re.sub(r"(^|[.!?]\s+)\0+(\w)", lambda m: m[1] + m[2].upper(), replaced)
    replaced = re.sub(r"\s*\0+([.,!?])", r"\1", replaced).replace("\0", "")
    return re.sub(r" {2,}", " ", replaced).strip()


class Hand:
    """How one customer writes. Slots stay as they stand."""

    def __init__(self, persona: Persona) -> None:
        self._manner = persona.manner
        said = (persona.name, persona.company, *persona.called)
        self._names = frozenset(part.casefold() for text in said for part in re.findall(r"[^\W\d_]+", text))
        self._slips = {word.casefold(): typed for word, typed in persona.manner.slips.items()}

    def write(self, template: str, anger: int, rng: Random) -> str:
        """A line as this customer types it at this anger."""
        hot = register_of(anger) is Register.HOT
        text = self._with_slips(template, self._manner.slip_share * anger / 100, rng)
        if self._manner.capitals == "lower":
            text = self._each_word(text, _lowered)
        elif self._manner.capitals == "shouts" and hot:
            text = self._shouted(text, rng)
        return _stopped(text, self._manner, hot=hot)

    def _with_slips(self, text: str, share: float, rng: Random) -> str:
        if not self._slips or share <= 0:
            return text

        def typed(found: re.Match[str]) -> str:
            word = found[0]
            slipped = rng.random() < share
            around = _around(text, found.start(), found.end())
            if not slipped or word.casefold() in self._names or _is_code(around):
                return word
            return _as_cased(self._slips[word.casefold()], word)

        return _pattern(tuple(self._slips)).sub(typed, text)

    def _each_word(self, text: str, change: Change) -> str:
        """Change every word that is no slot, code or name."""

        def changed(found: re.Match[str]) -> str:
            token = found[0]
            core = _CORE.search(token)
            if token.startswith("{") or core is None or _is_code(core[0]):
                return token
            if re.sub(r"['\u2019]s$", "", core[0]).casefold() in self._names:
                return token
            starts = _SENTENCE_START.search(text[: found.start()]) is not None
            return token[: core.start()] + change(core[0], starts) + token[core.end() :]

        return _TOKEN.sub(changed, text)

    def _shouted(self, text: str, rng: Random) -> str:
        rules = voice_rules().emphasis
        left = rules.most

        def shouted(word: str, _starts: bool) -> str:  # noqa: FBT001 - the shape of Change
            nonlocal left
            if left == 0 or word.casefold() not in rules.words or rng.random() >= rules.share:
                return word
            left -= 1
            return word.upper()

        return self._each_word(text, shouted)


def _lowered(word: str, starts: bool) -> str:  # noqa: FBT001 - the shape of Change
    return word.lower() if starts or word in _PRONOUNS else word


def _around(text: str, start: int, end: int) -> str:
    """The whole token in which a match stands, without the punctuation at its ends."""
    while start > 0 and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    core = _CORE.search(text[start:end])
    return core[0] if core else ""


def _stopped(text: str, manner: Manner, *, hot: bool) -> str:
    match manner.full_stops:
        case "sparse":
            return _LAST_STOP.sub("", text)
        case "dots":
            return _LAST_STOP.sub("...", text)
        case "bangs" if hot:
            return _LAST_STOP.sub("!", text)
        case _:
            return text


def filled(template: str, slots: Mapping[str, str], *, capitals: bool = True) -> str:
    """The text with its slots filled; a sentence that begins with a slot gets its capital."""
    if "{" not in template:
        return template

    def value(found: re.Match[str]) -> str:
        said = slots[found[0][1:-1]]
        first = said.split(" ", 1)[0].strip(",;:")
        plain = first.isalpha() and first.islower()  # not iPhone, not an e-mail address
        starts = _SENTENCE_START.search(template[: found.start()]) is not None
        return said[:1].upper() + said[1:] if capitals and plain and starts else said

    return re.sub(r"\{[a-z][a-z0-9_]*\}", value, template)


def typing_seconds(text: str, persona: Persona, anger: int) -> float:
    """How long this customer types at a message: believable, within the limits of voice.toml."""
    rules = voice_rules().typing
    a_minute = persona.manner.words_per_minute * (1 + rules.haste * anger / 100)
    # A word is five keystrokes, as typing speed is counted.
    seconds = rules.thinking + len(text) / 5 / a_minute * 60
    return round(min(rules.most, max(rules.least, seconds)), 1)
