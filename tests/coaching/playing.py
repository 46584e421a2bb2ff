"""Plays a script (DESIGN 5.1) on the pure call: no desk, no database. For the tests and the benchmarks of coaching."""

import re
from functools import cache

from bot.call import Call
from bot.call.events import CameBack, CustomerSaid, SupervisorAnswered
from bot.coaching.whatif import let_finish
from bot.craft import Signal
from bot.customers import Customer, Difficulty, load_customer
from bot.customers.loading import personas_dir
from bot.customers.stock import Stock, shipped_stock
from bot.reading import Found, Reading

PAUSE = 15.0
_TAG = re.compile(r"\[(\w+)\]")
_UNITS = {"s": 1.0, "m": 60.0}


@cache
def customer(persona: str) -> Customer:
    return load_customer(personas_dir() / f"{persona}.toml")


def stock() -> Stock:
    return shipped_stock()


def seconds(text: str) -> float:
    return float(text[:-1]) * _UNITS[text[-1]]


def opened(persona: str, *, seed: int = 7, difficulty: str = "normal") -> Call:
    call = Call(customer(persona), Difficulty(difficulty), seed, stock=stock())
    call.open()
    let_finish(call)
    return call


def play(persona: str, script: str, *, seed: int = 7, difficulty: str = "normal", end: bool = True) -> Call:
    """The call that the script makes; its end ends the call unless `end` is false."""
    return finish(opened(persona, seed=seed, difficulty=difficulty), script, end=end)


def tagged_call(
    persona: str,
    script: str,
    *,
    seed: int = 7,
    difficulty: str = "normal",
    overlapping: bool = False,
    certainty: float = 1.0,
    end: bool = True,
) -> Call:
    """A call in which the trainee's words are read by tags alone: "[apologize] Sorry." carries `apologize`."""

    def by_tags(text: str, _context: str = "") -> Reading:
        """Keeps the rules of coaching apart from what the reader happens to see."""
        found = []
        for m in _TAG.finditer(text):
            start, end = (0, len(text)) if overlapping else m.span()
            found.append(Found(Signal(m[1]), start, end, text[start:end], certainty=certainty))
        return Reading(text, tuple(found))

    call = Call(customer(persona), Difficulty(difficulty), seed, stock=stock(), reader=by_tags)
    call.open()
    let_finish(call)
    return finish(call, script, end=end)


def finish(call: Call, script: str, *, end: bool = True) -> Call:
    for line in (line.strip() for line in script.strip().splitlines()):
        if line and not line.startswith("#"):
            step(call, line)
    if end and call.outcome is None:
        let_finish(call)
        if call.outcome is None:
            call.end(_quiet(call) + PAUSE)
    return call


def step(call: Call, line: str) -> None:
    """Play one line of a script."""
    word, _, rest = line.partition(" ")
    if word == "/note":
        call.note(rest, call.now)
    elif word == "/now" and call.outcome is None:
        due = call.due()
        moments = [] if due is None else _quarters(call.now, due)
        begins = next((at for at in moments if call.customer_typing(at)), call.now)
        call.hear(rest, begins + 0.5)
    else:
        let_finish(call)
        if call.outcome is None:
            _act(call, line, word, rest)


def _act(call: Call, line: str, word: str, rest: str) -> None:
    at = _quiet(call) + PAUSE
    match word:
        case "/wait":
            call.wait(call.now + seconds(rest))
        case "/hold":
            call.hold(at, seconds(rest) if rest else None)
        case "/resume":
            call.resume(call.now)
        case "/supervisor":
            call.supervisor(at, rest)
            call.wait(call.due() or call.now)
        case "/hint":
            call.hint(call.now, "hint")
        case "/stop":
            call.stop(at)
        case "/end":
            call.end(at)
        case _:
            call.hear(line, at)


def _quarters(start: float, end: float) -> list[float]:
    return [start + n * 0.25 for n in range(int((end - start) / 0.25) + 1)]


def _quiet(call: Call) -> float:
    """When the customer, or a supervisor, last spoke, or now if more than the pause has passed."""
    spoke = (CustomerSaid, SupervisorAnswered, CameBack)
    last = max((e.at for e in call.events if isinstance(e, spoke)), default=0.0)
    return max(last, call.now - PAUSE)
