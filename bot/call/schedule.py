"""The call's own timetable: messages that the customer is about to send, nudges, holds, the supervisor's answer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.call.events import Mood
from bot.call.rules import Times
from bot.call.talk import Hold
from bot.call.telling import Planned


@dataclass(slots=True)
class Coming:
    """A message on its way: typed from `typing_from`, there at `due`."""

    planned: Planned
    mood: Mood
    typing_from: float
    due: float


class Schedule:
    """What happens by itself, and when. Times are seconds on the call's clock."""

    def __init__(self, times: Times) -> None:
        self._times = times
        self.queue: list[Coming] = []
        self.hold: Hold | None = None
        self.supervisor_at: float | None = None
        self.quiet_since = 0.0
        """Since when it is the trainee's turn, moved on by the time that they were seen typing (R15)."""
        self.nudges = 0
        self._begun = False
        self._typing_until = 0.0
        self._typing_credit = 0.0

    @property
    def tells_on(self) -> bool:
        return any(coming.planned.beat for coming in self.queue)

    def next_due(self) -> float | None:
        times = self._times
        if self.queue:
            due = self.queue[0].due
            return due if self.supervisor_at is None else min(due, self.supervisor_at)
        if self.supervisor_at is not None:
            return self.supervisor_at
        if self.hold is not None:
            return self.hold.since + self._hold_lasts(self.hold)
        return self.quiet_since + (times.silence, times.silence_again, times.gives_up)[min(self.nudges, 2)]

    def _hold_lasts(self, hold: Hold) -> float:
        times = self._times
        promised = hold.promised if hold.promised is not None else times.hold_check_without_promise
        check = promised + 3 * times.hold_grace
        return max(check + times.hold_check_without_promise, times.hold_gives_up) if hold.checked else check

    def typing(self, at: float) -> bool:
        return any(coming.typing_from <= at < coming.due for coming in self.queue)

    def speaking(self, at: float) -> bool:
        """They are in the middle of it: typing, or a part was sent and more is to come."""
        return bool(self.queue) and (self._begun or self.queue[0].typing_from <= at)

    def plan(self, planned: Sequence[Planned], at: float, mood: Mood, typing: Callable[[str], float]) -> None:
        """Put messages on the way, one after the other."""
        start = at + self._times.before_typing
        self._begun = False
        for message in planned:
            seconds = typing(message.text) if message.text else 0.0
            self.queue.append(Coming(message, mood, round(start, 3), round(start + seconds, 3)))
            start += seconds + self._times.between_messages

    def next_message(self) -> Coming:
        """Take the message that is due; from now on the burst has begun."""
        self._begun = True
        return self.queue.pop(0)

    def customer_finished(self, at: float) -> None:
        self.quiet_since = at
        self.nudges = 0
        self._typing_credit = 0.0
        self._begun = False

    def trainee_types(self, at: float) -> None:
        """No patience runs while they type, up to a limit."""
        times = self._times
        until = at + times.typing_counts
        credit = min(until - max(at, self._typing_until), times.typing_most - self._typing_credit)
        self._typing_until = until
        if credit > 0:
            self.quiet_since += credit
            self._typing_credit += credit

    def cut_off(self) -> tuple[str, ...]:
        """Drop what was not sent; returns the story beats among it."""
        beats = tuple(coming.planned.beat for coming in self.queue if coming.planned.beat)
        self.queue.clear()
        return beats

    def clear(self) -> None:
        self.queue.clear()
        self.hold = None
        self.supervisor_at = None
