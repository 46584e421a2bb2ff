"""What the tests of boards, assignments and reports need: stored calls of the server's people, and how one asks."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import discord
from simcord.actors import MemberActor
from simcord.builders import RoleHandle
from simcord.results import InteractionResult, ResponseMessage

from bot import coaching
from bot.customers import Difficulty
from bot.store import BoardCall, PersonaVersion, Progress, Scored, StoredEvent, StoredInput
from tests.discord.world import World, custom_ids, text_of
from tests.store.test_calls import record


class Groups:
    """A server and what its people have played."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._calls = 0

    @property
    def now(self) -> datetime:
        return discord.utils.utcnow()

    async def played(
        self,
        who: MemberActor,
        *scores: int,
        persona: str = "marta",
        difficulty: str = "normal",
        guild_id: int | None = None,
        days_ago: float = 1.0,
        challenge: str | None = None,
        uses: dict[str, str] | None = None,
        events: Sequence[StoredEvent] = (),
        source: str = "",
    ) -> None:
        """Put ended calls with these scores into the store, as the desk does; the last one ended so long ago."""
        for number, score in enumerate(scores):
            self._calls += 1
            at = self.now - timedelta(days=days_ago) + timedelta(minutes=number - len(scores))
            call = record(
                f"gcall{self._calls:04}",
                created_at=at - timedelta(minutes=5),
                trainee_id=str(who.id),
                trainee_name=who.name,
                guild_id=str(guild_id or self.world.guild.id),
                persona_id=persona,
                persona_version="v1",
                difficulty=difficulty,
                challenge_id=challenge,
            )
            calls = self.world.desk.calls
            opened = [StoredEvent(1, 1, "customer", {})]
            await calls.add(
                call, PersonaVersion(persona, "v1", source), StoredInput(1, "open", 0.0), opened, Progress(0, 0.0)
            )
            used = {"T1": "well", "T5": "missed", "T8": "late"} if uses is None else uses
            scored = Scored(score, coaching.band_of(score), {"Listening": (score, 100)}, used, "r1", 50, hard=False)
            terms = coaching.board_terms(Difficulty(difficulty), exam=False)
            counts = BoardCall(terms.weight, terms.handicap, terms.pass_mark, score, 80, settled=True)
            end = Progress(3, 60.0, "resolved", score, at, scored, counts)
            await calls.append(call.id, StoredInput(2, "end", 60.0), events, end)

    async def slash(self, who: MemberActor, command: str, **options: Any) -> InteractionResult:  # noqa: ANN401
        return await who.slash(self.world.channel, command, **{n.replace("_", "-"): v for n, v in options.items()})

    async def click(self, who: MemberActor, message: ResponseMessage | discord.Message, verb: str) -> InteractionResult:
        """Press the first button of that kind."""
        shown = message.message if isinstance(message, ResponseMessage) else message
        (id_, *_) = [id_ for id_ in custom_ids(shown) if id_.split(":")[1] == verb]
        return await who.click(message, custom_id=id_)

    def person(self, name: str, *roles: RoleHandle) -> MemberActor:
        """Somebody more on the server."""
        return self.world.guild.add_member(self.world.env.create_user(name), roles=list(roles))

    def bears(self, who: MemberActor, *roles: RoleHandle) -> None:
        """Give somebody these roles and no others. The bot is not told: it has no list of members."""
        self.world.env.backend.get_guild(self.world.guild.id).members[who.id].role_ids = [role.id for role in roles]

    def files(self, message: ResponseMessage | discord.Message) -> list[tuple[str, bytes]]:
        """The attached files with what is in them."""
        found = [(one.filename, self.world.env.backend.cdn.get(one.url)) for one in message.attachments]
        return [(name, content) for name, content in found if content is not None]

    def pinged(self) -> list[int]:
        """Whom the messages of the channel notify."""
        backend = self.world.env.backend
        stored = [backend.get_message(self.world.channel.id, one.id) for one in self.world.channel.history()]
        return [id_ for message in stored for id_ in message.mention_user_ids]

    def posted(self) -> list[str]:
        """What the channel shows, cards too."""
        return [text_of(message) for message in self.world.channel.history()]

    def private(self, who: MemberActor) -> list[str]:
        """What the bot wrote to somebody privately."""
        return [text_of(message) for message in who.user.dm_channel.history()]


def card(result: InteractionResult) -> ResponseMessage:
    """The one message of an answer."""
    (message,) = [m for m in (result.response, *result.followups) if m is not None]
    return message
