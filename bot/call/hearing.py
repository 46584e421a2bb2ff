"""What one message of the agent amounts to, for this customer at this moment: reading, conduct, questions, offers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from bot.call.authority import exceeds
from bot.call.case import Case
from bot.call.events import Phase
from bot.call.offers import Offer, proposals_in
from bot.call.questions import Asked
from bot.call.repetition import has_digit, normal, said_before
from bot.call.rules import Rules
from bot.call.talk import Talk
from bot.call.topics import about, mentioned, mentions, wordings_file
from bot.craft import CALMING, HEATING, Conduct, Signal
from bot.reading import Found, Reading
from bot.reading.message import Clause, Message, message_of
from bot.reading.spelling import vocabulary
from bot.reading.wording import Match

_TOPICS = (
    "goodbye",
    "greeting",
    "are_you_a_bot",
    "asked_secret",
    "flattery",
    "limit_set",
    "vague_offer",
    "go_on",
    "asks_leave",
)
_CARING = frozenset(
    (
        Signal.ACKNOWLEDGE,
        Signal.APOLOGIZE,
        Signal.BUILD_ALLIANCE,
        Signal.CONFIRM_UNDERSTANDING,
        Signal.EMPATHIZE,
        Signal.INVITE_STORY,
        Signal.TAKE_OWNERSHIP,
    )
)
"""Who does this is with the customer, whatever else is mentioned."""
_REMARK = 5  # words; less is a remark, not yet another topic, even where it is small talk
_TOPIC = 7  # words; less is too little to tell


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
    """Topics of wordings.toml that it touches, with their quotes, and `choice`, `minds_safety`, `nonsense`,
    `foreign_language`, `filler`."""
    words: int
    normal: str
    """Its words that matter, as compared with earlier messages."""
    stuffed: bool
    premature: bool
    when: str
    """The words that say by when, wherever they stand in the message."""

    def has(self, *signals: Signal) -> bool:
        return any(s in self.reading.signals for s in signals)

    @property
    def repeated(self) -> bool:
        return Conduct.REPEATED_SELF in self.conduct

    @property
    def invites(self) -> bool:
        """Leaves it to the customer to tell."""
        return self.has(Signal.INVITE_STORY) or "go_on" in self.topics

    def heating(self) -> tuple[Found, ...]:
        return tuple(f for f in self.reading.found if f.signal in HEATING)

    def calming(self) -> tuple[Found, ...]:
        return tuple(f for f in self.reading.found if f.signal in CALMING)


def listen(text: str, reading: Reading, case: Case, talk: Talk, moment: Moment, rules: Rules) -> Hearing:
    """Understand a message. Pure: remembers nothing, changes nothing."""
    message = message_of(text)
    topics = {topic: match.quote for topic, match in mentioned(message, *_TOPICS).items()}
    reading = _addressed(reading, message, case, topics)
    asked = case.asked(message, reading)
    if Signal.CONFIRM_UNDERSTANDING in reading.signals:  # what a summary says back is not asked once more
        asked = tuple(a for a in asked if a.fact not in talk.told)
    proposals = proposals_in(message, reading)
    offers = case.offers(message, reading, proposals)
    offers += case.passed_on(message, talk.approved - talk.standing.keys() - {o.remedy.id for o in offers})
    if talk.standing or any(not o.refused for o in offers):
        asked, choice = _choosing(asked, message, case)
        topics |= {"choice": choice} if choice else {}
    if minds := case.minds_safety(message):
        topics["minds_safety"] = minds
    reading = _no_wall(reading, offers)
    promises = tuple((p.start, p.end) for p in proposals if p.commits)
    said_back = dict(case.named_facts(message))
    asked_for = _asked_for(asked, message, reading, said_back) - {a.fact for a in asked if _invites(a, talk)}
    named = tuple(
        (fact, match.quote)
        for fact, match in said_back.items()
        if fact not in talk.facts_heard | asked_for and not _of_offer(fact, match, message, offers, case)
    )
    words, matter = sum(token.is_word for token in message.tokens), normal(message)
    topics |= _oddities(message, reading, words, known=bool(asked or offers or named or topics))
    owed = _feels_ready(moment, rules) and any(_unanswered(offer, talk) for offer in offers)
    repeated = "go_on" not in topics and not owed and said_before(matter, words, talk, rules)
    premature = _is_premature(offers, message, promises, case, talk, moment, rules)
    conduct = [
        (Conduct.INTERRUPTED, moment.cut_off),
        (Conduct.PREMATURE_SOLUTION, premature),
        (Conduct.ASKED_AGAIN, any(fact in case.on_file or fact in talk.told for fact in asked_for)),
        (Conduct.REPEATED_SELF, repeated),
        (Conduct.BEYOND_AUTHORITY, exceeds(offers, message, promises, reading, case.persona, talk.approved)),
        (Conduct.NAMED_FACT, bool(named)),
        (
            Conduct.OFF_TOPIC,
            not (asked or offers or said_back) and _off_topic(message, reading, case, words, known=bool(topics)),
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
        normal=matter,
        stuffed=recited(reading.found, rules, story_told=moment.story_told, named=bool(named)),
        premature=premature,
        when=next((o.when for o in offers if o.when), "") or reading.quote(Signal.GIVE_TIMEFRAME),
    )


def recited(found: Iterable[Found], rules: Rules, *, story_told: bool, named: bool) -> bool:
    """Whether there are so many kind words in one message as only a card holds (T14).

    Who says back what only this customer's case holds (`named`) is not reading from a card, however much is said.
    """
    most = rules.limits.stuffed_later if story_told or named else rules.limits.stuffed_early
    return sum(f.signal in CALMING for f in found) >= most


def _addressed(reading: Reading, message: Message, case: Case, topics: dict[str, str]) -> Reading:
    """The reading with what only the case can know: this customer's name, and a polite limit that is no quarrel."""
    found = [f for f in reading.found if f.signal is not Signal.USE_NAME]
    name = case.addresses(message)
    if name and not message.text[name.end : name.end + 2].casefold().startswith(("'s", "\u2019s")):
        found.append(Found(Signal.USE_NAME, name.start, name.end, name.quote, "the customer's name"))
    if "limit_set" in topics:  # R14: a polite limit on abuse is right, not an argument
        found = [f for f in found if f.signal not in (Signal.ARGUE, Signal.DISMISS, Signal.HIDE_BEHIND_POLICY)]
    return Reading(reading.text, tuple(sorted(found, key=lambda f: (f.start, f.signal.value))))


