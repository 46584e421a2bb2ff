"""What the customer tells: the beats of their story, each once, and answers to questions about their case.

Chooses occasions; the words are the voice's (bot/customers/voice.py).
"""

import random
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from bot.call.case import Case
from bot.call.feeling import Feeling
from bot.call.hearing import Hearing
from bot.call.rules import Rules
from bot.call.talk import Talk
from bot.craft import Conduct
from bot.customers.persona import Beat, Persona
from bot.customers.voice import Line, Voice

ANSWERS_AT_ONCE = 2  # questions that a customer answers in one go


@dataclass(slots=True)
class Planned:
    """A message that the customer is going to send."""

    text: str
    occasions: tuple[str, ...]
    beat: str = ""
    """The story beat whose end this message is."""
    tells: tuple[tuple[str, bool], ...] = ()
    """Facts that are told with it, and whether they were asked for."""
    last_word: bool = False


@dataclass(slots=True)
class Telling:
    """What a customer says of their own accord or when asked. Draws from the turn's own generator only."""

    persona: Persona
    case: Case
    voice: Voice
    rules: Rules
    talk: Talk
    feeling: Feeling
    rng: random.Random
    slots: Mapping[str, str] = field(default_factory=dict)
    planned: list[Planned] = field(default_factory=list)
    passed: list[str] = field(default_factory=list)
    """Beats that need no telling any more: what they tell came out in answers."""

    # -- building blocks

    def say(self, occasion: str) -> bool:
        return self._add(self.voice.say(occasion, self.feeling.anger, self.rng, self.slots))

    def _add(self, line: Line | None, **about: object) -> bool:
        if line is None:
            return False
        for text in line.messages:
            self.planned.append(Planned(text, (line.occasion,)))
        last = self.planned[-1]
        last.beat = str(about.get("beat", ""))
        tells = about.get("tells", ())
        last.tells = tells if isinstance(tells, tuple) else ()
        return True

    # -- the parts of a reply

    def opening(self) -> list[Planned]:
        if not self.say("opening"):
            self.vent()
        return self.planned

    def vent(self) -> bool:
        return self._add(self.voice.vent(self.feeling.anger, self.rng)) or self.say("vent")

    def beats(self, count: int) -> int:
        """Tell the next beats of the story; returns how many were told."""
        told = 0
        while told < count and self._left():
            beat = self.persona.story[self.talk.next_beat]
            line = self.voice.beat(beat.id, self.feeling.anger, self.rng)
            self.talk.next_beat += 1
            if line is None:  # every variant was said before it was interrupted: it counts as told
                self.planned.append(Planned("", (), beat.id, tuple((f, False) for f in beat.tells)))
                continue
            self._add(line, beat=beat.id, tells=tuple((f, False) for f in beat.tells))
            told += 1
        self._left()
        return told

    def _left(self) -> int:
        """How many beats are left to tell. Those at the front that would be no news any more are passed."""
        story = self.persona.story
        while self.talk.next_beat < len(story) and self._no_news(story[self.talk.next_beat]):
            self.passed.append(story[self.talk.next_beat].id)
            self.talk.next_beat += 1
        return len(story) - self.talk.next_beat

    def _no_news(self, beat: Beat) -> bool:
        """All that it tells was told, or the danger that it tells of is seen to."""
        safety = self.persona.safety
        if safety is not None and beat.id == safety.beat and self.talk.safety_done:
            return True
        told = self.talk.told.keys() | {fact for planned in self.planned for fact, _ in planned.tells}
        return bool(beat.tells) and told >= set(beat.tells)

    def _count_passed(self) -> None:
        """Beats that were passed count as told with the last words of the reply; cut off, they come back."""
        spoken = next((planned for planned in reversed(self.planned) if planned.text), None)
        if spoken is not None:
            spoken.occasions += tuple(f"beat:{beat}" for beat in self.passed)
        self.planned += [Planned("", (), beat) for beat in self.passed]
        self.passed.clear()

    def answers(self, hearing: Hearing, coming: Collection[str] = ()) -> bool:
        """Answer what was asked: the fact, or that it was told already, or not now. That it is on file is said once.

        What the story will tell (`coming`) needs no answer of its own.
        """
        answered = False
        for asked in hearing.asked[:ANSWERS_AT_ONCE]:
            if asked.fact in coming and asked.fact not in self.talk.told:
                continue
            fact = self.persona.fact(asked.fact)
            slots = dict(self.slots) | {"fact": fact.says}
            known = fact.id in self.talk.told
            told_now = any(fact.id == f for p in self.planned for f, _ in p.tells)
            if told_now:
                continue
            if not known and not self.talk.looked_up and self.feeling.anger >= self.rules.limits.not_now_from:
                self.talk.looked_up = True
                answered |= self._add(self.voice.say("not_now", self.feeling.anger, self.rng, slots))
                break
            if known:
                answered |= self._add(self.voice.say("already_told", self.feeling.anger, self.rng, slots))
                continue
            said = any("asked_again" in planned.occasions for planned in self.planned)
            if fact.id in self.case.on_file and fact.known and not asked.open and not said:
                self._add(self.voice.say("asked_again", self.feeling.anger, self.rng, slots))
            line = self.voice.tell(fact.id, self.feeling.anger, self.rng)
            answered |= self._add(line, tells=((fact.id, True),) if fact.known else ())
        self._left()
        return answered

    def _coming(self, hearing: Hearing) -> frozenset[str]:
        """Which of the facts asked for the story will tell, if the reply goes on to it.

        The next beat does; where they were asked openly, a later one may as well.
        """
        if not self._tells_on(hearing):
            return frozenset()
        first, *later = self.persona.story[self.talk.next_beat :]
        openly = {asked.fact for asked in hearing.asked if asked.open}
        return frozenset(first.tells) | {fact for beat in later for fact in beat.tells if fact in openly}

    def _tells_on(self, hearing: Hearing) -> bool:
        """Invited to tell, with something left to tell, and nothing that goes before it."""
        kept_back = bool(hearing.heating()) or hearing.repeated or hearing.stuffed or self._in_danger()
        kept_back |= Conduct.INTERRUPTED in hearing.conduct
        return self._invited(hearing) and not kept_back and self._left() > 0

    def _invited(self, hearing: Hearing) -> bool:
        """Asked to tell; an open question does so where its answer lies in the next beat."""
        if hearing.invites or not self._left():
            return hearing.invites
        next_told = set(self.persona.story[self.talk.next_beat].tells) - self.talk.told.keys()
        return any(asked.open and asked.fact in next_told for asked in hearing.asked)

    def _in_danger(self) -> bool:
        """A matter of safety was told, and nobody has seen to it."""
        safety = self.persona.safety
        if safety is None or self.talk.safety_done:
            return False
        return safety.beat in [beat.id for beat in self.persona.story[: self.talk.next_beat]]
