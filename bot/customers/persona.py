"""What a customer file may say. One TOML file is one customer; unknown keys are mistakes, not extras.

Everything that the engine knows about a customer stands here; the file's own numbers are dials on the rules of
bot/call/mood.toml, never rules of their own. Patterns (`ask`, `means`, `said_back`) are plain words: see
bot/reading/wording.py for how they are matched.
"""

from collections.abc import Collection
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1800)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=240)]
Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
PersonaId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$", max_length=40)]
Share = Annotated[float, Field(ge=0.0, le=1.0)]
Level = Annotated[int, Field(ge=0, le=100)]


class Register(StrEnum):
    """How a line is spoken: furious and angry are hot, upset and wary are sore, calm and relieved are cool."""

    HOT = "hot"
    SORE = "sore"
    COOL = "cool"


class Difficulty(StrEnum):
    EASY = "easy"
    NORMAL = "normal"
    HARD = "hard"
    EXTREME = "extreme"


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Lines(Part):
    """Authored lines by register. `any` fits every register. `||` in a line starts a new message."""

    hot: tuple[Text, ...] = ()
    sore: tuple[Text, ...] = ()
    cool: tuple[Text, ...] = ()
    any: tuple[Text, ...] = ()

    def of(self, register: Register) -> tuple[str, ...]:
        own: tuple[str, ...] = getattr(self, register.value)
        return own + self.any

    def all(self) -> tuple[str, ...]:
        return self.hot + self.sore + self.cool + self.any

    def __add__(self, other: "Lines") -> "Lines":
        return Lines(
            hot=self.hot + other.hot, sore=self.sore + other.sore, cool=self.cool + other.cool, any=self.any + other.any
        )


class Manner(Part):
    """How the customer types. Applied to every line, stock lines included."""

    capitals: Literal["proper", "lower", "shouts"] = "proper"
    """`proper` as written; `lower` no capitals; `shouts` puts single words in capitals when hot."""
    full_stops: Literal["full", "sparse", "dots", "bangs"] = "full"
    """`sparse` drops the last full stop; `dots` trails off...; `bangs` ends with ! when hot."""
    slips: dict[Words, Words] = {}
    """Misspellings of this customer: word = as typed. They come more often the angrier they are."""
    slip_share: Share = 0.0
    """Share of the words in `slips` that are misspelt at anger 100; half of it at anger 50."""
    words_per_minute: Annotated[int, Field(ge=10, le=120)] = 45


class Temperament(Part):
    """Dials on bot/call/mood.toml. 1.0 is the middle; multipliers run from 0.3 to 2.5."""

    start_anger: Annotated[int, Field(ge=40, le=98)] = 75
    patience: Annotated[int, Field(ge=20, le=100)] = 60
    trust: Level = 30
    heat: Annotated[float, Field(ge=0.3, le=2.5)] = 1.0
    """How strongly heating signals and bad conduct strike."""
    warmth: Annotated[float, Field(ge=0.3, le=2.5)] = 1.0
    """How strongly listening, empathy and apologies reach this customer."""
    competence: Annotated[float, Field(ge=0.3, le=2.5)] = 1.0
    """How strongly actions, times and honest answers reach this customer."""
    provoked_easily: Annotated[float, Field(ge=0.0, le=2.0)] = 0.5
    """R16: how much 'you' aggression together with an interruption adds."""
    dials: dict[Id, Annotated[float, Field(ge=0.0, le=3.0)]] = {}
    """Further multipliers for single signals or conduct, for instance `use_name = 0.3`."""


class CaseRow(Part):
    """One row of what the desk's system shows the agent before the call."""

    label: Words
    value: Text
    fact: Id | None = None
    """The fact that this row shows: asking the customer for it again costs (T18)."""


class Fact(Part):
    """Something about the case that an agent may ask for."""

    id: Id
    kind: Id | None = None
    """A kind of personas/stock/questions.toml that brings its usual question wordings (order_number, email …)."""
    says: Words
    """The short form that fills `{id}` in lines. For something the customer does not know: what it is called."""
    ask: tuple[Words, ...] = ()
    """Plain words of a question for it, besides those of its kind."""
    unless: tuple[Words, ...] = ()
    """Plain words that make a question one for something else: where they stand, no pattern asks for this fact."""
    tell: Lines
    """Lines with which the customer gives it (or, where `known` is false, says that they don't know)."""
    key: bool = False
    """Needed before a solution makes sense (T7)."""
    known: bool = True
    said_back: tuple[Words, ...] = ()
    """Words that show, in the agent's mouth, that this fact was heard (R12)."""
    question: Words | None = None
    """How the coach's sentences ask for it, where nothing shared fits."""
    heard: str | None = None
    """How an agent says it back in a list of what happened, where `says` with its persons turned round reads badly;
    empty where it is not worth saying back."""


class Beat(Lines):
    """One step of the story, told in order; told once."""

    id: Id
    tells: tuple[Id, ...] = ()


