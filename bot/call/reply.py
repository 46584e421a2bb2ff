"""What the customer says next: a reaction to what the agent did, an answer if asked, then a beat, a demand or a vent.

Chooses occasions; the words are the voice's (bot/customers/voice.py).
"""

from collections.abc import Mapping, Sequence

from bot.call.events import OfferWeighed, Outcome, Phase, Reason
from bot.call.hearing import Hearing
from bot.call.reaction import reaction_to
from bot.call.settling import Settling
from bot.call.telling import Telling
from bot.call.topics import mentions
from bot.craft import Conduct, Signal
from bot.customers.voice import Answer
from bot.reading.message import message_of

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
_KINDS = ("right", "partial", "extra", "wrong")  # from what matters most
PRESSES = 0.7  # how often a customer whose story is told asks what will be done, rather than just waiting
THREATENS = 0.35  # how often the answer to a sting is a threat, rather than venting


class Reply(Telling):
    """Plans the messages of one turn."""

    # -- one turn

    def react(self, hearing: Hearing, reasons: Sequence[Reason]) -> bool:
        occasion = reaction_to(hearing, reasons, tells_on=self._tells_on(hearing))
        if occasion == Signal.CHECK_AGREEMENT and self.talk.standing:
            # There is something to agree to, but the customer does not feel heard yet, or it is not all of it.
            latest = max(self.talk.standing.values(), key=lambda s: s.turn)
            return self._offer_word("offer_heard_early" if latest.early else "offer_not_enough", latest.remedy)
        if occasion == Signal.CLARIFY and not (hearing.asked or self._left()):
            return False  # "I'll tell you" and then nothing that they can tell
        return bool(occasion) and self.say(occasion)

    def turn(
        self, hearing: Hearing, reasons: Sequence[Reason], offers: Sequence[OfferWeighed], settling: Settling
    ) -> None:
        """The whole reply to a message, where the customer stays."""
        self._answer(hearing, reasons, offers, settling)
        self._count_passed()

    def _answer(
        self, hearing: Hearing, reasons: Sequence[Reason], offers: Sequence[OfferWeighed], settling: Settling
    ) -> None:
        heated = bool(hearing.heating()) or Conduct.INTERRUPTED in hearing.conduct
        odd = next((topic for topic in _ODD if topic in hearing.topics), "")
        if odd and not heated:
            self.say(odd)
            self._give_turn_back()
            return
        recited = hearing.stuffed or hearing.repeated
        answered_offer = False if heated or recited else self._answer_offers(hearing, offers, settling)
        if not answered_offer:
            in_danger = self._in_danger()
            reacted = self.react(hearing, reasons)
            asked = self.answers(hearing, self._coming(hearing))
            if in_danger and self.say("safety_half" if "minds_safety" in hearing.topics else "safety_ignored"):
                return
            if heated:
                self._after_heat(reacted=reacted)
                return
            if asked and not self._invited(hearing):
                return
            self._go_on(hearing, reacted=reacted or asked)
        elif hearing.asked:
            self.answers(hearing)

    def _answer_offers(self, hearing: Hearing, offers: Sequence[OfferWeighed], settling: Settling) -> bool:
        """The customer's word on what was offered, if anything was; on the main remedy where several were."""
        offers = sorted(offers, key=lambda offer: self._rank(offer.remedy))
        first = {offer.verdict: offer for offer in reversed(offers)}
        if self.talk.agreed and self.talk.closing_turns == 0:
            return self._remedy(self._main_remedy(), "accept") or self.say("offer_agreed")
        if self.talk.agreed and self.take_extra(offers):
            return True
        if self._answer_unwelcome(first, settling):
            return True
        heard = [o for o in offers if o.verdict == "heard"]
        if heard:
            if len(settling.options(self.persona.remedy(o.remedy) for o in heard)) >= 2 and self.say("offer_options"):
                return True
            return self._answer_good(heard[0].remedy, settling)
        if settling.timed and not self.talk.agreed:
            self.talk.asked_rest += 1
            timed = min(settling.timed, key=lambda standing: self._rank(standing.remedy))
            return self._offer_word("offer_time_noted", timed.remedy)
        return self._answer_nothing_new(first, settling, chooses="choice" in hearing.topics)

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
        waits = verdicts.get("no_time") or (settling.lacks_time() if "again" in verdicts else None)
        heard = verdicts.get("heard")
        if waits is None or (heard is not None and self._kind(heard.remedy) < self._kind(waits.remedy)):
            return False
        return self._offer_word("offer_no_time", waits.remedy)

    def _answer_nothing_new(self, verdicts: Mapping[str, OfferWeighed], settling: Settling, *, chooses: bool) -> bool:
        if "again" in verdicts:
            remedy = verdicts["again"].remedy
            standing = self.talk.standing.get(remedy)
            if standing is not None and standing.early:
                return self._offer_word("offer_heard_early", remedy)
            if standing is not None and not self.talk.agreed and self._answer_good(remedy, settling):
                return True
            return self._offer_word("offer_again", remedy)
        if chooses and self.talk.standing and not verdicts:
            return self._remedy(self._main_remedy(), "bargain")
        refused = verdicts.get("refused")
        return bool(refused and refused.remedy == self.persona.settlement.wish) and self.say("wish_refused")

    def _answer_good(self, remedy: str, settling: Settling) -> bool:
        """An offer that may stand, but is not agreed: what is missing, or that they are too angry to say yes."""
        if settling.complete():
            return self.say("state_action")
        self.talk.asked_rest += 1
        return self._remedy(remedy, "bargain") or self._offer_word("offer_not_enough", remedy)

    def take_extra(self, offers: Sequence[OfferWeighed]) -> bool:
        """Agreed already, and something comes on top."""
        extras = [o.remedy for o in offers if o.verdict in ("heard", "no_time")]
        return bool(extras) and self._remedy(min(extras, key=self._rank), "accept")

    def _main_remedy(self) -> str:
        """Of what stands, the remedy that the customer cares about most; the latest where several do."""
        standing = self.talk.standing.values()
        return min(standing, key=lambda s: (self._kind(s.remedy), -s.turn, self._rank(s.remedy))).remedy

    def _kind(self, remedy: str) -> int:
        return _KINDS.index(self.persona.remedy(remedy).kind)

    def _rank(self, remedy: str) -> tuple[int, int]:
        """How much the customer cares about a remedy, the most first: its kind, then its place in the settlement."""
        settlement = self.persona.settlement
        wanted = [r for group in (*settlement.resolved_by, *settlement.settles_for) for r in group]
        return self._kind(remedy), wanted.index(remedy) if remedy in wanted else len(wanted)

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
        if not (self.talk.wants_manager or self.talk.approved) and self.feeling.patience <= 2 * limits.warning_patience:
            self.talk.wants_manager = True
            return self.say("wants_manager")
        return False

    def _go_on(self, hearing: Hearing, *, reacted: bool) -> None:
        """After a message that did no harm: the story, or what the talk needs next."""
        left, invited = self._left(), self._invited(hearing)
        if not (self.talk.agreed or (left and invited)) and self._warns():
            return
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
        unknown = "asked_aside" if _about_them(hearing) else "asked_unknown"
        if hearing.has(Signal.CLARIFY) and not hearing.asked and self.say(unknown):
            return
        if "vague_offer" in hearing.topics and not hearing.offers and self.say("offer_vague"):
            return
        if hearing.has(Signal.COURTEOUS_HOLD):
            return  # they wait
        offered = any(not offer.refused for offer in hearing.offers) or self.talk.approved & self.talk.standing.keys()
        self._give_turn_back(press=not (self.talk.agreed or offered))
        if not self.planned and not reacted:
            self.vent()

    def _give_turn_back(self, *, press: bool = True) -> None:
        presses = press and not self._left() and self.talk.phase is not Phase.CLOSING and self.rng.random() < PRESSES
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


def _about_them(hearing: Hearing) -> bool:
    """Whether a question is about the customer themselves: they know the answer, but it is no part of the case."""
    message = message_of(hearing.text)
    asked = [message.clause_at(f.start) for f in hearing.reading.found if f.signal is Signal.CLARIFY]
    return any(c and mentions(message_of(hearing.text[c.start : c.end]), "about_them") for c in asked)
