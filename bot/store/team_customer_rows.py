"""The table of the customers that teams brought themselves, and what comes out of it as plain values."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.tables import Base, UtcDateTime


class TeamCustomerRow(Base):
    """A customer of one server, at the version that new calls are played with. Its text is in `persona_versions`."""

    __tablename__ = "team_customers"
    __table_args__ = (
        ForeignKeyConstraint(
            ["persona_id", "persona_version"], ["persona_versions.persona_id", "persona_versions.version"]
        ),
    )

    guild_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    persona_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    persona_version: Mapped[str] = mapped_column(String(64))
    uploaded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    uploaded_by: Mapped[str] = mapped_column(String(64), index=True)
    """Empty for somebody who had everything about them deleted."""
    uploaded_by_name: Mapped[str] = mapped_column(Text)


@dataclass(frozen=True, slots=True)
class TeamCustomer:
    """A customer that a team brought itself. See the columns of `team_customers`."""

    guild_id: str
    persona_id: str
    persona_version: str
    uploaded_at: datetime
    uploaded_by: str
    uploaded_by_name: str
