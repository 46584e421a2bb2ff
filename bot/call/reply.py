"""What the customer says next: a reaction to what the agent did, an answer if asked, then a beat, a demand or a vent.

Chooses occasions; the words are the voice's (bot/customers/voice.py).
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.call.case import Case
from bot.call.events import OfferWeighed, Outcome, Phase, Reason
from bot.call.feeling import Feeling
from bot.call.hearing import Hearing
from bot.call.rules import Rules
from bot.call.settling import Settling
from bot.call.talk import Talk
from bot.craft import HEATING, Conduct, Signal
from bot.customers.persona import Persona
from bot.customers.voice import Answer, Line, Voice

_SPOKEN_CONDUCT = (
    Conduct.INTERRUPTED,
    Conduct.SHOUTED,
    Conduct.REPEATED_SELF,
    Conduct.BROKE_HOLD_PROMISE,
    Conduct.LONG_HOLD,
    Conduct.TOO_LONG,
    Conduct.SLOW_REPLY,
    Conduct.OFF_TOPIC,
    Conduct.NO_APOLOGY,
)
_SAID_ANYHOW = (Conduct.REPEATED_SELF, Conduct.OFF_TOPIC)
_GRAVE_RULES = ("asked_secret", "promise_found_out")
_WORN_RULES = ("stuffed", "apology_worn_out", "empathy_worn_out")
_POLITE = (Signal.USE_NAME, Signal.THANK)
_RULE_OCCASION = {"promise_found_out": "promise_broken"}
_ODD = ("are_you_a_bot", "foreign_language", "nonsense", "flattery")
_LISTENING = (
    Signal.INVITE_STORY,
    Signal.ACKNOWLEDGE,
    Signal.CONFIRM_UNDERSTANDING,
    Signal.EMPATHIZE,
    Signal.APOLOGIZE,
    Signal.TAKE_OWNERSHIP,
    Signal.CLARIFY,
    Signal.BUILD_ALLIANCE,
    Signal.THANK,
    Signal.USE_NAME,
)
_BY_WEIGHT = (  # which calming signal is answered first when several weigh the same
    Signal.CONFIRM_UNDERSTANDING,
    Signal.APOLOGIZE,
    Signal.TAKE_OWNERSHIP,
    Signal.EMPATHIZE,
    Signal.BE_HONEST,
    Signal.STATE_ACTION,
    Signal.OFFER_COMPENSATION,
    Signal.ACKNOWLEDGE,
    Signal.INVITE_STORY,
    Signal.GIVE_TIMEFRAME,
    Signal.BUILD_ALLIANCE,
    Signal.COURTEOUS_HOLD,
    Signal.CHECK_AGREEMENT,
    Signal.THANK,
    Signal.CLARIFY,
    Signal.USE_NAME,
)
PRESSES = 0.7  # how often a customer whose story is told asks what will be done, rather than just waiting
THREATENS = 0.35  # how often the answer to a sting is a threat, rather than venting
ANSWERS_AT_ONCE = 2  # questions that a customer answers in one go


@dataclass(slots=True)
class Planned:
    """A message that the customer is going to send."""

    text: str
    occasions: tuple[str, ...]
    beat: str = ""
    """The story beat whose end this message is."""
    tells: tuple[tuple[str, bool], ...] = ()
    """Facts that are told with it, and whether they were asked for."""
    last_word: bool = False


@dataclass(slots=True)
class Reply:
    """Plans the messages of one turn. Draws from the turn's own generator only."""

    persona: Persona
    case: Case
    voice: Voice
    rules: Rules
    talk: Talk
    feeling: Feeling
    rng: random.Random
    slots: Mapping[str, str] = field(default_factory=dict)
    planned: list[Planned] = field(default_factory=list)

    # -- building blocks

    def say(self, occasion: str) -> bool:
        return self._add(self.voice.say(occasion, self.feeling.anger, self.rng, self.slots))

    def _add(self, line: Line | None, **about: object) -> bool:
        if line is None:
            return False
        for text in line.messages:
            self.planned.append(Planned(text, (line.occasion,)))
        last = self.planned[-1]
        last.beat = str(about.get("beat", ""))
        tells = about.get("tells", ())
        last.tells = tells if isinstance(tells, tuple) else ()
        return True

    # -- the parts of a reply

    def opening(self) -> list[Planned]:
        if not self.say("opening"):
            self.vent()
        return self.planned

    def vent(self) -> bool:
        return self._add(self.voice.vent(self.feeling.anger, self.rng)) or self.say("vent")

    def beats(self, count: int) -> int:
        """Tell the next beats of the story; returns how many were told."""
        told = 0
        while told < count and self.talk.next_beat < len(self.persona.story):
            beat = self.persona.story[self.talk.next_beat]
            line = self.voice.beat(beat.id, self.feeling.anger, self.rng)
            self.talk.next_beat += 1
            if line is None:  # every variant was said before it was interrupted: it counts as told
                self.planned.append(Planned("", (), beat.id, tuple((f, False) for f in beat.tells)))
                continue
            self._add(line, beat=beat.id, tells=tuple((f, False) for f in beat.tells))
            told += 1
        return told

    def answers(self, hearing: Hearing) -> bool:
        """Answer what was asked: the fact, or that it was told already, or not now."""
        answered = False
        for asked in hearing.asked[:ANSWERS_AT_ONCE]:
            fact = self.persona.fact(asked.fact)
            slots = dict(self.slots) | {"fact": fact.says}
            known = fact.id in self.talk.told
            told_now = any(fact.id == f for p in self.planned for f, _ in p.tells)
            if told_now:
                continue
            if not known and not self.talk.looked_up and self.feeling.anger >= self.rules.limits.not_now_from:
                self.talk.looked_up = True
                answered |= self._add(self.voice.say("not_now", self.feeling.anger, self.rng, slots))
                break
            if known:
                answered |= self._add(self.voice.say("already_told", self.feeling.anger, self.rng, slots))
                continue
            if fact.id in self.case.on_file and fact.known:
                self._add(self.voice.say("asked_again", self.feeling.anger, self.rng, slots))
            line = self.voice.tell(fact.id, self.feeling.anger, self.rng)
            answered |= self._add(line, tells=((fact.id, True),) if fact.known else ())
        return answered

    # -- one turn

    def react(self, hearing: Hearing, reasons: Sequence[Reason]) -> bool:
        occasion = reaction_to(hearing, reasons)
        if occasion == Signal.CHECK_AGREEMENT and self.talk.standing:
            # There is something to agree to, but the customer does not feel heard yet, or it is not all of it.
            latest = max(self.talk.standing.values(), key=lambda s: s.turn)
            slots = dict(self.slots) | {"offer": self.persona.remedy(latest.remedy).name}
            occasion = "offer_heard_early" if latest.early else "offer_not_enough"
            return self._add(self.voice.say(occasion, self.feeling.anger, self.rng, slots))
        return bool(occasion) and self.say(occasion)

    def turn(
        self, hearing: Hearing, reasons: Sequence[Reason], offers: Sequence[OfferWeighed], settling: Settling
    ) -> None:
        """The whole reply to a message, where the customer stays."""
        heated = bool(hearing.heating()) or Conduct.INTERRUPTED in hearing.conduct
        odd = next((topic for topic in _ODD if topic in hearing.topics), "")
        if odd and not heated:
            self.say(odd)
            self._give_turn_back()
            return
        recited = hearing.stuffed or hearing.repeated
        answered_offer = False if heated or recited else self._answer_offers(offers, settling)
        if not answered_offer:
            reacted = self.react(hearing, reasons)
            asked = self.answers(hearing)
            if self._pass_safety():
                return
            if heated:
                self._after_heat(reacted=reacted)
                return
            if asked and not hearing.has(Signal.INVITE_STORY):
                return
            self._go_on(hearing, reacted=reacted or asked)
        elif hearing.asked:
            self.answers(hearing)

    def _pass_safety(self) -> bool:
        safety = self.persona.safety
        if safety is None or self.talk.safety_done:
            return False
        told = [b.id for b in self.persona.story[: self.talk.next_beat]]
        return safety.beat in told and self.say("safety_ignored")

    def _answer_offers(self, offers: Sequence[OfferWeighed], settling: Settling) -> bool:
        """The customer's word on what was offered, if anything was."""
        verdicts = {o.verdict: o for o in offers}
        if self.talk.agreed and self.talk.closing_turns == 0:
            return self._remedy(self._main_remedy(), "accept") or self.say("offer_agreed")
        if self.talk.agreed and self.take_extra(offers):
            return True
        if "beyond" in verdicts:
            return self.say("beyond_authority")
        if "wrong" in verdicts:
            return self._remedy(verdicts["wrong"].remedy, "refuse") or self._offer_word(
                "offer_wrong", verdicts["wrong"]
            )
        if "noted" in verdicts:
            said = self._offer_word("offer_heard_early", verdicts["noted"])
            return self._tell_on(1) or said
        if "no_time" in verdicts or ("again" in verdicts and settling.lacks_time()):
            return self._offer_word("offer_no_time", verdicts.get("no_time") or verdicts["again"])
        if "heard" in verdicts:
            if len([o for o in offers if o.verdict == "heard"]) >= 2 and self.say("offer_options"):
                return True
            self.talk.asked_rest += 1
            return self._remedy(verdicts["heard"].remedy, "bargain") or self._offer_word(
                "offer_not_enough", verdicts["heard"]
            )
        if "again" in verdicts:
            return self._offer_word("offer_again", verdicts["again"])
        refused = verdicts.get("refused")
        if refused and refused.remedy == self.persona.settlement.wish:
            return self.say("wish_refused")
        return False

    def take_extra(self, offers: Sequence[OfferWeighed]) -> bool:
        """Agreed already, and something comes on top."""
        extra = next((o for o in offers if o.verdict in ("heard", "no_time")), None)
        return extra is not None and self._remedy(extra.remedy, "accept")

    def _main_remedy(self) -> str:
        """Of what stands, the remedy that the customer cares about most; the latest where several do."""
        kinds = ("right", "partial", "extra", "wrong")
        standing = sorted(self.talk.standing.values(), key=lambda s: -s.turn)
        return min(standing, key=lambda s: kinds.index(self.persona.remedy(s.remedy).kind)).remedy

    def _remedy(self, remedy: str, answer: Answer) -> bool:
        slots = dict(self.slots) | {"offer": self.persona.remedy(remedy).name}
        return self._add(self.voice.remedy(remedy, answer, self.feeling.anger, self.rng, slots))

    def _offer_word(self, occasion: str, offer: OfferWeighed) -> bool:
        slots = dict(self.slots) | {"offer": self.persona.remedy(offer.remedy).name}
        return self._add(self.voice.say(occasion, self.feeling.anger, self.rng, slots))

    def _tell_on(self, count: int) -> bool:
        return bool(self.beats(count))

    def _after_heat(self, *, reacted: bool) -> None:
        """Stung: no story, no answers to speak of, but a vent, a threat or a warning."""
        if self._warns():
            return
        if self.rng.random() < THREATENS and self.say("threat"):
            return
        if not self.vent() and not reacted:
            self.say("impatient")

    def _warns(self) -> bool:
        limits = self.rules.limits
        if not self.talk.warned and self.feeling.anger >= limits.warning_from:
            self.talk.warned = True
            return self.say("warning")
        if not self.talk.wants_manager and self.feeling.patience <= 2 * limits.warning_patience:
            self.talk.wants_manager = True
            return self.say("wants_manager")
        return False

    def _go_on(self, hearing: Hearing, *, reacted: bool) -> None:
        """After a message that did no harm: the story, or what the talk needs next."""
        if self._warns():
            return
        left = len(self.persona.story) - self.talk.next_beat
        invited = hearing.has(Signal.INVITE_STORY) or "go_on" in hearing.topics
        listening = sum(hearing.has(s) for s in _LISTENING)
        if left and not hearing.repeated and not hearing.stuffed:
            if invited or listening:
                self._tell_on(2 if (invited or listening >= 2 or left > 3) and left > 1 else 1)
                return
            # nobody asked, so it comes out by itself, one piece after a vent
            self.vent()
            self._tell_on(1)
            return
        if self.talk.idle >= 2 and self.say("impatient"):
            return
        if hearing.has(Signal.CLARIFY) and not hearing.asked and self.say("asked_unknown"):
            return
        if "vague_offer" in hearing.topics and not hearing.offers and self.say("offer_vague"):
            return
        if hearing.has(Signal.COURTEOUS_HOLD):
            return  # they wait
        self._give_turn_back(press=not self.talk.agreed)
        if not self.planned and not reacted:
            self.vent()

    def _give_turn_back(self, *, press: bool = True) -> None:
        left = len(self.persona.story) - self.talk.next_beat
        presses = press and not left and self.talk.phase is not Phase.CLOSING and self.rng.random() < PRESSES
        if presses and self.say("demand"):
            return
        if not self.say("prompt"):
            self.vent()

    # -- the end

    def close(self, outcome: Outcome, *, politely: bool = False) -> None:
        if politely:
            self.say("anything_else")
        if self.say(f"close_{outcome.value}"):
            self.planned[-1].last_word = True


