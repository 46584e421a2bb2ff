"""What comes out of a call. Events are plain values; `event_to_json` and `event_from_json` are the stored form."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pydantic import TypeAdapter

from bot.craft import Conduct
from bot.reading import Found


class MoodState(StrEnum):
    FURIOUS = "furious"
    ANGRY = "angry"
    UPSET = "upset"
    WARY = "wary"
    CALM = "calm"
    RELIEVED = "relieved"


class Phase(StrEnum):
    VENTING = "venting"
    TELLING = "telling"
    EXPLORING = "exploring"
    SOLVING = "solving"
    CLOSING = "closing"


class Outcome(StrEnum):
    RESOLVED = "resolved"
    SETTLED = "settled"
    ESCALATED = "escalated"
    WALKED_OUT = "walked_out"
    ENDED = "ended"
    TIMED_OUT = "timed_out"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Mood:
    """Anger 0-100 and its named state."""

    state: MoodState
    anger: int


@dataclass(frozen=True, slots=True)
class Reason:
    """Why the anger moved: the deltas of a change's reasons add up to the change."""

    cause: str
    """Id of a signal, of a conduct or of a rule of mood.toml."""
    delta: int
    quote: str = ""
    technique: str = ""
    """T1-T24."""
    finding: str = ""
    """R1-R17, where a finding decided the amount."""


@dataclass(frozen=True, slots=True)
class CustomerSaid:
    """The customer's message appears. They began to type at `typing_from`."""

    at: float
    text: str
    state: MoodState
    anger: int
    occasions: tuple[str, ...]
    """The occasions that the parts of this message were written for, in order."""
    typing_from: float


@dataclass(frozen=True, slots=True)
class AgentSaid:
    at: float
    turn: int
    text: str


@dataclass(frozen=True, slots=True)
class Read:
    turn: int
    found: tuple[Found, ...]
    conduct: tuple[Conduct, ...]


@dataclass(frozen=True, slots=True)
class MoodMoved:
    """After every turn, and when time alone moved the mood (`turn` is then the last turn)."""

    at: float
    turn: int
    before: Mood
    after: Mood
    phase: Phase
    reasons: tuple[Reason, ...]
    held_back: int = 0
    """Points of calm that could not act, because the anger does not sink below a floor yet."""
    floor: str = ""
    """Which floor of mood.toml it was (`unheard`, `unsolved`, `offered`, `words_alone`, `serious`, `grave`), if any."""


@dataclass(frozen=True, slots=True)
class FactTold:
    """The customer gave a fact, asked or on their own."""

    at: float
    turn: int
    fact: str
    asked: bool


@dataclass(frozen=True, slots=True)
class OfferWeighed:
    """An offer was understood against the case."""

    turn: int
    remedy: str
    verdict: str
    """accepted, noted (too early), no_time, not_enough, wrong, beyond, again."""
    quote: str
    amount: float | None
    when: str
    """The words that said by when; empty if none."""


@dataclass(frozen=True, slots=True)
class HeldOn:
    at: float
    turn: int
    promised: float | None


@dataclass(frozen=True, slots=True)
class CameBack:
    at: float
    turn: int
    held: float
    promised: float | None


@dataclass(frozen=True, slots=True)
class SupervisorAnswered:
    """`at` is when the answer is there; from then on `approved` may be offered."""

    at: float
    turn: int
    approved: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class HintShown:
    at: float
    turn: int
    text: str


@dataclass(frozen=True, slots=True)
class NoteTaken:
    at: float
    text: str


@dataclass(frozen=True, slots=True)
class Ended:
    """The call is over; nothing changes the outcome any more."""

    at: float
    outcome: Outcome
    turns: int


Event = (
    CustomerSaid
    | AgentSaid
    | Read
    | MoodMoved
    | FactTold
    | OfferWeighed
    | HeldOn
    | CameBack
    | SupervisorAnswered
    | HintShown
    | NoteTaken
    | Ended
)

_KINDS: dict[str, type[Any]] = {
    "customer": CustomerSaid,
    "agent": AgentSaid,
    "reading": Read,
    "mood": MoodMoved,
    "fact": FactTold,
    "offer": OfferWeighed,
    "hold": HeldOn,
    "back": CameBack,
    "supervisor": SupervisorAnswered,
    "hint": HintShown,
    "note": NoteTaken,
    "outcome": Ended,
}
_NAMES = {kind: name for name, kind in _KINDS.items()}
_ADAPTERS: dict[str, TypeAdapter[Any]] = {name: TypeAdapter(kind) for name, kind in _KINDS.items()}


def event_kind(event: Event) -> str:
    """The stored name of the event's kind, for instance `mood`."""
    return _NAMES[type(event)]


def event_to_json(event: Event) -> dict[str, Any]:
    """The event as plain data, with its kind under `type`."""
    name = event_kind(event)
    data: dict[str, Any] = _ADAPTERS[name].dump_python(event, mode="json")
    return {"type": name} | data


def event_from_json(data: dict[str, Any]) -> Event:
    """The event that `event_to_json` wrote.

    Raises:
        KeyError: the kind is unknown.
        pydantic.ValidationError: the data does not fit the kind.
    """
    event: Event = _ADAPTERS[data["type"]].validate_python({k: v for k, v in data.items() if k != "type"})
    return event
