"""Plays scripted agents against a customer, on the call's own clock."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.call import Call, CallError, Outcome
from bot.coaching import score
from bot.customers import Customer, Difficulty
from bot.customers.stock import Stock
from bot.rehearsal.agents import SUPERVISOR, Agent, Skill

PAUSE = 15.0  # seconds after the customer's last word, as in scripts


@dataclass(frozen=True, slots=True)
class Played:
    """One rehearsed call."""

    skill: Skill
    seed: int
    outcome: Outcome
    turns: int
    score: int
    call: Call


def let_speak(call: Call) -> None:
    """Time passes until the customer has said what they have to say and the supervisor has answered."""
    while call.outcome is None and (call.speaking or call.waits_for_supervisor):
        due = call.due()
        if due is None:
            return
        call.wait(due)


def play(customer: Customer, skill: Skill, seed: int, *, stock: Stock, difficulty: Difficulty) -> Played:
    """One call from opening to end."""
    call = Call(customer, difficulty, seed, stock=stock)
    call.open()
    let_speak(call)
    for move in Agent(skill, call, stock, seed).moves():
        if call.outcome is not None:
            break
        at = call.now + PAUSE
        if move == SUPERVISOR:
            call.supervisor(at)
        else:
            call.hear(move, at)
        let_speak(call)
    if call.outcome is None:
        call.end(call.now + PAUSE)
    if call.outcome is None:
        raise CallError("A rehearsed call did not come to an end.")
    return Played(skill, seed, call.outcome, call.turn, score(call).total or 0, call)


def rehearse(
    customer: Customer, skills: Iterable[Skill], calls: int, *, stock: Stock, difficulty: Difficulty
) -> Iterator[Played]:
    """Every skill so many times, with the seeds 1, 2, 3 and so on."""
    for skill in skills:
        for seed in range(1, calls + 1):
            yield play(customer, skill, seed, stock=stock, difficulty=difficulty)