def _choosing(asked: tuple[Asked, ...], message: Message, case: Case) -> tuple[tuple[Asked, ...], str]:
    """With something on the table, "which would you prefer?" asks for a choice, not for what was wanted at first.

    Returns what is asked besides, and the words that leave the choice.
    """
    for a in asked:
        clause = message.clause_at(a.start) if a.fact in case.wanted else None
        if clause and mentions(message_of(message.text[clause.start : clause.end]), "chooses"):
            return tuple(other for other in asked if other.fact not in case.wanted), a.quote
    return asked, ""


def _no_wall(reading: Reading, offers: tuple[Offer, ...]) -> Reading:
    """A refusal beside something that the case allows is a limit with an alternative, not a wall of policy (T11)."""
    if all(o.refused or o.remedy.kind == "wrong" for o in offers):
        return reading
    return Reading(reading.text, tuple(f for f in reading.found if f.signal is not Signal.HIDE_BEHIND_POLICY))


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


def _asked_for(
    asked: tuple[Asked, ...], message: Message, reading: Reading, back: Mapping[str, Match]
) -> frozenset[str]:
    """The facts that the customer has to say again; "is it still 555-0142?" reads one back instead."""
    return frozenset(
        a.fact
        for a in asked
        if not _sums_up(a, message, reading)
        and (a.fact not in back or not _reads_back(message, back[a.fact], message.clause_at(a.start)))
    )


