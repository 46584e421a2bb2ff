"""How the tests play calls: real customers, and either the real reader or readings that a test names itself."""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache

from bot.call import Call, Event, Input
from bot.call.events import CustomerSaid, MoodMoved
from bot.craft import Signal
from bot.customers import Customer, Difficulty, load_customer, personas_dir
from bot.customers.stock import shipped_stock
from bot.reading import Found, Reading

Reads = Callable[[str, str], Reading]
PAUSE = 15.0  # seconds between the customer's last word and the agent's next message, as in scripts
_TAG = re.compile(r"\[(\w+)\]")


@cache
def customer_called(persona: str) -> Customer:
    return load_customer(personas_dir() / f"{persona}.toml")


def named_reading(text: str, _context: str = "") -> Reading:
    """Reads nothing but tags: "[apologize] Sorry." carries `apologize`. Keeps rules apart from the reader."""
    found = {m[1]: Found(Signal(m[1]), m.start(), m.end(), m[0]) for m in _TAG.finditer(text)}
    return Reading(text, tuple(found.values()))


def tagged(signals: Iterable[Signal], words: str = "") -> str:
    return "".join(f"[{s.value}]" for s in signals) + (f" {words}" if words else "")


def new_call(
    customer: str = "marta", seed: int = 7, *, difficulty: str = "normal", reader: Reads = named_reading
) -> Call:
    """An open call in which the customer has said their opening; `read` as reader is the real one."""
    call = Call(customer_called(customer), Difficulty(difficulty), seed, stock=shipped_stock(), reader=reader)
    call.open()
    let_speak(call)
    return call


def let_speak(call: Call) -> tuple[Event, ...]:
    """Wait until the customer has said what they have to say."""
    events: list[Event] = []
    while call.outcome is None and call.speaking:
        due = call.due()
        assert due is not None
        events += call.wait(due)
    return tuple(events)


def say(call: Call, text: str, after: float = PAUSE) -> MoodMoved:
    """Send a message, hear the whole answer, return what it did to the mood."""
    events = call.hear(text, call.now + after)
    let_speak(call)
    return next(e for e in events if isinstance(e, MoodMoved) and e.turn == call.turn)


def play(call: Call, lines: Sequence[str]) -> Call:
    """The lines as a script would send them; the script's end ends the call."""
    for line in lines:
        if call.outcome is not None:
            break
        call.hear(line, call.now + PAUSE)
        let_speak(call)
    if call.outcome is None:
        call.end(call.now + PAUSE)
    return call


def tell_story(call: Call) -> None:
    """Listen until the story is out and the customer feels heard, without any apology or offer."""
    for nth in range(12):
        if call.story_told and call.feels_heard:
            return
        say(call, f"[acknowledge][invite_story] step {nth} {'abcdefghijkl'[nth] * 5}")
    raise AssertionError("The story does not come to its end.")


def words_of(call: Call) -> list[str]:
    return [e.text for e in call.events if isinstance(e, CustomerSaid)]


def amount(moved: MoodMoved, cause: str) -> int:
    return sum(r.delta for r in moved.reasons if r.cause == cause)


def refold(call: Call, inputs: Sequence[Input]) -> Call:
    return Call.fold(
        call.customer, call.difficulty, call.seed, inputs, stock=shipped_stock(), mild=call.mild, reader=call.reader
    )
