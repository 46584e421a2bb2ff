"""The course of one call: everything that changes while it is played, and what each of its steps does with it.

`Call` takes the inputs; what they do stands in waiting.py (time), holds.py, turn.py (a message) and ending.py. They
share this state, and every event of the call goes through `emit`.
"""

import copy
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Self

from bot.call.case import Case, case_of
from bot.call.events import CustomerSaid, Event, MoodMoved, MoodState, Outcome, Phase, Reason
from bot.call.feeling import Feeling, Floor, Moved, Push
from bot.call.patience import Patience
from bot.call.reply import Reply
from bot.call.rules import Dials, Rules, load_rules
from bot.call.schedule import Schedule
from bot.call.talk import Talk
from bot.call.telling import Planned
from bot.call.weighing import floor_of
from bot.craft import Conduct
from bot.customers import Customer, Difficulty
from bot.customers.persona import Persona
from bot.customers.stock import Stock
from bot.customers.voice import Voice, typing_seconds
from bot.reading import Reading

Reads = Callable[[str, str], Reading]
"""Reads a message of the agent; the second text is what the customer said last."""

_LEAST_ANGER, _MOST_ANGER = 40, 98
"""Where a call may begin, whatever customer, difficulty and dice make of it."""


@dataclass(slots=True)
class Course:
    """The state of one call. What never changes in a call comes first; `fork` shares it."""

    persona: Persona
    rules: Rules
    dials: Dials
    case: Case
    seed: int
    reader: Reads

    voice: Voice
    talk: Talk
    schedule: Schedule
    feeling: Feeling
    patience: Patience
    now: float = 0.0
    opened: bool = False
    leaving: Outcome | None = None
    """How it will end once the customer's last words are out."""
    outcome: Outcome | None = None
    last_words: str = ""
    """The customer's last message: the reader's context."""
    hold_conduct: list[Conduct] = field(default_factory=list)
    """What holds since the last message showed; it counts with the next one."""
    last_reading: Reading | None = None
    fresh: list[Event] = field(default_factory=list)
    """The events of the present input."""

    @classmethod
    def of(
        cls, customer: Customer, difficulty: Difficulty, seed: int, *, stock: Stock, mild: bool, reader: Reads
    ) -> Self:
        """A call that nobody has taken yet."""
        persona, rules = customer.persona, load_rules()
        dials, talk = rules.difficulties[difficulty], Talk()
        anger = persona.temperament.start_anger + dials.start + _dice(seed, "start").randint(-3, 3)
        anger = max(_LEAST_ANGER, min(_MOST_ANGER, anger))
        feeling = Feeling(
            rules,
            anger,
            rules.state_after(rules.state_after(MoodState.FURIOUS, 100), anger),
            float(persona.temperament.trust),
            min(100.0, persona.temperament.patience * dials.patience),
            peak=anger,
        )
        return cls(
            persona,
            rules,
            dials,
            case_of(customer, stock),
            seed,
            reader,
            Voice(persona, stock, mild=mild),
            talk,
            Schedule(rules.times),
            feeling,
            Patience(rules, talk, feeling),
        )

    def fork(self) -> Self:
        """An independent course at the same point."""
        talk, feeling = copy.deepcopy(self.talk), replace(self.feeling)
        return replace(
            self,
            voice=self.voice.fork(),
            talk=talk,
            schedule=copy.deepcopy(self.schedule),
            feeling=feeling,
            patience=Patience(self.rules, talk, feeling),
            hold_conduct=list(self.hold_conduct),
            fresh=list(self.fresh),
        )

    # -- where the call stands

    @property
    def heat(self) -> float:
        """What every heating push is multiplied by: the customer's temper and the difficulty."""
        return self.persona.temperament.heat * self.dials.heat

    @property
    def feels_heard(self) -> bool:
        return self.feeling.heard >= self.rules.hearing["enough"]

    @property
    def story_told(self) -> bool:
        """The last beat is out, not only on its way."""
        return not self.beats_left and not self.schedule.tells_on

    @property
    def beats_left(self) -> int:
        """How many beats of the story are neither told nor on their way."""
        return len(self.persona.story) - self.talk.next_beat

    # -- what every step does

    def emit(self, event: Event) -> None:
        self.fresh.append(event)

    def dice(self, purpose: str) -> random.Random:
        """Own dice for each purpose: one changed turn does not reshuffle the others (what-if)."""
        return _dice(self.seed, purpose)

    def reply(self, purpose: str, slots: dict[str, str] | None = None) -> Reply:
        return Reply(
            self.persona, self.case, self.voice, self.rules, self.talk, self.feeling, self.dice(purpose), slots or {}
        )

    def plan(self, planned: Sequence[Planned], at: float) -> None:
        """Put the messages of a reply on their way."""
        mood = self.feeling.mood
        self.schedule.plan(planned, at, mood, lambda text: typing_seconds(text, self.persona, mood.anger))

    def speak(self, occasion: str, at: float) -> None:
        """A word that time alone brought out: it appears at once."""
        dice = self.dice(f"{occasion}/{self.talk.turn}/{at:.1f}")
        line = self.voice.say(occasion, self.feeling.anger, dice, {})
        for text in line.messages if line else ():
            self.last_words = text
            mood = self.feeling.mood
            self.emit(CustomerSaid(at, text, mood.state, mood.anger, (occasion,), at))

    def move(self, pushes: list[Push], at: float) -> tuple[Reason, ...]:
        """Let time or a hold move the mood, outside any message."""
        floor = floor_of(self.persona, self.talk, self.feeling, self.rules, self.dials, story_told=self.story_told)
        moved = self.feeling.move(pushes, floor=floor.level)
        if moved.reasons:
            self.emit(self.moved(at, (moved,), floor))
        return moved.reasons

    def moved(self, at: float, moves: Sequence[Moved], floor: Floor) -> MoodMoved:
        """The event of one move or of several in a row."""
        held_back = sum(move.held_back for move in moves) if floor.cause else 0
        return MoodMoved(
            at,
            self.talk.turn,
            moves[0].before,
            moves[-1].after,
            self.talk.phase,
            tuple(reason for move in moves for reason in move.reasons),
            held_back,
            floor.cause if held_back else "",
        )

    def timed_push(self, cause: str, amount: int, finding: str = "") -> Push:
        """What lost time costs: more near the end of a call (R15)."""
        near_end = self.talk.phase in (Phase.SOLVING, Phase.CLOSING)
        late = self.rules.times.late_weight if near_end else 1.0
        return Push(cause, amount * self.heat * late, "", finding)

    def drop_queue(self) -> None:
        """Cut off: what was not said yet comes later; the story goes on where it stopped."""
        for beat in self.schedule.cut_off():
            index = next(i for i, b in enumerate(self.persona.story) if b.id == beat)
            self.talk.next_beat = min(self.talk.next_beat, index)


def _dice(seed: int, purpose: str) -> random.Random:
    return random.Random(f"{seed}/{purpose}")
