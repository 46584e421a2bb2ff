"""The call as a fold: persona, difficulty, seed and inputs in, events out. No clock, no database, no global random.

Everything else follows from this: a killed call is folded again, "what if" folds with one input changed, and the
debrief can prove each point.
"""

import copy
import math
import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Self

from bot.call.authority import beyond_authority
from bot.call.case import Case, case_of
from bot.call.events import (
    AgentSaid,
    CameBack,
    CustomerSaid,
    Ended,
    Event,
    FactTold,
    HeldOn,
    HintShown,
    Mood,
    MoodMoved,
    MoodState,
    NoteTaken,
    OfferWeighed,
    Outcome,
    Phase,
    Read,
    Reason,
    SupervisorAnswered,
)
from bot.call.feeling import Feeling, Push
from bot.call.hearing import Hearing, Moment, listen, normal
from bot.call.inputs import Input, InputKind
from bot.call.patience import Patience
from bot.call.reply import Planned, Reply
from bot.call.rules import Rules, load_rules
from bot.call.schedule import Schedule
from bot.call.settling import Settling
from bot.call.talk import Hold, Talk
from bot.call.weighing import REPAIR, Weighing, floor_of, lasting_floor
from bot.craft import Conduct, Signal
from bot.customers import Customer, Difficulty
from bot.customers.stock import Stock
from bot.customers.voice import Voice, typing_seconds
from bot.reading import Reading, read

Reads = Callable[[str, str], Reading]


_TOO_LATE = (InputKind.SAY, InputKind.HOLD, InputKind.SUPERVISOR)
"""What no longer reaches a customer who is writing their last words."""


class CallError(ValueError):
    """An input that does not fit the call; the text is a sentence for the trainee."""


