"""What servers have set, and the small facts that the bot keeps about itself."""

from typing import Any

from sqlalchemy import JSON, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.database import Database
from bot.store.tables import Base


class ServerRow(Base):
    """What a server has set. What it has not set is not in `settings`."""

    __tablename__ = "servers"

    guild_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    settings: Mapped[dict[str, Any]] = mapped_column(JSON)


class BotFactRow(Base):
    """Small facts about the bot itself, such as which commands Discord was told of."""

    __tablename__ = "bot_facts"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[str] = mapped_column(Text)


class Servers:
    """What servers have set, and the small facts about the bot."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def settings(self, guild_id: str) -> dict[str, Any]:
        async with self._database.read() as session:
            row = await session.get(ServerRow, guild_id)
            return {} if row is None else dict(row.settings)

    async def change(self, guild_id: str, **values: Any) -> dict[str, Any]:  # noqa: ANN401 (JSON values)
        """Set these values and return all of the server."""
        async with self._database.write() as session:
            row = await session.get(ServerRow, guild_id)
            if row is None:
                row = ServerRow(guild_id=guild_id, settings={})
                session.add(row)
            row.settings = row.settings | values
            return dict(row.settings)

    async def fact(self, name: str) -> str | None:
        async with self._database.read() as session:
            row = await session.get(BotFactRow, name)
            return None if row is None else row.value

    async def note(self, name: str, value: str) -> None:
        async with self._database.write() as session:
            await session.merge(BotFactRow(name=name, value=value))
