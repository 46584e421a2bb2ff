"""What if the trainee had said something else: the same call folded again with one message changed.

The same customer, seed and rules; only the words of one turn differ. What comes after keeps its distance to the
customer's last word, so that a longer answer of the customer does not turn a later message into an interruption.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.call import Call, CallError, Event, Input, InputKind, Mood, Outcome
from bot.call.events import AgentSaid, CameBack, CustomerSaid, OfferWeighed, Read, SupervisorAnswered
from bot.coaching.account import Account, Turn, account_of
from bot.craft import Conduct

_NUDGES = frozenset(("silence", "silence_again", "hold_check"))
"""What the customer says because nobody answers."""
_IDLE = frozenset((InputKind.WAIT, InputKind.TYPING))


class NoSuchTurnError(ValueError):
    """There is no message with this number in the call; the text is a sentence for the trainee."""


@dataclass(frozen=True, slots=True)
class WhatIf:
    """One turn, as it was and as it would have been, and the whole call that follows from the change."""

    turn: int
    original: Turn
    would: Turn
    changed: Call
    """The call with the change. It goes on with what was said afterwards, as far as that still fits."""
    account: Account
    """The account of the changed call."""
    unsaid: int
    """How many later messages found no listener any more, because the call was over sooner."""

    @property
    def was_anger(self) -> int:
        return self.original.after.anger

    @property
    def would_anger(self) -> int:
        return self.would.after.anger

    @property
    def outcome(self) -> Outcome | None:
        return self.changed.outcome

    @property
    def mood(self) -> Mood:
        return self.changed.mood


def let_finish(call: Call) -> None:
    """Let the customer say all that they are about to say."""
    while call.outcome is None and call.speaking and (due := call.due()) is not None:
        call.wait(due)


def replayed(call: Call) -> dict[int, Call]:
    """The call as it stood just before each of its messages, by the number of the message."""
    places = {place: turn for turn, place in enumerate(spoken(call), start=1)}
    moments: dict[int, Call] = {}
    again = call.blank()
    for place, step in enumerate(call.inputs):
        if place in places:
            again.wait(step.at)
            moments[places[place]] = again.fork()
        again.take(step)
        if len(moments) == len(places):
            break
    return moments


def what_if(call: Call, turn: int, text: str) -> WhatIf:
    """The call with the message of `turn` replaced by `text`.

    Raises:
        NoSuchTurnError: the call has no such message.
    """
    account = account_of(call)
    original = account.turn(turn)
    if original is None:
        raise NoSuchTurnError(f"The call has no message {turn}; it has {len(account.turns)}.")
    said = list(spoken(call))
    place = said[turn - 1]
    again = call.blank()
    for step in call.inputs[:place]:
        again.take(step)
    again.take(Input(InputKind.SAY, call.inputs[place].at, text))
    unsaid = _go_on(call, place, again)
    changed = account_of(again)
    would = changed.turn(turn)
    if would is None:
        raise NoSuchTurnError(f"Message {turn} found no listener.")
    return WhatIf(turn, original, would, again, changed, unsaid)


def try_again(call: Call, turn: int) -> Call:
    """The call as it stood before message `turn`, to be played on: its inputs are what a new call is stored with.

    The clock is set back to the last thing that happened: who tries again gets the whole time to think.

    Raises:
        NoSuchTurnError: the call has no such message.
    """
    moments = replayed(call)
    if turn not in moments:
        raise NoSuchTurnError(f"The call has no message {turn}; it has {len(moments)}.")
    inputs = list(moments[turn].inputs)
    quiet = max((e.at for e in moments[turn].events if not isinstance(e, Read | OfferWeighed)), default=0.0)
    while inputs[-1].kind in _IDLE and inputs[-1].at > quiet:
        inputs.pop()
    again = call.blank()
    for step in inputs:
        again.take(step)
    again.wait(max(quiet, again.now))
    return again


def spoken(call: Call) -> Iterator[int]:
    """The places among the inputs of the messages that were heard, in the order of their turns."""
    heard = [e for e in call.events if isinstance(e, AgentSaid)]
    index = 0
    for place, step in enumerate(call.inputs):
        if step.kind is InputKind.SAY and index < len(heard) and heard[index].text == step.text:
            index += 1
            yield place


def _go_on(source: Call, place: int, again: Call) -> int:
    """Play what came after the changed message, each input as far from the customer's last word as it was."""
    cut_off = _interruptions(source)
    turns = {p: n for n, p in enumerate(spoken(source), start=1)}
    before = source.inputs[place].at
    for index in range(place + 1, len(source.inputs)):
        step = source.inputs[index]
        if again.outcome is not None and step.kind is not InputKind.NOTE:
            return sum(s.kind is InputKind.SAY for s in source.inputs[index:])
        if step.kind is InputKind.WAIT:
            continue
        gap = step.at - before
        if turns.get(index) not in cut_off and step.kind is not InputKind.TYPING:
            let_finish(again)
            if any(isinstance(e, SupervisorAnswered) and before < e.at < step.at for e in source.events):
                _hear_supervisor(again)
            gap = step.at - _quiet(source.events, step.at, before)
        before = step.at
        try:
            again.take(Input(step.kind, again.now + max(0.0, gap), step.text, step.seconds))
        except CallError:
            continue  # the return from a hold that never began, and the like
    if source.outcome is not None:
        let_finish(again)
    if source.outcome is Outcome.TIMED_OUT:
        while again.outcome is None and (due := again.due()) is not None:
            again.wait(due)
    return 0


def _hear_supervisor(call: Call) -> None:
    """The message after this one was written with the supervisor's answer in hand."""
    while call.outcome is None and call.waits_for_supervisor and (due := call.due()) is not None:
        call.wait(due)


def _interruptions(call: Call) -> set[int]:
    return {e.turn for e in call.events if isinstance(e, Read) and Conduct.INTERRUPTED in e.conduct}


def _quiet(events: tuple[Event, ...], until: float, since: float) -> float:
    """When the customer (or a supervisor) had last spoken before `until`."""
    times = [e.at for e in events if isinstance(e, SupervisorAnswered | CameBack)]
    times += [e.at for e in events if isinstance(e, CustomerSaid) and not set(e.occasions) & _NUDGES]
    return max((at for at in times if since <= at < until), default=since)
