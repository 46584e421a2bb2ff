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
from bot.call.reaction import reaction_to
from bot.call.rules import Rules
from bot.call.settling import Settling
from bot.call.talk import Talk
from bot.craft import Conduct, Signal
from bot.customers.persona import Persona
from bot.customers.voice import Answer, Line, Voice

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
            return self._offer_word("offer_heard_early" if latest.early else "offer_not_enough", latest.remedy)
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
        answered_offer = False if heated or recited else self._answer_offers(hearing, offers, settling)
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

    def _answer_offers(self, hearing: Hearing, offers: Sequence[OfferWeighed], settling: Settling) -> bool:
        """The customer's word on what was offered, if anything was."""
        if self.talk.agreed and self.talk.closing_turns == 0:
            return self._remedy(self._main_remedy(), "accept") or self.say("offer_agreed")
        if self.talk.agreed and self.take_extra(offers):
            return True
        if self._answer_unwelcome({o.verdict: o for o in offers}, settling):
            return True
        heard = [o for o in offers if o.verdict == "heard"]
        if heard:
            if len(settling.options(self.persona.remedy(o.remedy) for o in heard)) >= 2 and self.say("offer_options"):
                return True
            self.talk.asked_rest += 1
            return self._remedy(heard[-1].remedy, "bargain") or self._offer_word("offer_not_enough", heard[-1].remedy)
        if settling.timed and not self.talk.agreed:
            self.talk.asked_rest += 1
            return self._offer_word("offer_time_noted", settling.timed[-1].remedy)
        return self._answer_nothing_new({o.verdict: o for o in offers}, chooses="choice" in hearing.topics)

    def _answer_unwelcome(self, verdicts: Mapping[str, OfferWeighed], settling: Settling) -> bool:
        """Offers that cannot be weighed yet, or not at all."""
        if "beyond" in verdicts:
            return self.say("beyond_authority")
        if "wrong" in verdicts:
            remedy = verdicts["wrong"].remedy
            return self._remedy(remedy, "refuse") or self._offer_word("offer_wrong", remedy)
        if "noted" in verdicts:
            said = self._offer_word("offer_heard_early", verdicts["noted"].remedy)
            return bool(self.beats(1)) or said
        if "no_time" in verdicts or ("again" in verdicts and settling.lacks_time()):
            return self._offer_word("offer_no_time", (verdicts.get("no_time") or verdicts["again"]).remedy)
        return False

    def _answer_nothing_new(self, verdicts: Mapping[str, OfferWeighed], *, chooses: bool) -> bool:
        if "again" in verdicts:
            return self._offer_word("offer_again", verdicts["again"].remedy)
        if chooses and self.talk.standing and not verdicts:
            return self._remedy(self._main_remedy(), "bargain")
        refused = verdicts.get("refused")
        return bool(refused and refused.remedy == self.persona.settlement.wish) and self.say("wish_refused")

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
        beside = self.talk.standing.keys() - {remedy}
        return self._add(self.voice.remedy(remedy, answer, self.feeling.anger, self.rng, slots, offered=beside))

    def _offer_word(self, occasion: str, remedy: str) -> bool:
        slots = dict(self.slots) | {"offer": self.persona.remedy(remedy).name}
        return self._add(self.voice.say(occasion, self.feeling.anger, self.rng, slots))

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
                self.beats(2 if (invited or listening >= 2 or left > 3) and left > 1 else 1)
                return
            # nobody asked, so it comes out by itself, one piece after a vent
            self.vent()
            self.beats(1)
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
