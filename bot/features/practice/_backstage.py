"""What the parts of the stage share: the services, the voice, the practices of this process, the work beside."""

import asyncio
from dataclasses import dataclass, field

import discord

from bot.desk.practice import PracticeDesk
from bot.desk.review import Reviews
from bot.desk.servers import ServerDesk
from bot.features.beside import Beside
from bot.features.host import Host
from bot.features.practice._scene import Scenes
from bot.features.speech import Speech
from bot.features.threads import thread_of
from bot.store import Practice


@dataclass(frozen=True, slots=True)
class Backstage:
    """Shared by the parts of one stage."""

    bot: Host
    practices: PracticeDesk
    reviews: Reviews
    servers: ServerDesk
    speech: Speech
    scenes: Scenes = field(default_factory=Scenes)
    beside: Beside = field(default_factory=Beside)

    async def thread(self, practice: Practice) -> discord.Thread | None:
        """The practice's thread; None if it is gone."""
        return await thread_of(self.bot, practice.thread_id)

    async def let_go(self, practice: Practice) -> None:
        """Nothing can be shown any more: the call, if any, stops unscored."""
        await self.practices.gone(practice)
        self.scenes.forget(practice.id)
        self.bot.dispatch("practice_moved", practice)


def now() -> float:
    """The event loop's clock, in seconds."""
    return asyncio.get_running_loop().time()
