"""What the customer says: the right line for an occasion, in the register of the mood, never twice in a call.

Authored lines first: they beat generated ones the longer a talk lasts (CRAFT.md R21). The phrase chain varies the
venting and nothing else. A voice belongs to one call: it remembers what was said.
"""

import copy
from bisect import bisect
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache, partial
from itertools import accumulate, chain
from random import Random
from types import MappingProxyType
from typing import Literal

from bot.customers.chain import Venting, finishes, joined, slots_of, words_of
from bot.customers.manner import Hand, filled, softened, typing_seconds
from bot.customers.persona import Lines, Persona, Register
from bot.customers.said import MESSAGES, Said, messages_of
from bot.customers.stock import Stock
from bot.customers.voice_rules import neighbours, register_of, voice_rules

__all__ = ["Answer", "Line", "Source", "Voice", "register_of", "typing_seconds"]

Source = Literal["own", "stock", "chain"]
Answer = Literal["accept", "refuse", "bargain"]

_NO_SLOTS: Mapping[str, str] = MappingProxyType({})
# Where a remedy has no line left, the customer answers with that of an occasion.
_INSTEAD: Mapping[Answer, str] = MappingProxyType(
    {"accept": "offer_agreed", "refuse": "offer_wrong", "bargain": "offer_not_enough"}
)
_NEAREST: Mapping[Register, tuple[Register, ...]] = MappingProxyType(
    {
        Register.HOT: (Register.HOT, Register.SORE, Register.COOL),
        Register.SORE: (Register.SORE, Register.COOL, Register.HOT),
        Register.COOL: (Register.COOL, Register.SORE),
    }
)


@dataclass(frozen=True, slots=True)
class Line:
    """What the customer says at once, and what it was written for."""

    messages: tuple[str, ...]
    occasion: str
    """An occasion, or `beat:ID`, `tell:ID`, `accept:ID`, `refuse:ID`, `bargain:ID`."""
    source: Source

    @property
    def text(self) -> str:
        return "\n".join(self.messages)


@dataclass(frozen=True, slots=True)
class _Candidate:
    template: str
    weight: float
    source: Source


@dataclass(frozen=True, slots=True)
class _Moment:
    """When and with what a line is said."""

    occasion: str
    anger: int
    rng: Random
    values: Mapping[str, str]


