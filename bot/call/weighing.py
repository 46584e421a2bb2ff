"""What a message is worth: from what was heard to pushes on the anger. Every rule R1-R16 that weighs words is here.

The shape of each rule is code, its amounts are mood.toml's, the customer's dials multiply them.
"""

from dataclasses import dataclass

from bot.call.events import Phase
from bot.call.feeling import Feeling, Floor, Push
from bot.call.hearing import Hearing
from bot.call.rules import Dials, Rules
from bot.call.talk import Talk
from bot.craft import Conduct, Signal
from bot.customers.persona import Persona
from bot.reading import Found

_RELATIONAL = ("listening", "warmth")
_FIRST_PERSON = ("i ", "i'", "i\u2019", "im ", "ill ", "my ", "me ", "myself")
_THIRD_PERSON = ("they ", "policy", "the system", "we ", "the team", "someone", "somebody")
_TIMED = frozenset((Conduct.SLOW_REPLY, Conduct.LONG_HOLD, Conduct.BROKE_HOLD_PROMISE, Conduct.KEPT_HOLD_PROMISE))
REPAIR = (Signal.STATE_ACTION, Signal.OFFER_COMPENSATION, Signal.BE_HONEST)


@dataclass(slots=True)
class Weighing:
    """Weighs one message. Reads the talk and the feeling as they were before it; changes nothing."""

    hearing: Hearing
    talk: Talk
    feeling: Feeling
    persona: Persona
    rules: Rules
    dials: Dials
    story_told: bool
    on_file: frozenset[str]

    def pushes(self) -> list[Push]:
        """All pushes of the message itself; offers and time have theirs elsewhere (settling.py, call.py)."""
        calming = [] if self.hearing.repeated else self._calming()
        return [*calming, *self._heating(), *self._conduct(), *self._patterns()]

    # -- calming

    def _calming(self) -> list[Push]:
        weighed = [self._calm(f.signal, f.quote) for f in self.hearing.calming()]
        weighed += [
            Push(rule, self.rules.rules[rule] * self._trust() * self.dials.calm, quote, finding)
            for rule, quote, finding in self._joined()
        ]
        if not self.hearing.stuffed:
            weighed += self._facts_named()
        pushes = [p for p in weighed if p.amount < 0]
        total = -sum(p.amount for p in pushes)
        cap = self.rules.weights.message_cap
        if total > cap:  # nobody can be talked down in one message
            pushes = [Push(p.cause, p.amount * cap / total, p.quote, p.finding) for p in pushes]
        if self.hearing.heating():  # T14: kind words beside unkind ones are half believed
            pushes = [Push(p.cause, p.amount * self.rules.weights.against_tone, p.quote, p.finding) for p in pushes]
        return pushes

    def _calm(self, signal: Signal, quote: str) -> Push:
        weights, kind = self.rules.weights, self.rules.kind_of(signal)
        amount = float(self.rules.calming[signal])
        finding = "R4"
        amount *= getattr(self.rules.phases[self.talk.phase], kind)
        amount *= weights.again(kind, self.talk.used[signal]) if signal is not Signal.APOLOGIZE else 1.0
        if kind in _RELATIONAL:
            amount *= weights.warm_at_0 + (weights.warm_at_100 - weights.warm_at_0) * self.feeling.anger / 100
            amount *= 1 - weights.failed_attempt * self.persona.trouble.failed_attempts
            finding = "R9" if self.persona.trouble.failed_attempts >= 2 else "R2"
        if kind == "solving":
            amount *= min(weights.solving_most, weights.solving_first + weights.solving_per_turn * self.talk.turn)
            finding = "R1" if self.hearing.premature else "R3"
        if signal is Signal.APOLOGIZE:
            amount *= self._apology()
            finding = "R7" if self.talk.apologies() else "R5"
        if signal in (Signal.STATE_ACTION, Signal.TAKE_OWNERSHIP):
            amount *= self._person(quote)
        temper = self.persona.temperament
        amount *= temper.competence if kind in ("solving", "finding", "ownership") else temper.warmth
        amount *= temper.dials.get(signal.value, 1.0) * self.dials.calm * self._trust()
        if self.hearing.stuffed:
            amount *= weights.stuffed
        return Push(signal.value, -amount, quote, finding)

    def _trust(self) -> float:
        weights = self.rules.weights
        return weights.trust_at_0 + (weights.trust_at_100 - weights.trust_at_0) * self.feeling.trust / 100

    def _apology(self) -> float:
        """R5: the parts make it; R6: late is worth less; R7: only new parts count again; R8: only what was raised."""
        weights = self.rules.weights
        parts = self._apology_parts()
        fresh = parts if self.talk.fresh_harm else parts - self.talk.apology_parts
        if not fresh or self._unraised():
            return 0.0
        worth = {
            "regret": weights.apology_bare,
            "responsibility": weights.apology_responsibility,
            "repair": weights.apology_repair,
        }
        strength = sum(worth[part] for part in sorted(fresh))
        if not self.talk.apologies():
            strength *= weights.apology_late ** max(0, self.talk.turn - weights.apology_late_after)
        if self.persona.trouble.failure == "process":
            strength *= weights.apology_process_failure
        return strength

    def _apology_parts(self) -> set[str]:
        parts = {"regret"}
        if self.hearing.has(Signal.TAKE_OWNERSHIP):
            parts.add("responsibility")
        if self.hearing.has(*REPAIR):
            parts.add("repair")
        return parts

    def _unraised(self) -> bool:
        """R8: sorry for a fault that the customer has not brought up, and for nothing that they have."""
        named = {fact for fact, _ in self.hearing.named}
        raised = self.on_file | self.talk.told.keys()
        return bool(named) and not named & raised

    def _person(self, quote: str) -> float:
        """R13: 'I will' is ownership; 'we', 'they', 'the system' is less."""
        said = f"{quote.casefold()} "
        if said.startswith(_FIRST_PERSON) or " i " in said or " i'" in said:
            return self.rules.weights.first_person
        return self.rules.weights.third_person if said.startswith(_THIRD_PERSON) else 1.0

    def _joined(self) -> list[tuple[str, str, str]]:
        """What two signals make together: (rule, quote, finding)."""
        hearing, joined = self.hearing, []
        if hearing.stuffed:
            return []
        caring = hearing.has(Signal.EMPATHIZE, Signal.APOLOGIZE, Signal.ACKNOWLEDGE)
        asking = next((s for s in (Signal.CLARIFY, Signal.INVITE_STORY) if hearing.has(s)), None)
        if caring and asking and self.talk.phase in (Phase.VENTING, Phase.TELLING) and not self._worn():
            joined.append(("care_then_question", hearing.reading.quote(asking), "R2"))
        if (
            hearing.has(Signal.STATE_ACTION)
            and hearing.has(Signal.GIVE_TIMEFRAME)
            and self.story_told
            and not self.talk.used[Signal.GIVE_TIMEFRAME]
        ):
            joined.append(("firm_step", hearing.reading.quote(Signal.GIVE_TIMEFRAME), "R14"))
        return joined

    def _worn(self) -> bool:
        return self.talk.used[Signal.EMPATHIZE] >= 2 or self.talk.apologies() >= 2

    def _facts_named(self) -> list[Push]:
        amount = self.rules.conduct[Conduct.NAMED_FACT] * self.dials.calm * self._trust()
        amount *= self.persona.temperament.dials.get("named_fact", 1.0)
        return [Push("named_fact", amount, quote, "R12") for _, quote in self.hearing.named[:2]]

    # -- heating

    def _heating(self) -> list[Push]:
        return [self._heat(found) for found in self.hearing.heating()]

    def _heat(self, found: Found) -> Push:
        weights, signal = self.rules.weights, found.signal
        amount = self.rules.heating[signal] * weights.belief(found.certainty)
        finding = ""
        if signal is Signal.DISMISS:  # R11
            amount *= weights.dismiss_at_0 + (weights.dismiss_at_100 - weights.dismiss_at_0) * self.feeling.anger / 100
            finding = "R11"
        if signal is Signal.HOLLOW_APOLOGY:
            finding = "R5"
        temper = self.persona.temperament
        return Push(
            signal.value,
            amount * temper.heat * temper.dials.get(signal.value, 1.0) * self.dials.heat,
            found.quote,
            finding,
        )

    def _conduct(self) -> list[Push]:
        findings = {
            Conduct.PREMATURE_SOLUTION: "R1",
            Conduct.TOO_LONG: "R14",
            Conduct.NO_APOLOGY: "R6",
            Conduct.SLOW_REPLY: "R15",
        }
        temper, pushes = self.persona.temperament, []
        for conduct in self.hearing.conduct:
            if conduct is Conduct.NAMED_FACT or conduct in _TIMED:
                continue  # named facts calm (above); what time did is pushed where the time passes
            amount = float(self.rules.conduct[conduct])
            if amount > 0:
                amount *= temper.heat * self.dials.heat
            elif self.hearing.repeated:
                continue
            amount *= temper.dials.get(conduct.value, 1.0)
            pushes.append(Push(conduct.value, amount, self._conduct_quote(conduct), findings.get(conduct, "")))
        return pushes

    def _conduct_quote(self, conduct: Conduct) -> str:
        if conduct is Conduct.ASKED_AGAIN:
            known = self.on_file | self.talk.told.keys()
            return next((a.quote for a in self.hearing.asked if a.fact in known), "")
        if conduct in (Conduct.PREMATURE_SOLUTION, Conduct.BEYOND_AUTHORITY):
            return next((o.quote for o in self.hearing.offers), "")
        return self.hearing.text[:80] if conduct in (Conduct.SHOUTED, Conduct.REPEATED_SELF, Conduct.OFF_TOPIC) else ""

    def _patterns(self) -> list[Push]:
        """Rules about how the message stands to those before it."""
        hearing, rules, heat = self.hearing, self.rules.rules, self.persona.temperament.heat * self.dials.heat
        pushes: list[Push] = []
        if hearing.stuffed:
            pushes.append(Push("stuffed", rules["stuffed"] * heat, hearing.text[:80]))
        spent = self.talk.apologies() - 1
        if hearing.has(Signal.APOLOGIZE) and spent > 0 and not self._apology():
            worn = rules["apology_worn_out"] + rules["apology_worn_out_step"] * (spent - 1)
            pushes.append(Push("apology_worn_out", worn * heat, hearing.reading.quote(Signal.APOLOGIZE), "R7"))
        if self.sympathy_worn_out():
            pushes.append(
                Push(
                    "empathy_worn_out",
                    rules["empathy_worn_out"] * heat,
                    hearing.reading.quote(Signal.EMPATHIZE),
                    "R3",
                )
            )
        aimed = hearing.has(Signal.BLAME_CUSTOMER, Signal.BE_HOSTILE, Signal.ARGUE)
        if aimed and Conduct.INTERRUPTED in hearing.conduct:
            quote = next(f.quote for f in hearing.heating())
            pushes.append(
                Push(
                    "provoked",
                    rules["provoked"] * heat * self.persona.temperament.provoked_easily,
                    quote,
                    "R16",
                )
            )
        if "asked_secret" in hearing.topics:
            pushes.append(Push("asked_secret", rules["asked_secret"] * heat, hearing.topics["asked_secret"]))
        if "filler" in hearing.topics and self.feeling.anger >= self.rules.states["upset"]:
            pushes.append(Push("curt", rules["curt"] * heat, hearing.topics["filler"]))
        return pushes

    def sympathy_worn_out(self) -> bool:
        """R3: sympathy once more, with nothing in the message that moves the case."""
        moving = self.hearing.has(Signal.CLARIFY, Signal.STATE_ACTION, Signal.INVITE_STORY, Signal.BE_HONEST)
        return self.hearing.has(Signal.EMPATHIZE) and self.talk.used[Signal.EMPATHIZE] >= 3 and not moving


