"""A better sentence for this very situation, proved by folding the call again with it.

The plans are better.toml's, the words the case's. Nothing is shown that the engine does not find better, nor anything
beyond the authority, with a heating word in it or repeated.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from bot.call import Call, Outcome
from bot.coaching.account import Account, Turn, account_of
from bot.coaching.coverage import load_coverage
from bot.coaching.phrases import load_plans
from bot.coaching.situation import Situation
from bot.coaching.whatif import let_finish, replayed
from bot.craft import Conduct

_LEAST_GAIN = 2
"""Points of anger that a sentence must be better by to be worth showing."""
_MOST_TRIALS = 4
"""Candidates tried for one message: each is a step of the fold."""
_MOST_TURNS = 3
"""Messages tried when a technique was missed in the whole call."""
_AGAIN = 10
"""Points of anger by which a sentence that was shown already must be better than a fresh one."""
_LEFT = (Outcome.WALKED_OUT, Outcome.ESCALATED)


@dataclass(frozen=True, slots=True)
class Better:
    """A sentence and its proof: where the anger went, and where it would have gone with this sentence."""

    text: str
    turn: int
    was: int
    would: int
    waited: bool = False
    """It would have been sent once the customer had finished writing."""


@dataclass(frozen=True, slots=True)
class _Trial:
    better: Better
    turn: Turn
    """What the engine made of it."""

    def shows(self, technique: str) -> bool:
        needs = load_plans().proves.get(technique, (load_coverage()[technique].shows,))
        return all(any(self.turn.shows(cause) for cause in causes) for causes in needs)


@dataclass
class Improver:
    """Finds better sentences for the messages of one call."""

    call: Call
    account: Account
    _trials: dict[int, tuple[_Trial, ...]] = field(default_factory=dict)
    _shown: set[str] = field(default_factory=set)

    def better(self, turn: int) -> Better | None:
        """The best sentence in place of message `turn`; None if none is better."""
        trials = self._tried(turn)
        return self._show(min(trials, key=self._rank)) if trials else None

    def for_technique(self, technique: str) -> Better | None:
        """The best place and sentence for a technique that the whole call missed."""
        weakest = sorted(self.account.turns, key=lambda t: (-t.delta, t.number))[:_MOST_TURNS]
        places = dict.fromkeys([*(t.number for t in weakest), *(t.number for t in self.account.turns[-1:])])
        fitting = [t for number in places for t in self._tried(number) if t.shows(technique)]
        fresh = [t for t in fitting if t.better.text not in self._shown]
        return self._show(min(fresh, key=self._rank)) if fresh else None

    def _rank(self, trial: _Trial) -> tuple[int, int]:
        """What calms most; of equals the shortest. Nobody learns from the same sentence twice."""
        again = _AGAIN if trial.better.text in self._shown else 0
        return trial.better.would + again, len(trial.better.text)

    def _show(self, trial: _Trial) -> Better:
        self._shown.add(trial.better.text)
        return trial.better

    @cached_property
    def _moments(self) -> dict[int, Call]:
        """The call as it stood before each message."""
        return replayed(self.call)

    def _tried(self, turn: int) -> tuple[_Trial, ...]:
        if turn not in self._trials:
            self._trials[turn] = tuple(self._try(turn))
        return self._trials[turn]

    def _try(self, number: int) -> Iterator[_Trial]:
        original, moment = self.account.turn(number), self._moments.get(number)
        if original is None or moment is None:
            return
        cut_in = Conduct.INTERRUPTED in original.conduct
        waited, at = moment, original.at
        if cut_in:
            waited = moment.fork()
            let_finish(waited)
            at = waited.now
        for text in self._candidates(waited, original):
            call = waited.fork()
            call.hear(text, at)
            would = account_of(call).turn(number)
            if would is None or not _proper(would):
                continue
            left = call.outcome in _LEFT and self.call.outcome not in _LEFT
            if would.after.anger <= original.after.anger - _LEAST_GAIN and not left:
                yield _Trial(Better(text, number, original.after.anger, would.after.anger, cut_in), would)

    def _candidates(self, moment: Call, original: Turn) -> list[str]:
        """What the plans for this situation say, as far as the case fills them, the fittest first."""
        situation = Situation(moment, account_of(moment))
        name, slots, plans = situation.name(), situation.slots(), load_plans()
        slots |= {key.capitalize(): value[:1].upper() + value[1:] for key, value in slots.items()}
        texts: list[str] = []
        if original.conduct == (Conduct.INTERRUPTED,) and not original.heated:
            texts.append(original.text)  # nothing was wrong with the words
        for key in (name, *plans.also.get(name, ())):
            for plan in plans.plans.get(key, ()):
                try:
                    texts.append(plan.format_map(slots))
                except KeyError:
                    continue
        return list(dict.fromkeys(texts))[:_MOST_TRIALS]


def _proper(would: Turn) -> bool:
    """Fit to be shown to somebody who learns: nothing unkind, untrue or twice said, whatever it did to the anger."""
    bad = (Conduct.BEYOND_AUTHORITY, Conduct.REPEATED_SELF, Conduct.TOO_LONG, Conduct.ASKED_AGAIN)
    return not (
        would.heated or would.stuffed or would.asked_secret or any(c in would.conduct for c in bad)
    ) and not any(offer.verdict in ("beyond", "wrong") for offer in would.offers)
