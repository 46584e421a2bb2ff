"""What people set for themselves, and may do so alone: nobody else needs to know why a call should be milder."""

from dataclasses import replace

from bot.customers import Difficulty
from bot.desk.errors import DeskError
from bot.store import People, Person

_LONGEST_WORD = 40


class Personal:
    """The settings of people."""

    def __init__(self, people: People) -> None:
        self._people = people

    async def of(self, person_id: str) -> Person:
        return await self._people.get(person_id)

    async def ceiling(self, person_id: str, highest: Difficulty | None) -> Person:
        """The highest difficulty that the person wants to meet; None for no limit."""
        return await self._keep(person_id, ceiling=None if highest is None else highest.value)

    async def mild(self, person_id: str, *, mild: bool) -> Person:
        """Whether customers leave out curse words."""
        return await self._keep(person_id, mild=mild)

    async def stop_word(self, person_id: str, word: str) -> Person:
        """A word that, written alone, ends a call at once; empty for none.

        Raises:
            DeskError: it cannot be told from other input.
        """
        word = " ".join(word.split()).strip(".!")
        if word.startswith("/"):
            raise DeskError("A stop word cannot begin with a slash; /stop works in any case.")
        if len(word) > _LONGEST_WORD:
            raise DeskError(f"A stop word has at most {_LONGEST_WORD} letters: it must be quick to write.")
        return await self._keep(person_id, stop_word=word)

    async def _keep(self, person_id: str, **values: object) -> Person:
        person = replace(await self._people.get(person_id), **values)  # type: ignore[arg-type]
        await self._people.keep(person)
        return person


def allowed(difficulty: Difficulty | None, person: Person, usual: Difficulty = Difficulty.NORMAL) -> Difficulty:
    """The difficulty that a person meets: what was asked for, else the usual one, never above their own ceiling.

    Raises:
        DeskError: what was asked for is above it.
    """
    levels = list(Difficulty)
    ceiling = levels[-1] if person.ceiling is None else Difficulty(person.ceiling)
    if difficulty is None:
        return min(usual, ceiling, key=levels.index)
    if levels.index(difficulty) > levels.index(ceiling):
        raise DeskError(
            f"This call would be {difficulty}, and your own ceiling is {ceiling}; raise it first (/me, simmer me)."
        )
    return difficulty