class Call:
    """One call. `take` is the step of the fold; the named methods are its sugar.

    Times are seconds on the call's own clock, which starts at 0 when the call is taken; an earlier time than that of
    the last input counts as that.
    """

    def __init__(
        self,
        customer: Customer,
        difficulty: Difficulty,
        seed: int,
        *,
        stock: Stock,
        mild: bool = False,
        reader: Reads = read,
    ) -> None:
        persona = customer.persona
        self.customer, self.difficulty, self.seed, self.mild = customer, difficulty, seed, mild
        self.persona = persona
        self.stock = stock
        self.reader = reader
        self._rules: Rules = load_rules()
        self._dials = self._rules.difficulties[difficulty]
        self._case = case_of(customer, stock)
        self._voice = Voice(persona, stock, mild=mild)
        self._talk = Talk()
        self._schedule = Schedule(self._rules.times)
        self._inputs: list[Input] = []
        self._events: list[Event] = []
        self._fresh: list[Event] = []
        self._now = 0.0
        self._opened = False
        self._leaving: Outcome | None = None
        self._outcome: Outcome | None = None
        self._last_words = ""
        self._hold_conduct: list[Conduct] = []
        self._last_reading: Reading | None = None
        anger = persona.temperament.start_anger + self._dials.start + self._dice("start").randint(-3, 3)
        anger = max(40, min(98, anger))
        state = self._rules.state_after(MoodState.FURIOUS, 100)
        self._feeling = Feeling(
            self._rules,
            anger,
            self._rules.state_after(state, anger),
            float(persona.temperament.trust),
            min(100.0, persona.temperament.patience * self._dials.patience),
            peak=anger,
        )
        self._patience = Patience(self._rules, self._talk, self._feeling)

    # -- what can be asked of a call

    @property
    def now(self) -> float:
        return self._now

    @property
    def mood(self) -> Mood:
        return self._feeling.mood

    @property
    def phase(self) -> Phase:
        return self._talk.phase

    @property
    def outcome(self) -> Outcome | None:
        return self._outcome

    @property
    def turn(self) -> int:
        return self._talk.turn

    @property
    def events(self) -> tuple[Event, ...]:
        return tuple(self._events)

    @property
    def inputs(self) -> tuple[Input, ...]:
        return tuple(self._inputs)

    @property
    def speaking(self) -> bool:
        """The customer still has something to send."""
        return bool(self._schedule.queue)

    @property
    def waits_for_supervisor(self) -> bool:
        return self._schedule.supervisor_at is not None

    @property
    def on_hold(self) -> bool:
        return self._schedule.hold is not None

    @property
    def agreed(self) -> str:
        """`resolved` or `settled` once the customer took what was offered, else empty."""
        return self._talk.agreed

    @property
    def told(self) -> frozenset[str]:
        """The facts that the customer has told so far."""
        return frozenset(self._talk.told)

    @property
    def case(self) -> Case:
        return self._case

    @property
    def approved(self) -> frozenset[str]:
        """Remedies that a supervisor has approved in this call."""
        return frozenset(self._talk.approved)

    @property
    def offered(self) -> frozenset[str]:
        """Remedies that stand: offered within the authority and not refused."""
        return frozenset(self._talk.standing)

    @property
    def beats_told(self) -> tuple[str, ...]:
        """The story beats that are out, in order."""
        waiting = {coming.planned.beat for coming in self._schedule.queue}
        return tuple(b.id for b in self.persona.story[: self._talk.next_beat] if b.id not in waiting)

    @property
    def story_told(self) -> bool:
        return self._talk.next_beat >= len(self.persona.story) and not self._schedule.tells_on

    @property
    def feels_heard(self) -> bool:
        return self._feeling.heard >= self._rules.hearing["enough"]

    def due(self) -> float | None:
        """When something happens by itself: the next message, a nudge, the supervisor's answer. None: nothing will."""
        return None if self._outcome or not self._opened else self._schedule.next_due()

    def customer_typing(self, at: float) -> bool:
        return self._schedule.typing(at)

    # -- sugar

    def open(self, at: float = 0.0) -> tuple[Event, ...]:
        return self.take(Input(InputKind.OPEN, at))

    def hear(self, text: str, at: float) -> tuple[Event, ...]:
        return self.take(Input(InputKind.SAY, at, text))

    def typing(self, at: float) -> tuple[Event, ...]:
        return self.take(Input(InputKind.TYPING, at))

    def wait(self, until: float) -> tuple[Event, ...]:
        return self.take(Input(InputKind.WAIT, until))

    def hold(self, at: float, seconds: float | None = None) -> tuple[Event, ...]:
        return self.take(Input(InputKind.HOLD, at, seconds=seconds))

    def resume(self, at: float) -> tuple[Event, ...]:
        return self.take(Input(InputKind.RESUME, at))

    def supervisor(self, at: float, text: str = "") -> tuple[Event, ...]:
        return self.take(Input(InputKind.SUPERVISOR, at, text))

    def hint(self, at: float, text: str) -> tuple[Event, ...]:
        return self.take(Input(InputKind.HINT, at, text))

    def note(self, text: str, at: float) -> tuple[Event, ...]:
        return self.take(Input(InputKind.NOTE, at, text))

    def end(self, at: float) -> tuple[Event, ...]:
        return self.take(Input(InputKind.END, at))

    def stop(self, at: float) -> tuple[Event, ...]:
        return self.take(Input(InputKind.STOP, at))

    @classmethod
    def fold(
        cls,
        customer: Customer,
        difficulty: Difficulty,
        seed: int,
        inputs: Iterable[Input],
        *,
        stock: Stock,
        mild: bool = False,
        reader: Reads = read,
    ) -> Self:
        """The call that these inputs make. Folding the inputs of a call gives its very events again."""
        call = cls(customer, difficulty, seed, stock=stock, mild=mild, reader=reader)
        for step in inputs:
            call.take(step)
        return call

    def blank(self) -> Self:
        """The same customer, difficulty, seed and rules before anything happened."""
        return type(self)(
            self.customer, self.difficulty, self.seed, stock=self.stock, mild=self.mild, reader=self.reader
        )

    def fork(self) -> Self:
        """An independent call at the same point. What never changes is shared, so that this costs little."""
        twin = copy.copy(self)
        twin._talk = copy.deepcopy(self._talk)
        twin._schedule = copy.deepcopy(self._schedule)
        twin._feeling = replace(self._feeling)
        twin._patience = Patience(self._rules, twin._talk, twin._feeling)
        twin._voice = self._voice.fork()
        twin._inputs, twin._events = list(self._inputs), list(self._events)
        twin._fresh, twin._hold_conduct = list(self._fresh), list(self._hold_conduct)
        return twin

    # -- the step of the fold

    def take(self, step: Input) -> tuple[Event, ...]:
        """Let one input happen.

        Raises:
            CallError: the input does not fit (a resume without a hold, a message after the end); nothing changed.
        """
        self._check(step)
        self._fresh = []
        self._inputs.append(step)
        at = max(step.at, self._now)
        if step.kind is InputKind.NOTE and self._outcome:
            self._emit(NoteTaken(at, step.text))
            return self._done()
        if step.kind is not InputKind.OPEN:
            self._advance(at)
        if self._outcome is None and self._leaving is not None and step.kind in _TOO_LATE:
            self._advance(max(coming.due for coming in self._schedule.queue))
        if self._outcome is None:
            self._act(step, at)
        return self._done()

    def _done(self) -> tuple[Event, ...]:
        self._events += self._fresh
        return tuple(self._fresh)

    def _check(self, step: Input) -> None:
        if not math.isfinite(step.at) or step.at < 0:
            raise CallError("A time in a call is a number of seconds from its start.")
        if step.seconds is not None and not (math.isfinite(step.seconds) and step.seconds > 0):
            raise CallError("A hold lasts a positive number of seconds.")
        if step.kind is InputKind.OPEN:
            if self._opened:
                raise CallError("The call is already open.")
            return
        if not self._opened:
            raise CallError("Take the call first.")
        if self._outcome is not None and step.kind is not InputKind.NOTE:
            raise CallError(f"The call is over ({self._outcome.value}); only a note can be added.")
        if step.kind is InputKind.RESUME and self._schedule.hold is None:
            raise CallError("The customer is not on hold.")
        if step.kind is InputKind.HOLD and self._schedule.hold is not None:
            raise CallError("The customer is on hold already.")
        if step.kind is InputKind.SUPERVISOR and self._schedule.supervisor_at is not None:
            raise CallError("You are waiting for the supervisor already.")

    def _act(self, step: Input, at: float) -> None:
        match step.kind:
            case InputKind.OPEN:
                self._opened = True
                self._now = at
                self._plan(self._reply("open").opening(), at)
            case InputKind.SAY:
                self._say(step.text, at)
            case InputKind.TYPING:
                self._schedule.trainee_types(at)
            case InputKind.HOLD:
                self._hold(at, step.seconds)
            case InputKind.RESUME:
                self._resume(at, speak=True)
            case InputKind.SUPERVISOR:
                self._schedule.supervisor_at = at + self._rules.times.supervisor_takes
            case InputKind.HINT:
                self._emit(HintShown(at, self.turn, step.text))
            case InputKind.NOTE:
                self._emit(NoteTaken(at, step.text))
            case InputKind.END:
                self._end(at)
            case InputKind.STOP:
                self._finish(at, Outcome.STOPPED)
            case InputKind.WAIT:
                pass

    # -- time

    def _advance(self, until: float) -> None:
        """Let everything happen that is due until then, each at its own moment: waits can be split at will."""
        while self._outcome is None:
            due = self._schedule.next_due()
            if due is None or due > until:
                break
            self._now = max(self._now, due)
            self._happen(due)
        if self._outcome is None:
            self._now = max(self._now, until)

    def _happen(self, at: float) -> None:
        schedule = self._schedule
        if schedule.queue and schedule.queue[0].due <= at:
            self._deliver()
        elif schedule.supervisor_at is not None and schedule.supervisor_at <= at:
            self._supervisor_answers(at)
        elif schedule.hold is not None:
            self._hold_drags(at, schedule.hold)
        else:
            self._silence(at)

    def _deliver(self) -> None:
        message = self._schedule.next_message()
        planned = message.planned
        if planned.text:
            self._last_words = planned.text
            self._emit(
                CustomerSaid(
                    message.due,
                    planned.text,
                    message.mood.state,
                    message.mood.anger,
                    planned.occasions,
                    message.typing_from,
                )
            )
        for fact, asked in planned.tells:
            if fact not in self._talk.told:
                self._talk.told[fact] = self.turn
                self._emit(FactTold(message.due, self.turn, fact, asked))
        if not self._schedule.queue:
            self._schedule.customer_finished(message.due)
        if planned.last_word and self._leaving is not None:
            self._finish(message.due, self._leaving)

    def _silence(self, at: float) -> None:
        nth = self._schedule.nudges
        self._schedule.nudges += 1
        if nth >= 2:
            self._leaving = Outcome.TIMED_OUT
            self._speak("close_timed_out", at)
            self._finish(at, Outcome.TIMED_OUT)
            return
        rule = "silence" if nth == 0 else "silence_again"
        self._move([self._timed_push(rule, self._rules.rules[rule], "R15")], at)
        self._feeling.loses_patience(self._rules.patience[rule])
        self._speak(rule, at)

    def _hold_drags(self, at: float, hold: Hold) -> None:
        if hold.checked:
            self._schedule.hold = None
            self._speak("close_timed_out", at)
            self._finish(at, Outcome.TIMED_OUT)
            return
        hold.checked = True
        self._move([self._timed_push("long_hold", self._rules.conduct[Conduct.LONG_HOLD])], at)
        self._speak("hold_check", at)

    def _supervisor_answers(self, at: float) -> None:
        self._schedule.supervisor_at = None
        self._schedule.customer_finished(at)
        asked = tuple(r for r in self.persona.remedies if r.authority == "supervisor")
        self._talk.approved.update(r.id for r in asked)
        names = ", ".join(r.name for r in asked)
        text = f"Approved: {names}." if asked else "There is nothing in this case that needs my approval."
        self._emit(SupervisorAnswered(at, self.turn, tuple(r.id for r in asked), text))
        self._approve()
        if asked:
            self._move([Push("supervisor", float(self._rules.rules["supervisor"]))], at)

    def _approve(self) -> None:
        """What was promised too soon is an offer like any other once it is approved."""
        talk, empty = self._talk, []
        for promise in talk.promises:
            standing = promise.standing
            if standing is None or standing.remedy not in talk.approved:
                empty.append(promise)
                continue
            remedy = self.persona.remedy(standing.remedy)
            if not beyond_authority(remedy, standing.amount, talk.approved):
                talk.standing.setdefault(standing.remedy, standing)
        talk.promises = empty

    def _timed_push(self, cause: str, amount: int, finding: str = "") -> Push:
        heat = self.persona.temperament.heat * self._dials.heat
        late = self._rules.times.late_weight if self.phase in (Phase.SOLVING, Phase.CLOSING) else 1.0
        return Push(cause, amount * heat * late, "", finding)

    # -- holds

    def _hold(self, at: float, seconds: float | None) -> None:
        self._drop_queue()
        asked = self._last_reading is not None and Signal.COURTEOUS_HOLD in self._last_reading.signals
        self._schedule.hold = Hold(at, seconds)
        self._talk.idle = 0
        self._emit(HeldOn(at, self.turn, seconds))
        if not asked:
            heat = self.persona.temperament.heat * self._dials.heat
            self._move([Push("abrupt_hold", self._rules.heating[Signal.ABRUPT_HOLD] * heat)], at)

    def _resume(self, at: float, *, speak: bool) -> list[Reason]:
        hold = self._schedule.hold
        if hold is None:
            return []
        self._schedule.hold = None
        held, times = at - hold.since, self._rules.times
        self._emit(CameBack(at, self.turn, held, hold.promised))
        conduct: Conduct | None = None
        if hold.promised is not None and held > hold.promised + times.hold_grace:
            conduct = Conduct.BROKE_HOLD_PROMISE
        elif held > times.hold_long:
            conduct = Conduct.LONG_HOLD
        elif hold.promised is not None:
            conduct = Conduct.KEPT_HOLD_PROMISE
        self._schedule.customer_finished(at)
        if conduct is None:
            return []
        self._hold_conduct.append(conduct)
        amount = self._rules.conduct[conduct]
        push = self._timed_push(conduct.value, amount, "R15") if amount > 0 else Push(conduct.value, float(amount))
        reasons = self._move([push], at)
        self._feeling.trusts(self._rules.trust.get(conduct.value, 0))
        self._talk.fresh_harm |= conduct is not Conduct.KEPT_HOLD_PROMISE
        if speak:
            slots = {"waited": spoken_time(held)} | (
                {"promised": spoken_time(hold.promised)} if hold.promised is not None else {}
            )
            reply = self._reply(f"back/{self.turn}/{at:.1f}", slots)
            reply.say(conduct.value)
            self._plan(reply.planned, at)
        return list(reasons)

    # -- a message of the agent

    def _say(self, text: str, at: float) -> None:
        cut_off = self._schedule.speaking(at)
        self._drop_queue()
        on_hold = self._resume(at, speak=False)
        talk, feeling = self._talk, self._feeling
        talk.turn += 1
        self._emit(AgentSaid(at, talk.turn, text))
        reading = self.reader(text, self._last_words)
        heard_before = feeling.heard
        self._hears(reading)
        story_told = talk.next_beat >= len(self.persona.story)
        hearing = listen(
            text,
            reading,
            self._case,
            talk,
            Moment(feeling.anger, feeling.heard, story_told, cut_off),
            self._rules,
        )
        if hearing.stuffed or hearing.repeated:
            feeling.heard = heard_before
        self._last_reading = hearing.reading
        late = self._late(text, at)
        conduct = (*hearing.conduct, *self._hold_conduct, *((Conduct.SLOW_REPLY,) if late else ()))
        self._hold_conduct = []
        self._emit(Read(talk.turn, hearing.reading.found, conduct))
        self._turn(hearing, late, on_hold, at, story_told=story_told)

    def _hears(self, reading: Reading) -> None:
        """R1: being heard grows with listening, never beyond what was told."""
        gains = self._rules.hearing
        gain = sum(gains.get(f.signal.value, 0) for f in reading.found)
        share = self._talk.next_beat / len(self.persona.story)
        self._feeling.feels_heard(gain, at_most=35 + 65 * share)

    def _late(self, text: str, at: float) -> list[Push]:
        """R15: gentle on thinking time, with grace for long messages; waiting hurts more near the end."""
        times, schedule = self._rules.times, self._schedule
        gap = at - schedule.quiet_since
        if schedule.nudges or self.turn <= 1 or gap <= times.reply_grace + times.reply_grace_per_character * len(text):
            return []
        self._feeling.loses_patience(self._rules.patience["slow_reply"])
        return [self._timed_push("slow_reply", self._rules.conduct[Conduct.SLOW_REPLY], "R15")]

    def _turn(
        self, hearing: Hearing, late: list[Push], on_hold: Sequence[Reason], at: float, *, story_told: bool
    ) -> None:
        talk, feeling, rules = self._talk, self._feeling, self._rules
        closing = bool(talk.agreed)
        weighing = Weighing(hearing, talk, feeling, self.persona, rules, self._dials, story_told, self._case.on_file)
        ready = story_told and self.feels_heard
        settling = Settling(self.persona, self._case, talk, feeling, rules, self._dials, ready)
        pushes = [*late, *weighing.pushes()]
        offers, offer_pushes = settling.weigh(hearing)
        progress = self._patience.progress(hearing, offers)
        pushes += offer_pushes + settling.regained() + self._patience.pushes(hearing, progress=progress)
        pushes += self._found_out(closing=closing) + self._safety()
        floor = floor_of(self.persona, talk, feeling, rules, self._dials, story_told=story_told)
        lowest = lasting_floor(self.persona, rules)
        before, _, first = feeling.move(pushes, floor=floor, lowest=lowest)
        _, after, second = feeling.move(settling.agree(hearing), floor=floor, lowest=lowest)
        reasons = (*first, *second)
        self._patience.remember(hearing, reasons, progress=progress)
        self._remember(hearing)
        talk.phase = self._phase_now()
        self._fresh.extend(offers)
        self._emit(MoodMoved(at, talk.turn, before, after, talk.phase, reasons))
        self._answer(hearing, (*on_hold, *reasons), offers, settling, at, closing=closing)

    def _found_out(self, *, closing: bool) -> list[Push]:
        """T10, R9: an empty promise is found out; after failed attempts it weighs more."""
        talk = self._talk
        due = [
            p
            for p in talk.promises
            if (closing and p.turn < talk.turn) or talk.turn - p.turn >= self._rules.limits.promise_found_out_after
        ]
        if not due:
            return []
        talk.promises = [p for p in talk.promises if p not in due]
        talk.found_out += 1
        talk.fresh_harm = True
        self._feeling.trusts(self._rules.trust["promise_found_out"])
        attempts = 1 + self._rules.weights.failed_attempt * self.persona.trouble.failed_attempts
        heat = self.persona.temperament.heat * self._dials.heat
        return [
            Push(
                "promise_found_out",
                self._rules.rules["promise_found_out"] * attempts * heat,
                due[0].quote,
                "R9",
            )
        ]

    def _safety(self) -> list[Push]:
        safety, talk = self.persona.safety, self._talk
        if safety is None or talk.safety_done:
            return []
        if safety.remedy in talk.standing:
            talk.safety_done = True
            return []
        told = [beat.id for beat in self.persona.story[: talk.next_beat]]
        if safety.beat not in told:
            return []
        self._feeling.loses_patience(self._rules.patience["safety_ignored"])
        return [Push("safety_ignored", self._rules.rules["safety_ignored"] * self._dials.heat)]

    def _remember(self, hearing: Hearing) -> None:
        talk = self._talk
        for found in hearing.reading.found:
            talk.used[found.signal] += 1
        talk.texts.append(normal(hearing.text))
        talk.facts_heard.update(fact for fact, _ in hearing.named)
        talk.owned |= hearing.has(Signal.TAKE_OWNERSHIP)
        if hearing.has(Signal.APOLOGIZE):
            talk.fresh_harm = False
            talk.apology_parts |= {"regret"}
            talk.apology_parts |= {"responsibility"} if hearing.has(Signal.TAKE_OWNERSHIP) else set()
            talk.apology_parts |= {"repair"} if hearing.has(*REPAIR) else set()
        talk.no_apology_noted += Conduct.NO_APOLOGY in hearing.conduct

    def _phase_now(self) -> Phase:
        talk = self._talk
        if talk.agreed:
            return Phase.CLOSING
        listened = any(
            talk.used[s]
            for s in (
                Signal.INVITE_STORY,
                Signal.ACKNOWLEDGE,
                Signal.EMPATHIZE,
                Signal.APOLOGIZE,
                Signal.CONFIRM_UNDERSTANDING,
                Signal.CLARIFY,
            )
        )
        if talk.next_beat < len(self.persona.story):
            return Phase.TELLING if listened else Phase.VENTING
        known = self._case.key_facts <= talk.told.keys()
        offered = any(not s.early for s in talk.standing.values())
        return Phase.SOLVING if (known and self.feels_heard) or offered else Phase.EXPLORING

    def _answer(
        self,
        hearing: Hearing,
        reasons: Sequence[Reason],
        offers: Sequence[OfferWeighed],
        settling: Settling,
        at: float,
        *,
        closing: bool,
    ) -> None:
        talk = self._talk
        reply = self._reply(f"turn/{talk.turn}", self._slots(hearing))
        leaving = self._patience.leaves(hearing)
        if leaving is not None:
            reply.close(leaving)
            self._leave(leaving, reply.planned, at)
            return
        if closing:
            talk.closing_turns += 1
        if closing and self._may_close(hearing, offers):
            reply.take_extra(offers)
            reply.close(self._final(), politely=hearing.has(Signal.CHECK_AGREEMENT))
            self._leave(self._final(), reply.planned, at)
            return
        reply.turn(hearing, reasons, offers, settling)
        if talk.agreed and not closing and "goodbye" in hearing.topics:
            reply.close(self._final())
            self._leave(self._final(), reply.planned, at)
            return
        self._plan(reply.planned, at)

    def _may_close(self, hearing: Hearing, offers: Sequence[OfferWeighed]) -> bool:
        """Agreed, and nothing is left open: the customer says goodbye."""
        if hearing.heating() or self._talk.promises:
            return False
        if hearing.has(Signal.CHECK_AGREEMENT) or "goodbye" in hearing.topics:
            return True
        if hearing.asked or offers:
            return self._talk.closing_turns >= 3
        return hearing.has(Signal.THANK) or self._talk.closing_turns >= 2

    def _final(self) -> Outcome:
        talk = self._talk
        glad = talk.agreed == "resolved" and not talk.found_out and not talk.promises
        glad = glad and self._feeling.anger < self._rules.limits.resolved_below + self._dials.glad
        return Outcome.RESOLVED if glad else Outcome.SETTLED

    # -- planning and ending

    def _reply(self, purpose: str, slots: dict[str, str] | None = None) -> Reply:
        return Reply(
            self.persona,
            self._case,
            self._voice,
            self._rules,
            self._talk,
            self._feeling,
            self._dice(purpose),
            slots or {},
        )

    def _dice(self, purpose: str) -> random.Random:
        """Own dice for each purpose: one changed turn does not reshuffle the others (what-if)."""
        return random.Random(f"{self.seed}/{purpose}")

    def _slots(self, hearing: Hearing) -> dict[str, str]:
        slots = {"when": hearing.when} if hearing.when else {}
        standing = max(self._talk.standing.values(), key=lambda s: s.turn, default=None)
        if standing is not None:
            slots["offer"] = self.persona.remedy(standing.remedy).name
            slots.setdefault("when", standing.when)
        return {key: value for key, value in slots.items() if value}

    def _plan(self, planned: Sequence[Planned], at: float) -> None:
        mood = self._feeling.mood
        self._schedule.plan(planned, at, mood, lambda text: typing_seconds(text, self.persona, mood.anger))

    def _speak(self, occasion: str, at: float) -> None:
        """A word that time alone brought out: it appears at once."""
        line = self._voice.say(occasion, self._feeling.anger, self._dice(f"{occasion}/{self.turn}/{at:.1f}"), {})
        for text in line.messages if line else ():
            self._last_words = text
            mood = self._feeling.mood
            self._emit(CustomerSaid(at, text, mood.state, mood.anger, (occasion,), at))

    def _leave(self, outcome: Outcome, planned: Sequence[Planned], at: float) -> None:
        self._leaving = outcome
        if not planned or not planned[-1].last_word:
            self._finish(at, outcome)
            return
        self._plan(planned, at)

    def _end(self, at: float) -> None:
        self._drop_queue()
        outcome = self._leaving or (self._final() if self._talk.agreed else Outcome.ENDED)
        reply = self._reply("end")
        reply.close(outcome)
        for planned in reply.planned:
            mood = self._feeling.mood
            self._emit(CustomerSaid(at, planned.text, mood.state, mood.anger, planned.occasions, at))
        self._finish(at, outcome)

    def _finish(self, at: float, outcome: Outcome) -> None:
        self._schedule.clear()
        self._outcome = outcome
        self._now = max(self._now, at)
        self._emit(Ended(at, outcome, self.turn))

    def _drop_queue(self) -> None:
        """Cut off: what was not said yet comes later; the story goes on where it stopped."""
        for beat in self._schedule.cut_off():
            index = next(i for i, b in enumerate(self.persona.story) if b.id == beat)
            self._talk.next_beat = min(self._talk.next_beat, index)

    def _move(self, pushes: list[Push], at: float) -> tuple[Reason, ...]:
        """Let time or a hold move the mood, outside any message."""
        floor = floor_of(self.persona, self._talk, self._feeling, self._rules, self._dials, story_told=self.story_told)
        before, after, reasons = self._feeling.move(pushes, floor=floor)
        if reasons:
            self._emit(MoodMoved(at, self.turn, before, after, self.phase, reasons))
        return reasons

    def _emit(self, event: Event) -> None:
        self._fresh.append(event)


def spoken_time(seconds: float) -> str:
    """A length of time as a person says it: 'two minutes', '40 seconds'."""
    if seconds < 50:
        return f"{max(1, round(seconds))} seconds" if round(seconds) != 1 else "a second"
    minutes = max(1, round(seconds / 60))
    words = ("a minute", "two minutes", "three minutes", "four minutes", "five minutes", "six minutes")
    return words[minutes - 1] if minutes <= len(words) else f"{minutes} minutes"
