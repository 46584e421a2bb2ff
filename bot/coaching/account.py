"""The account of a call: its events, put together turn by turn. What a coach looks at; it judges nothing yet.

Everything here comes from the events of the call, so that a stored call gives the same account for ever.
"""

from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from bot.call import Call, Event, Mood, Outcome, Phase, Reason
from bot.call.events import (
    AgentSaid,
    CameBack,
    CustomerSaid,
    Ended,
    FactTold,
    HeldOn,
    HintShown,
    MoodMoved,
    NoteTaken,
    OfferWeighed,
    Read,
    SupervisorAnswered,
)
from bot.call.hearing import recited
from bot.call.rules import Rules, load_rules
from bot.call.topics import mentions
from bot.craft import CALMING, HEATING, Conduct, Signal
from bot.customers.persona import Persona
from bot.reading import Found
from bot.reading.message import Message

_CERTAIN = 0.7
"""Of the findings of about this certainty so many are right; a hard fail must not rest on less."""
_HEATING = frozenset(signal.value for signal in HEATING)
GOOD_VERDICTS = frozenset(("heard", "no_time", "noted"))
"""What became of an offer that one may make and that helps; `noted` came too early but stands."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of the trainee and what it did."""

    number: int
    at: float
    text: str
    heard: str
    """What the customer had said last."""
    phase: Phase
    """The phase in which the message was sent."""
    before: Mood
    after: Mood
    found: tuple[Found, ...]
    conduct: tuple[Conduct, ...]
    reasons: tuple[Reason, ...]
    offers: tuple[OfferWeighed, ...]
    stuffed: bool
    asked_secret: bool
    floor: str
    """Which floor of mood.toml kept the anger from sinking further; empty where none did."""

    @property
    def delta(self) -> int:
        return self.after.anger - self.before.anger

    @property
    def signals(self) -> frozenset[Signal]:
        return frozenset(f.signal for f in self.found)

    @property
    def causes(self) -> frozenset[str]:
        return frozenset(r.cause for r in self.reasons)

    @property
    def heated(self) -> bool:
        """Something plainly unkind was in it."""
        return any(f.signal in HEATING and not self.doubtful(f.signal) for f in self.found)

    def doubtful(self, signal: Signal) -> bool:
        """An unkind signal was not read for certain, or its words carry a kind one too: in doubt for the trainee."""
        kind = [f for f in self.found if f.signal in CALMING]
        places = [f for f in self.found if f.signal is signal]
        return bool(places) and all(
            f.certainty < _CERTAIN or any(k.start < f.end and f.start < k.end for k in kind) for f in places
        )

    @property
    def hollow(self) -> bool:
        """Nothing in it counts: said before, or recited from a card."""
        return self.stuffed or Conduct.REPEATED_SELF in self.conduct

    def has(self, *signals: Signal) -> bool:
        return any(s in self.signals for s in signals)

    def shows(self, cause: str) -> bool:
        """Whether a signal, a conduct or a rule showed in it, also where it moved nothing any more."""
        if cause == "asked_secret":
            return self.asked_secret
        if cause == "stuffed":
            return self.stuffed
        return cause in self.causes or cause in self.signals or cause in self.conduct

    def quote(self, cause: str) -> str:
        """The words that show the cause; empty where none do."""
        found = next((f.quote for f in self.found if f.signal == cause), "")
        return found or next((r.quote for r in self.reasons if r.cause == cause), "")

    def worth(self, signal: Signal) -> float:
        """How far the message used the signal well: 1, half beside an unkind word, 0 where it was worn out."""
        if signal not in self.signals or self.hollow:
            return 0.0
        worn = {Signal.APOLOGIZE: "apology_worn_out", Signal.EMPATHIZE: "empathy_worn_out"}.get(signal)
        if worn in self.causes:
            return 0.0
        return 0.5 if self.heated else 1.0


