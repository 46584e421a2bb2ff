"""Where a call stands, by what matters most now. The hint for the next message and the better sentence both ask it."""

from dataclasses import dataclass

from bot.call import Call
from bot.call.rules import load_rules
from bot.coaching.account import Account
from bot.coaching.causes import did
from bot.coaching.phrases import fact_phrase, question, telling
from bot.craft import Signal
from bot.customers.persona import Remedy

_FACTS = 3
_LONGEST_FACTS = 150
"""Characters of facts said back in one sentence; somebody angry reads no more."""


def cut(quote: str, most: int = 60) -> str:
    return quote if len(quote) <= most else quote[: most - 1].rsplit(" ", 1)[0] + "…"


def listed(parts: list[str]) -> str:
    return ", and ".join(([", ".join(parts[:-1])] if parts[:-1] else []) + parts[-1:])


@dataclass(slots=True)
class Situation:
    """One moment of a call."""

    call: Call
    account: Account

    def name(self) -> str:
        """The situation's id: a key of hints.toml."""
        return self._outside() or self._repair() or self._hearing() or self._solving()

    def slots(self) -> dict[str, str]:
        """What can be said about the case now; a slot that has nothing to say is absent."""
        account, call, persona = self.account, self.call, self.call.persona
        ways, gesture = self.ways(), self.allowed("extra")
        beyond = next((o.remedy for o in reversed(account.offers) if o.verdict == "beyond"), "")
        untimed = self._untimed()
        unknown = self._unknown()
        facts = self.facts()
        slots = {
            "name": persona.politely or persona.called[0],
            "state": account.end.state.value,
            "anger": str(account.end.anger),
            "item": self._of_kind("product"),
            "promise": self._promise(),
            "fact": facts[0] if facts else "",
            "facts": listed(facts),
            "ask": question(persona.fact(unknown[0])) if unknown else "",
            "offer": self._does(ways[0]) if ways else "",
            "either": self._does(ways[0]) if len(ways) > 1 else "",
            "or": self._does(ways[1]) if len(ways) > 1 else "",
            "gesture": gesture[0].does if gesture else "",
            "wish": persona.remedy(persona.settlement.wish).name if persona.settlement.wish else "",
            "trouble": persona.remedy(beyond).name if beyond else "",
            "again": self._does([persona.remedy(r) for r in untimed]),
        }
        safety = persona.safety
        if safety and safety.beat in account.beats and safety.remedy not in call.offered:
            slots["offer"] = persona.remedy(safety.remedy).does
        if untimed:
            slots["untimed"] = persona.remedy(untimed[0]).name
        last = account.turns[-1] if account.turns else None
        if last:
            worst = max(last.reasons, key=lambda r: r.delta, default=None)
            slots |= {"why": did(worst.cause), "quote": cut(worst.quote)} if worst and worst.delta > 0 else {}
        return {key: value for key, value in slots.items() if value}

    # -- what the situation is

    def _outside(self) -> str:
        """Before, after and beside the talk."""
        call = self.call
        if call.outcome is not None:
            return "over"
        if not call.inputs:
            return "not_open"
        if call.on_hold:
            return "on_hold"
        return "typing" if call.customer_typing(call.now) else ""

    def _repair(self) -> str:
        """What went wrong and is still open comes first."""
        account, persona = self.account, self.call.persona
        safety = persona.safety
        if safety and safety.beat in account.beats and safety.remedy not in self.call.offered:
            return "safety"
        beyond = next((o for o in reversed(account.offers) if o.verdict == "beyond"), None)
        if beyond and beyond.remedy not in self.call.approved and not account.shown("promise_found_out"):
            return "promise"
        last = account.turns[-1] if account.turns else None
        if last and last.heated and last.delta > 0:
            worst = max((r for r in last.reasons if r.delta > 0), key=lambda r: r.delta)
            return "hurt" if worst.quote else "hurt_unquoted"
        return ""

    def _hearing(self) -> str:
        account, call = self.account, self.call
        if call.agreed:
            return ""
        if not call.story_told:
            listened = account.used(Signal.EMPATHIZE, Signal.ACKNOWLEDGE, Signal.INVITE_STORY)
            return "story_on" if listened and self.facts() else "story_first"
        if not call.feels_heard and self.facts():
            return "unheard"
        if account.first(Signal.APOLOGIZE) is None:
            return "apology"
        return "ownership" if account.first(Signal.TAKE_OWNERSHIP) is None else ""

    def _solving(self) -> str:
        account, call = self.account, self.call
        if call.agreed:
            return "gesture" if self.allowed("extra") else "close"
        if self._unknown():
            return "ask"
        if self._untimed():
            return "time"
        if account.end.anger > load_rules().limits.accept_below:
            return "too_angry"
        if not self.ways():
            return "steady"
        if account.standing:
            return "more"
        return "settle" if call.persona.settlement.wish else "offer"

    # -- what the case holds

    def _unknown(self) -> list[str]:
        """Key facts that are still to be asked for, in the order of the file."""
        missing = self.call.case.key_facts - self.call.told
        return [f.id for f in self.call.persona.facts if f.id in missing]

    def _untimed(self) -> list[str]:
        persona, standing = self.call.persona, self.account.standing.values()
        return [o.remedy for o in standing if persona.remedy(o.remedy).needs_time and not o.when]

    def ways(self) -> list[list[Remedy]]:
        """What would complete a way to solve it, within the authority: the best way first."""
        standing, persona = self.account.standing.keys(), self.call.persona
        settlement = persona.settlement
        ways = [
            [persona.remedy(r) for r in need if r not in standing]
            for need in (*settlement.resolved_by, *settlement.settles_for)
        ]
        return [way for way in ways if way and all(self.may(r) for r in way)]

    def may(self, remedy: Remedy) -> bool:
        """Whether the trainee may offer it now."""
        return remedy.authority == "agent" or remedy.id in self.call.approved

    def allowed(self, kind: str) -> list[Remedy]:
        """Remedies of a kind that may be offered and were not."""
        offered = self.account.standing.keys()
        return [r for r in self.call.persona.remedies if r.kind == kind and self.may(r) and r.id not in offered]

    def facts(self) -> list[str]:
        """The weightiest facts that the customer told, as the agent says them back, not too many."""
        persona = self.call.persona
        phrases: list[str] = []
        for fact in telling(persona, [f.fact for f in self.account.told]):
            phrase = fact_phrase(persona, fact)
            if len(phrases) == _FACTS or len(listed([*phrases, phrase])) > _LONGEST_FACTS:
                break
            phrases.append(phrase)
        return phrases

    def _of_kind(self, kind: str) -> str:
        """A fact of this kind that the file shows or the customer told."""
        known = self.call.case.on_file | self.call.told
        persona = self.call.persona
        return next((fact_phrase(persona, f.id) for f in persona.facts if f.kind == kind and f.id in known), "")

    def _promise(self) -> str:
        return self._of_kind("previous_promise")

    @staticmethod
    def _does(way: list[Remedy]) -> str:
        return ", and I will ".join(remedy.does for remedy in way)
