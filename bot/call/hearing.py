"""What one message of the agent amounts to, for this customer at this moment: reading, conduct, questions, offers."""

from dataclasses import dataclass

from rapidfuzz import fuzz, utils

from bot.call.case import Asked, Case, Offer, mentioned, mentions
from bot.call.events import Phase
from bot.call.rules import Rules
from bot.call.talk import Talk
from bot.craft import CALMING, HEATING, Conduct, Signal
from bot.customers.persona import Remedy
from bot.reading import Found, Reading
from bot.reading.amounts import money
from bot.reading.message import Message
from bot.reading.spelling import vocabulary

_TOPICS = (
    "goodbye",
    "greeting",
    "are_you_a_bot",
    "asked_secret",
    "flattery",
    "limit_set",
    "vague_offer",
    "go_on",
)


@dataclass(frozen=True, slots=True)
class Moment:
    """What the call knows when the message arrives."""

    anger: int
    heard: float
    story_told: bool
    cut_off: bool
    """The customer was still typing."""


@dataclass(frozen=True, slots=True)
class Hearing:
    """A message, understood."""

    text: str
    reading: Reading
    conduct: tuple[Conduct, ...]
    asked: tuple[Asked, ...]
    offers: tuple[Offer, ...]
    named: tuple[tuple[str, str], ...]
    """Facts said back for the first time, each with its quote."""
    topics: dict[str, str]
    """Topics of wordings.toml that it touches, with their quotes, and `nonsense`, `foreign_language`, `filler`."""
    words: int
    stuffed: bool
    premature: bool
    when: str
    """The words that say by when, wherever they stand in the message."""

    def has(self, *signals: Signal) -> bool:
        return any(s in self.reading.signals for s in signals)

    @property
    def repeated(self) -> bool:
        return Conduct.REPEATED_SELF in self.conduct

    def heating(self) -> tuple[Found, ...]:
        return tuple(f for f in self.reading.found if f.signal in HEATING)

    def calming(self) -> tuple[Found, ...]:
        return tuple(f for f in self.reading.found if f.signal in CALMING)


def normal(text: str) -> str:
    """The message as compared with earlier ones."""
    return str(utils.default_process(text)).strip()


def beyond_authority(remedy: Remedy, amount: float | None, approved: set[str]) -> bool:
    if remedy.authority == "nobody":
        return True
    if remedy.authority == "supervisor" and remedy.id not in approved:
        return True
    return amount is not None and remedy.up_to is not None and amount > remedy.up_to


def listen(text: str, reading: Reading, case: Case, talk: Talk, moment: Moment, rules: Rules) -> Hearing:
    """Understand a message. Pure: remembers nothing, changes nothing."""
    message = Message(text)
    topics = {topic: match.quote for topic, match in mentioned(message, *_TOPICS).items()}
    reading = _addressed(reading, message, case, topics)
    asked = case.asked(message, reading)
    offers = case.offers(message, reading)
    named = tuple((fact, match.quote) for fact, match in case.named_facts(message) if fact not in talk.facts_heard)
    words = sum(token.is_word for token in message.tokens)
    topics |= _oddities(message, reading, words, known=bool(asked or offers or named or topics))
    calming = sum(f.signal in CALMING for f in reading.found)
    limit = rules.limits.stuffed_later if moment.story_told else rules.limits.stuffed_early
    repeated = _said_before(text, words, talk, rules)
    premature = _is_premature(offers, case, talk, moment, rules)
    conduct = [
        (Conduct.INTERRUPTED, moment.cut_off),
        (Conduct.PREMATURE_SOLUTION, premature),
        (Conduct.ASKED_AGAIN, any(a.fact in case.on_file or a.fact in talk.told for a in asked)),
        (Conduct.REPEATED_SELF, repeated),
        (Conduct.BEYOND_AUTHORITY, _exceeds(offers, case, talk, reading, text)),
        (Conduct.NAMED_FACT, bool(named)),
        (
            Conduct.OFF_TOPIC,
            _off_topic(message, reading, case, words, known=bool(asked or offers or named or topics)),
        ),
        (
            Conduct.TOO_LONG,
            words > rules.limits.too_long_words and moment.anger >= rules.limits.too_long_from_anger,
        ),
        (Conduct.SHOUTED, _shouted(text, rules)),
        (Conduct.NO_APOLOGY, _no_apology(reading, talk, rules)),
    ]
    return Hearing(
        text=text,
        reading=reading,
        conduct=tuple(c for c, shown in conduct if shown),
        asked=asked,
        offers=offers,
        named=named,
        topics=topics,
        words=words,
        stuffed=calming >= limit,
        premature=premature,
        when=next((o.when for o in offers if o.when), "") or reading.quote(Signal.GIVE_TIMEFRAME),
    )


