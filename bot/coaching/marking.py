"""What is kept of a call once it is over: its score, how each technique was used, and whether it was a hard one.

Made once, when the call ends, by the rubric of that day. What is kept is never made again.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.call import Call, Outcome
from bot.coaching.account import Account, account_of
from bot.coaching.coverage import Use, coverage
from bot.coaching.rubric import Rubric, load_rubric
from bot.coaching.score import Score, score_of


@dataclass(frozen=True, slots=True)
class Mark:
    """The score of a finished call with what progress needs beside it."""

    score: Score
    uses: Mapping[str, Use]
    """By technique; those that the call gave no occasion for are left out."""
    end_anger: int
    hard: bool
    """It ended hot, or the customer walked out."""
    peak_anger: int = 0
    """The highest anger from the trainee's first message on, 0-100."""


def mark(call: Call) -> Mark | None:
    """The mark of a call that is over; None for one that is not, and for a stopped one, which is never scored."""
    if call.outcome is None or call.outcome is Outcome.STOPPED:
        return None
    account = account_of(call)
    uses = {c.technique: c.use for c in coverage(account) if c.use is not Use.NOT_NEEDED}
    return Mark(score_of(account), uses, account.end.anger, was_hard(account, load_rubric()), account.worst)


def was_hard(account: Account, rubric: Rubric) -> bool:
    """T23: whether somebody may need a moment after this call."""
    if account.outcome is None:
        return False
    return account.outcome is Outcome.WALKED_OUT or account.end.anger >= rubric.limits.hard_call