def reaction_to(hearing: Hearing, reasons: Sequence[Reason]) -> str:
    """The occasion of the first sentence: what hurt most, else what did most good, else what kind of message it was."""
    heats = {r.cause: r.delta for r in reasons if r.delta > 0}
    return _what_hurt(hearing, heats) or _what_helped(hearing, reasons) or _what_it_was(hearing)


def _what_hurt(hearing: Hearing, heats: Mapping[str, int]) -> str:
    grave = next((rule for rule in _GRAVE_RULES if rule in heats), None)
    if grave:
        return _RULE_OCCASION.get(grave, grave)
    stings = [f.signal for f in hearing.heating()]
    worst = max((heats.get(s.value, 0) for s in stings), default=0)
    if Conduct.INTERRUPTED in hearing.conduct and heats.get("interrupted", 0) >= worst:
        return Conduct.INTERRUPTED.value
    if stings:
        return max(stings, key=lambda s: (heats.get(s.value, 0), -HEATING.index(s))).value
    if "limit_set" in hearing.topics:
        return "limit_set"
    worn = next((rule for rule in _WORN_RULES if rule in heats), None)
    if worn and not hearing.repeated:
        return worn
    spoken = (c for c in _SPOKEN_CONDUCT if c in hearing.conduct and (c.value in heats or c in _SAID_ANYHOW))
    conduct = next(spoken, None)
    if conduct is not None:
        return conduct.value
    return Conduct.PREMATURE_SOLUTION.value if hearing.premature else ""


def _what_helped(hearing: Hearing, reasons: Sequence[Reason]) -> str:
    calming = {r.cause: -r.delta for r in reasons if r.delta < 0}
    found = [f.signal for f in hearing.calming()]
    if not found:
        return Conduct.NAMED_FACT.value if Conduct.NAMED_FACT in hearing.conduct else ""
    best = max(found, key=lambda s: (calming.get(s.value, 0), -_BY_WEIGHT.index(s)))
    return "greeting" if best in _POLITE and "greeting" in hearing.topics else best.value


def _what_it_was(hearing: Hearing) -> str:
    if hearing.asked:
        return Signal.CLARIFY.value
    if "vague_offer" in hearing.topics:
        return "offer_vague"
    return "greeting" if "greeting" in hearing.topics else "filler"
