"""What a person has set for themselves: how hard a customer they want to meet, and how they may speak."""

from dataclasses import dataclass

from sqlalchemy import Boolean, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.database import Database
from bot.store.tables import Base


class PersonRow(Base):
    """One person's settings. No row means the defaults."""

    __tablename__ = "people"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    ceiling: Mapped[str | None] = mapped_column(String(16))
    """The highest difficulty that they want to meet; none where there is no limit."""
    mild: Mapped[bool] = mapped_column(Boolean)
    stop_word: Mapped[str] = mapped_column(String(40))
    """A word that, written alone, ends a call like /stop; empty where they chose none."""


@dataclass(frozen=True, slots=True)
class Person:
    """What a person has set. See the columns of `people`; the values here are the defaults."""

    id: str
    ceiling: str | None = None
    mild: bool = False
    stop_word: str = ""


class People:
    """The stored settings of people."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, person_id: str) -> Person:
        """A person's settings; the defaults for somebody who has set nothing."""
        async with self._database.read() as session:
            row = await session.get(PersonRow, person_id)
            return Person(person_id) if row is None else Person(row.id, row.ceiling, row.mild, row.stop_word)

    async def keep(self, person: Person) -> None:
        async with self._database.write() as session:
            await session.merge(
                PersonRow(id=person.id, ceiling=person.ceiling, mild=person.mild, stop_word=person.stop_word)
            )
