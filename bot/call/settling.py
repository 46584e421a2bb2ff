"""Offers against the case: what the customer takes, what they bargain about, and when it is agreed."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from bot.call.authority import beyond_authority
from bot.call.case import Case
from bot.call.events import OfferWeighed
from bot.call.feeling import Feeling, Push
from bot.call.hearing import Hearing
from bot.call.offers import Offer
from bot.call.rules import Dials, Rules
from bot.call.talk import EmptyPromise, Standing, Talk
from bot.craft import Signal
from bot.customers.persona import Persona, Remedy


@dataclass(slots=True)
class Settling:
    """Weighs what a message offers and remembers it in the talk."""

    persona: Persona
    case: Case
    talk: Talk
    feeling: Feeling
    rules: Rules
    dials: Dials
    ready: bool
    """The story is out and they feel heard: an offer is welcome."""
    timed: list[Standing] = field(default_factory=list)
    """Earlier offers that waited for a time, which the message gives."""

    def weigh(self, hearing: Hearing) -> tuple[list[OfferWeighed], list[Push]]:
        """Understand the offers of a message. A message said before offers nothing new."""
        weighed: list[OfferWeighed] = []
        pushes: list[Push] = []
        good: list[Offer] = []
        for offer in hearing.offers:
            verdict = self._verdict(offer, hearing)
            weighed.append(
                OfferWeighed(
                    self.talk.turn,
                    offer.remedy.id,
                    verdict,
                    offer.quote,
                    offer.amount,
                    offer.when or hearing.when,
                )
            )
            if verdict == "wrong":
                pushes.append(self._push("remedy_refused", offer.quote))
                self.talk.refused.add(offer.remedy.id)
            elif verdict == "beyond":
                self.talk.promises.append(EmptyPromise(self.talk.turn, offer.quote, self._standing(offer, hearing)))
            elif verdict in ("noted", "no_time", "heard"):
                good.append(offer)
                standing = self._standing(offer, hearing)
                standing.early = verdict == "noted"
                standing.answered = verdict != "noted"
                self.talk.standing[offer.remedy.id] = standing
            if verdict == "no_time":
                pushes.append(self._push("no_time_given", offer.quote))
        if hearing.has(Signal.OVERPROMISE) and not hearing.repeated:
            self.talk.promises.append(EmptyPromise(self.talk.turn, hearing.reading.quote(Signal.OVERPROMISE)))
        if not hearing.repeated:
            self._add_times(hearing)
        options = self.options(offer.remedy for offer in good)
        if len(options) >= 2 and self.ready and not hearing.repeated:
            quote = next(offer.quote for offer in good if offer.remedy is options[1])
            pushes.append(self._push("options_given", quote, "R3"))
        return weighed, pushes

    def options(self, remedies: Iterable[Remedy]) -> list[Remedy]:
        """Those between which the customer has to choose: no gestures, and nothing that one solution holds together."""
        settlement = self.persona.settlement
        together = [frozenset(group) for group in (*settlement.resolved_by, *settlement.settles_for)]
        options: list[Remedy] = []
        for remedy in remedies:
            joins = any({remedy.id, other.id} <= group for other in options for group in together)
            if remedy.kind != "extra" and not joins:
                options.append(remedy)
        return options

    def _standing(self, offer: Offer, hearing: Hearing) -> Standing:
        when, amount = self._when(offer, hearing), offer.amount
        return Standing(offer.remedy.id, self.talk.turn, offer.quote, amount, when, early=not self.ready)

    def _when(self, offer: Offer, hearing: Hearing) -> str:
        """By when, as said now or with the same offer earlier."""
        before = self.talk.standing.get(offer.remedy.id)
        return offer.when or hearing.when or (before.when if before else "")

    def _verdict(self, offer: Offer, hearing: Hearing) -> str:
        remedy = offer.remedy
        if offer.refused:
            return "refused"
        if hearing.repeated or not self._is_news(offer, hearing):
            return "again"
        if beyond_authority(remedy, offer.amount, self.talk.approved):
            return "beyond"
        if remedy.kind == "wrong":
            return "wrong"
        if not self.ready and not self._safety(remedy.id):
            return "noted"
        if remedy.needs_time and not self._when(offer, hearing):
            return "no_time"
        return "heard"

    def _is_news(self, offer: Offer, hearing: Hearing) -> bool:
        """Not offered yet, or with its time only now, or too early then and never answered."""
        standing = self.talk.standing.get(offer.remedy.id)
        if standing is None or self._adds_time(offer, hearing):
            return True
        return self.ready and not standing.answered

    def _safety(self, remedy: str) -> bool:
        return self.persona.safety is not None and self.persona.safety.remedy == remedy

    def _adds_time(self, offer: Offer, hearing: Hearing) -> bool:
        missing = offer.remedy.needs_time and not self.talk.standing[offer.remedy.id].when
        return missing and bool(offer.when or hearing.when)

    def _add_times(self, hearing: Hearing) -> None:
        """A time said after the offer belongs to it."""
        if not hearing.when:
            return
        for standing in self.talk.standing.values():
            if standing.when:
                continue
            standing.when = hearing.when
            waited = standing.turn < self.talk.turn and self.persona.remedy(standing.remedy).needs_time
            if waited and not standing.early:
                self.timed.append(standing)

    def _push(self, rule: str, quote: str, finding: str = "") -> Push:
        amount = float(self.rules.rules[rule])
        temper = self.persona.temperament
        amount *= temper.heat * self.dials.heat if amount > 0 else temper.competence * self.dials.calm
        return Push(rule, amount, quote, finding, beyond_floor=rule.startswith(("remedy_agreed", "remedy_settles")))

    def regained(self) -> list[Push]:
        """R1: what was offered too early is worth something now that they feel heard."""
        early = [s for s in self.talk.standing.values() if s.early]
        if not early or not self.ready:
            return []
        for standing in early:
            standing.early = False
        return [self._push("offer_regained", early[0].quote, "R1")]

    def agree(self, hearing: Hearing) -> list[Push]:
        """Whether the customer takes what stands; remembers it in `talk.agreed`."""
        talk, limits = self.talk, self.rules.limits
        if talk.agreed == "resolved" or not self.ready or hearing.repeated:
            return []
        if self.feeling.anger > limits.accept_below:
            return []
        good = self._good()
        if self.complete():
            talk.agreed = "resolved"
            return [self._push("remedy_agreed", self._quote(good), "R3")]
        if talk.agreed or self.feeling.anger > limits.settle_below:
            return []
        enough = any(set(need) <= good for need in self.persona.settlement.settles_for)
        if enough and (talk.asked_rest or hearing.has(Signal.BE_HONEST)):
            talk.agreed = "settled"
            return [self._push("remedy_settles", self._quote(good), "R3")]
        return []

    def _good(self) -> set[str]:
        """What stands with all that it needs."""
        standing = (s for s in self.talk.standing.values() if not s.early)
        return {s.remedy for s in standing if s.when or not self.persona.remedy(s.remedy).needs_time}

    def complete(self) -> bool:
        """Nothing is missing in what stands: only the mood may be against it."""
        good = self._good()
        return any(set(need) <= good for need in self.persona.settlement.resolved_by)

    def _quote(self, good: set[str]) -> str:
        latest = max((self.talk.standing[r] for r in sorted(good)), key=lambda s: s.turn)
        return latest.quote

    def lacks_time(self) -> Standing | None:
        """An offer that waits for its time."""
        waiting = (
            s
            for s in self.talk.standing.values()
            if not s.early and not s.when and self.persona.remedy(s.remedy).needs_time
        )
        return next(waiting, None)