class Bargain(Lines):
    """Lines of bargaining that fit only beside, or only without, something else that was offered."""

    offered: tuple[Id, ...] = ()
    """Remedies that must have been offered already, all of them."""
    not_offered: tuple[Id, ...] = ()
    """Remedies of which none may have been offered yet."""

    def fits(self, offered: Collection[str]) -> bool:
        return set(self.offered) <= set(offered) and not set(self.not_offered) & set(offered)


class Remedy(Part):
    """Something that an agent may offer for this case."""

    id: Id
    name: Words
    """A noun phrase for the briefing and for {offer}: 'a new kettle by express'."""
    does: Words
    """What the agent would do, as it follows 'I will': 'send you a new kettle by express today'."""
    kind: Literal["right", "partial", "extra", "wrong"]
    """`right` is (part of) what would resolve it; `partial` may settle it; `extra` is a gesture on top (T20);
    `wrong` misses the point."""
    authority: Literal["agent", "supervisor", "nobody"] = "agent"
    means: Annotated[tuple[Words, ...], Field(min_length=1)]
    """Plain words of which one must stand in the offer."""
    unless: tuple[Words, ...] = ()
    """Plain words that make it something else."""
    up_to: Annotated[float, Field(gt=0, allow_inf_nan=False)] | None = None
    """The most money that the agent may name for it, in the authority's currency."""
    needs_time: bool = True
    """The customer will ask for when."""
    accept: Lines = Lines()
    refuse: Lines = Lines()
    bargain: Lines = Lines()
    bargain_if: tuple[Bargain, ...] = ()
    """Further bargain lines, each set with what else must or must not be on the table."""


class Authority(Part):
    currency: Annotated[str, StringConstraints(min_length=1, max_length=4)] = "$"
    may: Annotated[tuple[Text, ...], Field(min_length=1)]
    with_supervisor: tuple[Text, ...] = ()
    may_not: tuple[Text, ...] = ()
    credit_up_to: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 0.0
    """The most that the agent may give as goodwill, in `currency`."""


class Settlement(Part):
    """Which remedies together resolve the case, and with which the customer would settle."""

    resolved_by: Annotated[tuple[tuple[Id, ...], ...], Field(min_length=1)]
    settles_for: tuple[tuple[Id, ...], ...] = ()
    wish: Id | None = None
    """The remedy that the customer asks for but nobody can grant (R3): options must be offered instead."""


class Safety(Part):
    """A matter of safety: once `beat` is told, only `remedy` counts until it is done."""

    beat: Id
    remedy: Id
    minds: tuple[Words, ...] = ()
    """Plain words of what they should do meanwhile: who says them has not ignored it, though help must still come."""


class Trouble(Part):
    """What kind of failure it is; research weighs them differently (CRAFT.md R6, R9, R10, T12)."""

    failure: Literal["process", "outcome"]
    severity: Literal["annoying", "serious", "grave"]
    fault: Literal["company", "customer", "third_party", "shared"]
    failed_attempts: Annotated[int, Field(ge=0, le=9)] = 0


class Aftermath(Part):
    """What each outcome costs or brings (T24): one or two sentences about what the customer does next."""

    resolved: Text
    settled: Text
    escalated: Text
    walked_out: Text
    ended: Text
    timed_out: Text


class Persona(Part):
    """One customer, complete."""

    format: Literal[1]
    id: PersonaId
    name: Words
    called: Annotated[tuple[Words, ...], Field(min_length=1)]
    """Every form by which an agent may address them: 'Marta', 'Ms. Lindqvist'."""
    politely: Words | None = None
    """How the coach's sentences address them, where the first of `called` would be too familiar."""
    trade: Words
    company: Words
    difficulty: Difficulty
    anger_kind: Words
    """In a word or two: shouting, icy, sarcastic, tearful …"""
    about: Text
    """Two sentences for the list of customers: who they are and what happened. Shown before the call."""
    reaches: Text
    """What works with this customer, in a sentence: shown in the debrief, never before."""
    manner: Manner = Manner()
    temperament: Temperament = Temperament()
    trouble: Trouble
    case: Annotated[tuple[CaseRow, ...], Field(min_length=2)]
    authority: Authority
    facts: Annotated[tuple[Fact, ...], Field(min_length=3)]
    story: Annotated[tuple[Beat, ...], Field(min_length=2)]
    remedies: Annotated[tuple[Remedy, ...], Field(min_length=2)]
    settlement: Settlement
    safety: Safety | None = None
    lines: dict[Id, Lines]
    """By occasion (bot/customers/occasions.toml)."""
    vents: Lines
    """Seamed lines for the phrase chain: `|` marks where a phrase may be joined to another."""
    aftermath: Aftermath

    def fact(self, fact_id: str) -> Fact:
        return next(f for f in self.facts if f.id == fact_id)

    def remedy(self, remedy_id: str) -> Remedy:
        return next(r for r in self.remedies if r.id == remedy_id)
