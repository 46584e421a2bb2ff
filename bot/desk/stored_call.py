"""A call as the store keeps it, and folded from there again: the store knows no rules, the call no tables."""

from collections.abc import Iterable
from datetime import datetime

from bot import coaching
from bot.call import Call, CallError, Event, Input, InputKind, event_from_json, event_to_json
from bot.call.events import Ended
from bot.customers import Customer, Difficulty
from bot.customers.stock import Stock
from bot.desk.errors import DeskError
from bot.desk.live import Mode
from bot.store import BoardCall, CallRecord, Progress, Scored, StoredEvent, StoredInput


def new_call(record: CallRecord, customer: Customer, stock: Stock) -> Call:
    """The call of a record before its first input."""
    return Call(customer, Difficulty(record.difficulty), record.seed, stock=stock, mild=record.mild)


def folded(
    record: CallRecord, customer: Customer, stock: Stock, rows: Iterable[StoredInput]
) -> tuple[Call, list[StoredEvent]]:
    """A call with all its inputs taken, and what followed from them by today's rules.

    Raises:
        DeskError: the call is open, and an input no longer fits.
    """
    call = new_call(record, customer, stock)
    followed: list[StoredEvent] = []
    for row in rows:
        try:
            events = call.take(input_of(row))
        except CallError as error:
            if record.status != "open":
                continue  # it is looked at, not played on: what no longer fits is left out
            raise DeskError(
                f"The call {record.id} was played with other rules than today's and cannot go on: {error}"
            ) from error
        followed += stored_events(row.number, len(followed), events)
    return call, followed


def retold(call: Call) -> tuple[list[StoredInput], list[StoredEvent]]:
    """All inputs of a call with the events that followed from each, by taking them once more."""
    again = call.blank()
    inputs: list[StoredInput] = []
    events: list[StoredEvent] = []
    for number, entry in enumerate(call.inputs, start=1):
        inputs.append(stored_input(number, entry))
        events += stored_events(number, len(events), again.take(entry))
    return inputs, events


def progress_of(call: Call, record: CallRecord, now: datetime) -> Progress:
    """What the call's own row shows; with its score and what boards count, once it is over."""
    if call.outcome is None:
        return Progress(call.turn, call.now)
    over = next(event.at for event in call.events if isinstance(event, Ended))
    made = coaching.mark(call)
    total = None if made is None else made.score.total
    counts = None
    if record.from_call is None:  # half of a try again was played before
        exam = record.mode == Mode.EXAM
        counts = _counts(coaching.counted_call(made, call.outcome, call.difficulty, exam=exam))
    return Progress(call.turn, over, call.outcome.value, total, now, _scored(made), counts)


def input_of(row: StoredInput) -> Input:
    """The input of a stored row."""
    return Input(InputKind(row.kind), row.at, row.text, row.seconds)


def stored_input(number: int, entry: Input) -> StoredInput:
    """An input by its number in the call, from 1."""
    return StoredInput(number, entry.kind.value, entry.at, entry.text, entry.seconds)


def stored_events(input_number: int, before: int, events: Iterable[Event]) -> list[StoredEvent]:
    """Events that followed from an input; `before` is how many the call had until then."""
    stored = []
    for number, event in enumerate(events, start=before + 1):
        data = event_to_json(event)
        stored.append(StoredEvent(number, input_number, data.pop("type"), data))
    return stored


def storable(text: str) -> str:
    """Without what a database cannot hold: half characters (surrogates) and, in PostgreSQL, NUL."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\x00", "\ufffd")


def event_of(row: StoredEvent) -> Event:
    """The event of a stored row."""
    return event_from_json({"type": row.kind} | row.data)


def _scored(made: coaching.Mark | None) -> Scored | None:
    if made is None or made.score.total is None:
        return None
    score = made.score
    return Scored(
        made.score.total,
        score.band,
        {name: (part.score, part.of) for name, part in score.parts.items()},
        {technique: use.value for technique, use in made.uses.items()},
        score.rubric,
        made.end_anger,
        made.hard,
        score.hard_fails,
        score.uncapped,
    )


def _counts(counted: coaching.CountedCall | None) -> BoardCall | None:
    if counted is None:
        return None
    terms = counted.terms
    return BoardCall(terms.weight, terms.handicap, terms.pass_mark, counted.score, counted.peak, counted.settled)