def _addressed(reading: Reading, message: Message, case: Case, topics: dict[str, str]) -> Reading:
    """The reading with what only the case can know: this customer's name, and a polite limit that is no quarrel."""
    found = [f for f in reading.found if f.signal is not Signal.USE_NAME]
    name = case.addresses(message)
    if name and not message.text[name.end : name.end + 2].casefold().startswith(("'s", "\u2019s")):
        found.append(Found(Signal.USE_NAME, name.start, name.end, name.quote, "the customer's name"))
    if "limit_set" in topics:  # R14: a polite limit on abuse is right, not an argument
        found = [f for f in found if f.signal not in (Signal.ARGUE, Signal.DISMISS, Signal.HIDE_BEHIND_POLICY)]
    return Reading(reading.text, tuple(sorted(found, key=lambda f: (f.start, f.signal.value))))


def _oddities(message: Message, reading: Reading, words: int, *, known: bool) -> dict[str, str]:
    if reading.found or known:
        return {}
    text = message.text
    letters = [c for c in text if c.isalpha()]
    if not letters:
        return {"nonsense": text[:40]} if len(text.strip()) > 3 else {"filler": text.strip()}
    if sum(not c.isascii() for c in letters) > len(letters) / 2:
        return {"foreign_language": text[:40]}
    spoken = [t for t in message.tokens if t.is_word and not t.word.isdigit()]
    strange = sum(t.word not in vocabulary() and t.stem not in vocabulary() for t in spoken)
    if spoken and strange >= max(1, 0.6 * len(spoken)):
        foreign = mentions(message, "foreign") or sum(not c.isascii() for c in letters) >= 2
        if foreign:
            return {"foreign_language": text[:40]}
        if len(spoken) > 2 or len(spoken[0].word) > 6:
            return {"nonsense": text[:40]}
    return {"filler": text.strip()} if words <= 3 else {}


def _said_before(text: str, words: int, talk: Talk, rules: Rules) -> bool:
    now = normal(text)
    if not now or words < 2:
        return False
    if words < rules.limits.near_copy_words:
        return words > 2 and now in talk.texts
    # Only the first part is compared: enough to know a pasted formula, and linear for very long messages.
    return any(
        abs(len(old) - len(now)) <= 0.35 * max(len(old), len(now))
        and fuzz.ratio(old[:600], now[:600]) >= rules.limits.near_copy
        for old in talk.texts
    )


def _is_premature(offers: tuple[Offer, ...], case: Case, talk: Talk, moment: Moment, rules: Rules) -> bool:
    safety = case.persona.safety
    meant = [o for o in offers if not o.refused and not (safety and o.remedy.id == safety.remedy)]
    if not meant:
        return False
    if not moment.story_told or moment.heard < rules.hearing["enough"]:
        return True
    return bool(case.key_facts) and not case.key_facts & talk.told.keys()


def _exceeds(offers: tuple[Offer, ...], case: Case, talk: Talk, reading: Reading, text: str) -> bool:
    if any(beyond_authority(o.remedy, o.amount, talk.approved) for o in offers if not o.refused):
        return True
    gift = reading.quote(Signal.OFFER_COMPENSATION)
    if not gift or offers:
        return False
    sums = [m.value for m in money(text) if m.currency != "%"]
    return bool(sums) and max(sums) > case.persona.authority.credit_up_to


def _off_topic(message: Message, reading: Reading, case: Case, words: int, *, known: bool) -> bool:
    if words < 7 or known or reading.found:  # a short remark is not yet another topic
        return False
    return not any(t.stem in case.vocabulary for t in message.tokens if t.is_word and len(t.word) > 3)


def _shouted(text: str, rules: Rules) -> bool:
    letters = [c for c in text if c.isalpha()]
    capitals = sum(c.isupper() for c in letters)
    return len(letters) >= rules.limits.shouted_letters and capitals >= rules.limits.shouted_share * len(letters)


def _no_apology(reading: Reading, talk: Talk, rules: Rules) -> bool:
    if talk.apologies() or Signal.APOLOGIZE in reading.signals or talk.agreed:
        return False
    due = rules.limits.no_apology_turn + 3 * talk.no_apology_noted
    return talk.turn >= due and talk.no_apology_noted < 2 and talk.phase is not Phase.VENTING