def lasting_floor(persona: Persona, rules: Rules) -> int:
    """R10: after a serious or grave trouble the anger never sinks below this, whatever is repaired."""
    return {"annoying": 0, "serious": rules.floors.serious, "grave": rules.floors.grave}[persona.trouble.severity]


def floor_of(persona: Persona, talk: Talk, feeling: Feeling, rules: Rules, dials: Dials, *, story_told: bool) -> Floor:
    """How far words can bring the anger down now (R1, R3, R9, R10)."""
    floors, level = rules.floors, lasting_floor(persona, rules)
    lasting = Floor(level, persona.trouble.severity if level else "")
    if talk.agreed:
        return lasting
    offered = any(not standing.early for standing in talk.standing.values())
    # Of floors at one level, the one that the agent can do most about is named: they stand in that order.
    held = [Floor(floors.offered, "offered") if offered else Floor(floors.unsolved, "unsolved")]
    if persona.trouble.failed_attempts >= 2 and not (talk.owned and talk.standing):
        held.insert(0, Floor(floors.words_alone, "words_alone"))
    if not story_told or feeling.heard < rules.hearing["enough"]:
        held.insert(0, Floor(floors.unheard, "unheard"))
    highest = max(held, key=lambda floor: floor.level)
    return max(Floor(highest.level + dials.floor, highest.cause), lasting, key=lambda floor: floor.level)