def _invites(a: Asked, talk: Talk) -> bool:
    """An open question for what was not told yet is an invitation, whatever the file says of it."""
    return a.open and a.fact not in talk.told


def _sums_up(a: Asked, message: Message, reading: Reading) -> bool:
    """Told, though it looks like a question: "when the driver scans it, the scanner takes a picture"."""
    clause = message.clause_at(a.start)
    if clause is None or clause.question:
        return False
    here = {f.signal for f in reading.found if f.start < clause.end and clause.start < f.end}
    return Signal.CONFIRM_UNDERSTANDING in here and Signal.CLARIFY not in here


def _reads_back(message: Message, match: Match, clause: Clause | None) -> bool:
    if clause is None or not clause.start <= match.start < clause.end:
        return False
    first = next((t.word for t in message.tokens[clause.first : clause.last] if t.is_word), "")
    return has_digit(match.quote) or first not in _openers()


@cache
def _openers() -> frozenset[str]:
    return frozenset(wordings_file()["openers"].split())


def _of_offer(fact: str, match: Match, message: Message, offers: tuple[Offer, ...], case: Case) -> bool:
    """Words of the offer itself ("by express"), not the customer's own said back."""
    here = message.clause_at(match.start)
    if here is None or has_digit(match.quote):
        return False
    if fact in case.past and mentions(message_of(message.text[here.start : here.end]), "proposes"):
        return True  # "I will call you back" is not the call that was promised before
    stems = {t.stem for t in message.tokens if t.is_word and match.start <= t.start < match.end}
    return any(
        stems <= case.remedy_words[offer.remedy.id]
        and (clause := message.clause_at(offer.start)) is not None
        and clause.sentence == here.sentence
        for offer in offers
    )


def _feels_ready(moment: Moment, rules: Rules) -> bool:
    """R1: the story is out and they feel heard."""
    return moment.story_told and moment.heard >= rules.hearing["enough"]


def _unanswered(offer: Offer, talk: Talk) -> bool:
    """It came too early and they have yet to answer: saying it once more is no repetition."""
    standing = talk.standing.get(offer.remedy.id)
    return standing is not None and not standing.answered


def _is_premature(
    offers: tuple[Offer, ...],
    message: Message,
    promises: Iterable[tuple[int, int]],
    case: Case,
    talk: Talk,
    moment: Moment,
    rules: Rules,
) -> bool:
    safety = case.persona.safety
    meant = [o for o in offers if not o.refused]
    if safety and any(o.remedy.id == safety.remedy for o in meant):
        return False
    if not _feels_ready(moment, rules):
        return bool(meant) or _puts_forward(message, promises)
    return bool(meant) and bool(case.key_facts) and not case.key_facts & talk.told.keys()


def _puts_forward(message: Message, sentences: Iterable[tuple[int, int]]) -> bool:
    """Whether a sentence holds a solution of any kind, also one that this case does not know."""
    for start, end in sentences:
        part = message_of(message.text[start:end])
        reported = mentions(part, "reports") and not mentions(part, "proposes")
        if not reported and mentions(part, "solutions") and not mentions(part, "declines"):
            return True
    return False


def _off_topic(message: Message, reading: Reading, case: Case, words: int, *, known: bool) -> bool:
    """Talk of something else: known small talk without a word of the matter, or nothing that belongs to any call."""
    if words < _REMARK or reading.signals & _CARING or mentions(message, "service"):
        return False
    asks = [message.clause_at(f.start) for f in reading.found if f.signal is Signal.CLARIFY]
    for _, _, match in about("small_talk").find_in(message):
        if asks and message.clause_at(match.start) not in asks:
            continue  # what they ask about is something else, and the remark goes by the way
        if not all(t.stem in case.matter for t in message.tokens if t.is_word and match.start <= t.start < match.end):
            return True
    if words < _TOPIC or known or reading.found:
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
