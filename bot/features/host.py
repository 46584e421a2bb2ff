"""The client as the features know it: the services they call, and where they say what their buttons and forms do."""

from dataclasses import dataclass
from typing import Any

import discord
from discord.ext import commands

from bot.desk import Assignments, Boards, Desk, TeamReports, Uploads
from bot.desk.challenges import ChallengeDesk
from bot.desk.practice import PracticeDesk
from bot.desk.review import Reviews
from bot.desk.servers import ServerDesk
from bot.ui.forms import Submitted
from bot.ui.presses import Picked, Pressed


@dataclass(frozen=True, slots=True)
class Desks:
    """The services that the features call."""

    desk: Desk
    practices: PracticeDesk
    reviews: Reviews
    servers: ServerDesk
    boards: Boards
    assignments: Assignments
    reports: TeamReports
    challenges: ChallengeDesk
    uploads: Uploads


class Host(commands.Bot):
    """A client that features can be loaded into."""

    desks: Desks
    presses: dict[str, Pressed]
    picks: dict[str, Picked]
    forms: dict[str, Submitted]

    def __init__(self, *arguments: Any, **options: Any) -> None:  # noqa: ANN401 (those of discord.py's Bot)
        super().__init__(*arguments, **options)
        self.presses = {}
        self.picks = {}
        self.forms = {}

    @property
    def reads(self) -> bool:
        """Whether Discord lets us read what people write."""
        return self.intents.message_content


Interaction = discord.Interaction[Any]