class Voice:
    """One customer's voice in one call."""

    def __init__(self, persona: Persona, stock: Stock, *, mild: bool = False) -> None:
        self._persona = persona
        self._stock = stock
        # The same lines are weighed turn after turn: each is cleaned of its curses once.
        self._clean: Callable[[str], str] = cache(partial(softened, mild=stock.mild)) if mild else str
        self._hand = Hand(persona)
        self._venting = venting_of(persona.vents)
        self._slots = {fact.id: fact.says for fact in persona.facts}
        self._slots |= {"name": persona.name, "company": persona.company}
        self._said = Said()

    def fork(self) -> "Voice":
        """A voice that has said the same and goes its own way from here."""
        twin = copy.copy(self)
        twin._said = self._said.fork()
        return twin

    # -- what a call asks for

    def say(self, occasion: str, anger: int, rng: Random, slots: Mapping[str, str] = _NO_SLOTS) -> Line | None:
        """A line for an occasion; None when nothing fitting is left."""
        register = register_of(anger)
        own = self._persona.lines.get(occasion, Lines())
        shared = self._stock.lines.get(occasion, Lines())
        tiers: list[tuple[Lines, Register, Source]] = [
            (own, register, "own"),
            *((own, other, "own") for other in neighbours(anger)),
            (shared, register, "stock"),
        ]
        return self._first((_candidates(*tier) for tier in tiers), occasion, anger, rng, slots)

    def vent(self, anger: int, rng: Random) -> Line | None:
        """More anger: joined by the chain, or authored whole."""
        if rng.random() < voice_rules().choice.authored_vents:
            return self.say("vent", anger, rng) or self._joined_vent(anger, rng)
        return self._joined_vent(anger, rng) or self.say("vent", anger, rng)

    def beat(self, beat_id: str, anger: int, rng: Random) -> Line | None:
        """A step of the story."""
        beat = next(b for b in self._persona.story if b.id == beat_id)
        return self._must(beat, f"beat:{beat_id}", anger, rng)

    def tell(self, fact_id: str, anger: int, rng: Random) -> Line | None:
        """The answer to a question; of a fact not known, that it is not."""
        return self._must(self._persona.fact(fact_id).tell, f"tell:{fact_id}", anger, rng)

    def remedy(
        self,
        remedy_id: str,
        answer: Answer,
        anger: int,
        rng: Random,
        slots: Mapping[str, str] = _NO_SLOTS,
        *,
        offered: Collection[str] = (),
    ) -> Line | None:
        """The answer to an offer: the remedy's own line, or that of the occasion. `offered`: what else was offered."""
        remedy = self._persona.remedy(remedy_id)
        lines: Lines = getattr(remedy, answer)
        if answer == "bargain":
            lines = sum((b for b in remedy.bargain_if if b.fits(offered)), start=lines)
        values = {"offer": remedy.name, **slots}
        return self._must(lines, f"{answer}:{remedy_id}", anger, rng, values) or self.say(
            _INSTEAD[answer], anger, rng, values
        )

    # -- which line

    def _must(
        self, lines: Lines, occasion: str, anger: int, rng: Random, slots: Mapping[str, str] = _NO_SLOTS
    ) -> Line | None:
        """A line that moves the call on: any register serves before there is none, but no hot line when cool.

        What is told is told in every call, so near the border of a register the neighbour's lines stand beside its own
        from the start: two calls share fewer lines.
        """
        register = register_of(anger)
        near = [c for other in neighbours(anger) for c in _candidates(lines, other, "own")]
        first = (*_candidates(lines, register, "own"), *(replace(c, weight=c.weight / 2) for c in near))
        further = (_candidates(lines, other, "own") for other in _NEAREST[register])
        return self._first(chain((first,), further), occasion, anger, rng, slots)

    def _first(
        self,
        tiers: Iterable[Sequence[_Candidate]],
        occasion: str,
        anger: int,
        rng: Random,
        slots: Mapping[str, str],
    ) -> Line | None:
        """From the first tier in which something is left; a worn opening is varied before a line is given up."""
        values = {**self._slots, **slots}
        moment = _Moment(occasion, anger, rng, values)
        worn: list[_Candidate] = []
        for tier in tiers:
            unsaid = [c for c in tier if self._may(c.template, values)]
            fresh = [c for c in unsaid if self._said.is_new(self._plain(c.template, values))]
            if fresh:
                chosen = self._drawn(fresh, anger, rng)
                return self._spoken(chosen, chosen.template, moment)
            worn += unsaid
        for candidate in worn:
            led = [t for t in _led_in(candidate.template, anger) if self._said.is_new(self._plain(t, values))]
            if led:
                template = led[int(rng.random() * len(led))]
                return self._spoken(candidate, template, moment)
        return None

    def _drawn(self, candidates: Sequence[_Candidate], anger: int, rng: Random) -> _Candidate:
        breath = voice_rules().choice.breath
        hot = register_of(anger) is Register.HOT
        # Fury is short of breath: a long line weighs less when hot.
        weights = [c.weight / ((1 + (len(c.template) / breath) ** 2) if hot else 1) for c in candidates]
        totals = list(accumulate(weights))
        return candidates[bisect(totals, rng.random() * totals[-1], hi=len(totals) - 1)]

    def _joined_vent(self, anger: int, rng: Random) -> Line | None:
        choice = voice_rules().choice

        def accepts(template: str) -> bool:
            plain = self._plain(template, self._slots)
            return self._said.is_new(plain) and not self._said.is_near(plain)

        found = self._venting.draw(anger, rng, fits=lambda phrase: self._may(phrase, self._slots), accepts=accepts)
        if found is None:
            return None
        template, phrases = found
        self._said.use(phrases)
        burst = self._in_two(phrases) if register_of(anger) is Register.HOT else None
        if burst and rng.random() < choice.burst and self._said.is_new(self._plain(burst, self._slots)):
            template = burst
        moment = _Moment("vent", anger, rng, self._slots)
        return self._spoken(_Candidate(template, 1.0, "chain"), template, moment)

    @staticmethod
    def _in_two(phrases: tuple[str, ...]) -> str | None:
        """A vent of several sentences as two messages, cut at the end of a sentence."""
        cuts = [nth for nth in range(1, len(phrases)) if finishes(phrases[nth - 1])]
        if not cuts:
            return None
        cut = cuts[len(cuts) // 2]
        return f"{joined(phrases[:cut])} {MESSAGES} {joined(phrases[cut:])}"

    def _may(self, template: str, values: Mapping[str, str]) -> bool:
        """Whether a line was not used yet and all its slots can be filled."""
        return not self._said.used(template) and all(values.get(slot) for slot in slots_of(template))

    # -- how it is written, and what was said

    def _plain(self, template: str, values: Mapping[str, str]) -> str:
        """The line before manner: what is compared, so that a slip never makes a line new."""
        return filled(self._clean(template), values)

    def _spoken(self, chosen: _Candidate, template: str, moment: _Moment) -> Line:
        """Write the line down as said, and write it out; `template` may be a variant of what was chosen."""
        self._said.use((chosen.template,))
        capitals = self._persona.manner.capitals != "lower"
        messages: list[str] = []
        for part in messages_of(self._clean(template)):
            self._said.remember(filled(part, moment.values))
            written = self._hand.write(part, moment.anger, moment.rng)
            messages.append(filled(written, moment.values, capitals=capitals))
        return Line(tuple(messages), moment.occasion, chosen.source)


@lru_cache(maxsize=64)
def venting_of(vents: Lines) -> Venting:
    """The chains of a corpus; a call forked for a what-if shares them."""
    return Venting(vents)


def _candidates(lines: Lines, register: Register, source: Source) -> tuple[_Candidate, ...]:
    choice = voice_rules().choice
    written: tuple[str, ...] = getattr(lines, register.value)
    return (
        *(_Candidate(text, choice.register_weight, source) for text in written),
        *(_Candidate(text, choice.any_weight, source) for text in lines.any),
    )


def _led_in(template: str, anger: int) -> Iterator[str]:
    rules = voice_rules().lead_ins
    first = words_of(template)[:1]
    for lead in rules.of(register_of(anger)):
        if first and first[0] in rules.small:
            yield f"{lead} {template[:1].lower()}{template[1:]}"
        elif template.startswith(("I ", "I'", "I\u2019")):
            yield f"{lead} {template}"
