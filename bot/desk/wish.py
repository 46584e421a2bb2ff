"""What somebody wants to practise in a thread, and the refusal of a second call beside the first."""

from dataclasses import dataclass, replace

from bot.customers import Difficulty
from bot.desk.errors import DeskError
from bot.desk.live import Mode, Trainee
from bot.store import Practice, StoredChallenge


class OngoingError(DeskError):
    """A second start; carries the practice that is going on."""

    def __init__(self, practice: Practice) -> None:
        self.practice = practice
        where = f"in <#{practice.thread_id}>" if practice.thread_id else "just being opened"
        super().__init__(f"You have a call already, {where}. End it first: /practice end, or /practice stop.")


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to practise. What is left open is decided when it is booked."""

    guild_id: str
    channel_id: str
    trainee: Trainee
    persona_id: str | None = None
    difficulty: Difficulty | None = None
    """Asked for; None means the usual one of the server, or an easier one that the trainee set as their ceiling."""
    usual: Difficulty = Difficulty.NORMAL
    mode: Mode = Mode.PRACTICE
    public: bool = False
    mild: bool = False
    seed: int | None = None
    from_call: str | None = None
    from_turn: int | None = None
    challenge_id: str | None = None
    """The challenge that it is an attempt at; its customer, difficulty, mode and seed take the place of those here."""


def challenged(wish: Wish, challenge: StoredChallenge) -> Wish:
    """The wish with what is the same for everybody in the challenge."""
    return replace(
        wish,
        challenge_id=challenge.id,
        persona_id=challenge.persona_id,
        difficulty=Difficulty(challenge.difficulty),
        mode=Mode(challenge.mode),
        seed=challenge.seed,
        mild=challenge.mild,
    )
