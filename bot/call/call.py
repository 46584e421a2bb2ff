"""The call as a fold: persona, difficulty, seed and inputs in, events out. No clock, no database, no global random.

Everything else follows from this: a killed call is folded again, "what if" folds with one input changed, and the
debrief can prove each point.
"""

import copy
import math
from collections.abc import Iterable
from typing import Self

from bot.call.case import Case
from bot.call.course import Course, Reads
from bot.call.ending import end_by_agent, finish
from bot.call.events import Event, HintShown, Mood, NoteTaken, Outcome, Phase
from bot.call.holds import come_back, put_on_hold
from bot.call.inputs import Input, InputKind
from bot.call.turn import hear
from bot.call.waiting import advance
from bot.customers import Customer, Difficulty
from bot.customers.stock import Stock
from bot.reading import read

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
        self.customer, self.difficulty, self.seed, self.mild = customer, difficulty, seed, mild
        self.persona = customer.persona
        self.stock = stock
        self.reader = reader
        self._course = Course.of(customer, difficulty, seed, stock=stock, mild=mild, reader=reader)
        self._inputs: list[Input] = []
        self._events: list[Event] = []

    # -- what can be asked of a call

    @property
    def now(self) -> float:
        return self._course.now

    @property
    def mood(self) -> Mood:
        return self._course.feeling.mood

    @property
    def phase(self) -> Phase:
        return self._course.talk.phase

    @property
    def outcome(self) -> Outcome | None:
        return self._course.outcome

    @property
    def turn(self) -> int:
        return self._course.talk.turn

    @property
    def events(self) -> tuple[Event, ...]:
        return tuple(self._events)

    @property
    def inputs(self) -> tuple[Input, ...]:
        return tuple(self._inputs)

    @property
    def speaking(self) -> bool:
        """The customer still has something to send."""
        return bool(self._course.schedule.queue)

    @property
    def waits_for_supervisor(self) -> bool:
        return self._course.schedule.supervisor_at is not None

    @property
    def on_hold(self) -> bool:
        return self._course.schedule.hold is not None

    @property
    def agreed(self) -> str:
        """`resolved` or `settled` once the customer took what was offered, else empty."""
        return self._course.talk.agreed

    @property
    def told(self) -> frozenset[str]:
        """The facts that the customer has told so far."""
        return frozenset(self._course.talk.told)

    @property
    def case(self) -> Case:
        return self._course.case

    @property
    def approved(self) -> frozenset[str]:
        """Remedies that a supervisor has approved in this call."""
        return frozenset(self._course.talk.approved)

    @property
    def offered(self) -> frozenset[str]:
        """Remedies that stand: offered within the authority and not refused."""
        return frozenset(self._course.talk.standing)

    @property
    def beats_told(self) -> tuple[str, ...]:
        """The story beats that are out, in order."""
        waiting = {coming.planned.beat for coming in self._course.schedule.queue}
        return tuple(b.id for b in self.persona.story[: self._course.talk.next_beat] if b.id not in waiting)

    @property
    def story_told(self) -> bool:
        return self._course.story_told

    @property
    def feels_heard(self) -> bool:
        return self._course.feels_heard

    def due(self) -> float | None:
        """When something happens by itself: the next message, a nudge, the supervisor's answer. None: nothing will."""
        return None if self._course.outcome or not self._course.opened else self._course.schedule.next_due()

    def customer_typing(self, at: float) -> bool:
        return self._course.schedule.typing(at)

    @property
    def typing_from(self) -> float | None:
        """When the customer begins to type their next message, or began to; None: none is on its way.

        Between two messages of a burst nobody types: this is then later than `now`.
        """
        queue = self._course.schedule.queue
        return queue[0].typing_from if queue else None

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
        twin._course = self._course.fork()
        twin._inputs, twin._events = list(self._inputs), list(self._events)
        return twin

    # -- the step of the fold

    def take(self, step: Input) -> tuple[Event, ...]:
        """Let one input happen.

        Raises:
            CallError: the input does not fit (a resume without a hold, a message after the end); nothing changed.
        """
        self._check(step)
        course = self._course
        course.fresh = []
        self._inputs.append(step)
        at = max(step.at, course.now)
        if step.kind is InputKind.NOTE and course.outcome:
            course.emit(NoteTaken(at, step.text))
            return self._done()
        if step.kind is not InputKind.OPEN:
            advance(course, at)
        if course.outcome is None and course.leaving is not None and step.kind in _TOO_LATE:
            advance(course, max(coming.due for coming in course.schedule.queue))
        if course.outcome is None:
            self._act(step, at)
        return self._done()

    def _done(self) -> tuple[Event, ...]:
        self._events += self._course.fresh
        return tuple(self._course.fresh)

    def _check(self, step: Input) -> None:
        if not math.isfinite(step.at) or step.at < 0:
            raise CallError("A time in a call is a number of seconds from its start.")
        if step.seconds is not None and not (math.isfinite(step.seconds) and step.seconds > 0):
            raise CallError("A hold lasts a positive number of seconds.")
        if step.kind is InputKind.OPEN:
            if self._course.opened:
                raise CallError("The call is already open.")
            return
        if not self._course.opened:
            raise CallError("Take the call first.")
        if self._course.outcome is not None and step.kind is not InputKind.NOTE:
            raise CallError(f"The call is over ({self._course.outcome.value}); only a note can be added.")
        if step.kind is InputKind.RESUME and self._course.schedule.hold is None:
            raise CallError("The customer is not on hold.")
        if step.kind is InputKind.HOLD and self._course.schedule.hold is not None:
            raise CallError("The customer is on hold already.")
        if step.kind is InputKind.SUPERVISOR and self._course.schedule.supervisor_at is not None:
            raise CallError("You are waiting for the supervisor already.")

    def _act(self, step: Input, at: float) -> None:
        course = self._course
        match step.kind:
            case InputKind.OPEN:
                course.opened = True
                course.now = at
                course.plan(course.reply("open").opening(), at)
            case InputKind.SAY:
                hear(course, step.text, at)
            case InputKind.TYPING:
                course.schedule.trainee_types(at)
            case InputKind.HOLD:
                put_on_hold(course, at, step.seconds)
            case InputKind.RESUME:
                come_back(course, at, speak=True)
            case InputKind.SUPERVISOR:
                course.schedule.supervisor_at = at + course.rules.times.supervisor_takes
            case InputKind.HINT:
                course.emit(HintShown(at, self.turn, step.text))
            case InputKind.NOTE:
                course.emit(NoteTaken(at, step.text))
            case InputKind.END:
                end_by_agent(course, at)
            case InputKind.STOP:
                finish(course, at, Outcome.STOPPED)
            case InputKind.WAIT:
                pass