@dataclass(frozen=True, slots=True)
class Timed:
    """The mood moved without a message: silence, a hold, the supervisor."""

    at: float
    turn: int
    before: Mood
    after: Mood
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Account:
    """One call, as the coach sees it."""

    persona: Persona
    start: Mood
    end: Mood
    outcome: Outcome | None
    seconds: float
    turns: tuple[Turn, ...]
    timed: tuple[Timed, ...]
    told: tuple[FactTold, ...]
    beats: frozenset[str]
    """The steps of the story that were told."""
    holds: tuple[HeldOn, ...]
    returns: tuple[CameBack, ...]
    approvals: tuple[SupervisorAnswered, ...]
    hints: int
    notes: tuple[str, ...]

    @cached_property
    def offers(self) -> tuple[OfferWeighed, ...]:
        return tuple(offer for turn in self.turns for offer in turn.offers)

    @cached_property
    def standing(self) -> dict[str, OfferWeighed]:
        """Every remedy that was offered and may be given: its last good offer, with the time wherever it was said."""
        standing: dict[str, OfferWeighed] = {}
        for offer in self.offers:
            if offer.verdict in GOOD_VERDICTS:
                standing[offer.remedy] = offer
        return standing

    @property
    def worst(self) -> int:
        """The highest anger from the trainee's first message on."""
        after = [t.after.anger for t in self.turns] + [t.after.anger for t in self.timed]
        return max(after, default=self.end.anger)

    def turn(self, number: int) -> Turn | None:
        return next((t for t in self.turns if t.number == number), None)

    def used(self, *signals: Signal) -> float:
        """In how many messages one of the signals was used well."""
        return sum(max(t.worth(s) for s in signals) for t in self.turns)

    def first(self, *signals: Signal) -> Turn | None:
        """The first message that used one of them well."""
        return next((t for t in self.turns if any(t.worth(s) for s in signals)), None)

    def shown(self, cause: str) -> float:
        """How often a signal, a conduct or a rule showed, in messages and between them; half where it is doubtful."""
        if cause == "hint":
            return self.hints
        between = sum(any(r.cause == cause for r in t.reasons) for t in self.timed)
        turns = [t for t in self.turns if t.shows(cause) and not self._counted(t, cause)]
        if cause in _HEATING:
            return between + sum(0.5 if t.doubtful(Signal(cause)) else 1.0 for t in turns)
        return between + len(turns)

    def _counted(self, turn: Turn, cause: str) -> bool:
        """What a hold did stands in the hold's own change and again in the next message's conduct: it counts once."""
        hold = (Conduct.LONG_HOLD, Conduct.KEPT_HOLD_PROMISE, Conduct.BROKE_HOLD_PROMISE)
        return cause in hold and any(
            t.turn == turn.number - 1 and any(r.cause == cause for r in t.reasons) for t in self.timed
        )


def account_of(call: Call) -> Account:
    """The account of a call, finished or not."""
    books = _Books(call.persona, load_rules(), call.now)
    for event in call.events:
        books.enter(event)
    return books.account(call)


@dataclass(slots=True)
class _Books:
    """Puts the events together, one after the other."""

    persona: Persona
    rules: Rules
    seconds: float
    start: Mood | None = None
    heard: str = ""
    phase: Phase = Phase.VENTING
    said: AgentSaid | None = None
    reading: Read | None = None
    offers: list[OfferWeighed] = field(default_factory=list)
    turns: list[Turn] = field(default_factory=list)
    timed: list[Timed] = field(default_factory=list)
    told: list[FactTold] = field(default_factory=list)
    beats: set[str] = field(default_factory=set)
    holds: list[HeldOn] = field(default_factory=list)
    returns: list[CameBack] = field(default_factory=list)
    approvals: list[SupervisorAnswered] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    hints: int = 0

    def enter(self, event: Event) -> None:
        match event:
            case CustomerSaid():
                self.heard = event.text
                self.start = self.start or Mood(event.state, event.anger)
                self.beats |= {o.removeprefix("beat:") for o in event.occasions if o.startswith("beat:")}
            case AgentSaid():
                self.said, self.reading, self.offers = event, None, []
            case Read():
                self.reading = event
            case OfferWeighed():
                self.offers.append(event)
            case MoodMoved():
                self._moved(event)
            case _:
                self._beside(event)

    def _beside(self, event: Event) -> None:
        """What happens beside the talk."""
        match event:
            case FactTold():
                self.told.append(event)
            case HeldOn():
                self.holds.append(event)
            case CameBack():
                self.returns.append(event)
            case SupervisorAnswered():
                self.approvals.append(event)
            case HintShown():
                self.hints += 1
            case NoteTaken():
                self.notes.append(event.text)
            case Ended():
                self.seconds = event.at
            case _:
                pass

    def _moved(self, moved: MoodMoved) -> None:
        self.start = self.start or moved.before
        if self.said is not None and self.reading is not None:
            self.turns.append(self._turn(self.said, self.reading, moved))
            self.said = None
        else:
            self.timed.append(Timed(moved.at, moved.turn, moved.before, moved.after, moved.reasons))
        self.phase = moved.phase

    def _turn(self, said: AgentSaid, reading: Read, moved: MoodMoved) -> Turn:
        told = len(self.beats) >= len(self.persona.story)
        card = recited(reading.found, self.rules, story_told=told, named=Conduct.NAMED_FACT in reading.conduct)
        return Turn(
            number=said.turn,
            at=said.at,
            text=said.text,
            heard=self.heard,
            phase=self.phase,
            before=moved.before,
            after=moved.after,
            found=reading.found,
            conduct=reading.conduct,
            reasons=moved.reasons,
            offers=tuple(self.offers),
            stuffed=card or any(r.cause == "stuffed" for r in moved.reasons),
            asked_secret=_asks_secret(said.text),
            floor=moved.floor,
        )

    def account(self, call: Call) -> Account:
        return Account(
            persona=call.persona,
            start=self.start or call.mood,
            end=call.mood,
            outcome=call.outcome,
            seconds=self.seconds,
            turns=tuple(self.turns),
            timed=tuple(self.timed),
            told=tuple(self.told),
            beats=frozenset(self.beats),
            holds=tuple(self.holds),
            returns=tuple(self.returns),
            approvals=tuple(self.approvals),
            hints=self.hints,
            notes=tuple(self.notes),
        )


@lru_cache(maxsize=1024)
def _asks_secret(text: str) -> bool:
    return bool(mentions(Message(text), "asked_secret"))
