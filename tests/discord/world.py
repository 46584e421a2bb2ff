"""A server with a trainee, a trainer, a lead, an administrator and a stranger, and how they play."""

from collections.abc import Callable

import discord
from simcord.actors import MemberActor
from simcord.backend import serializers
from simcord.builders import ChannelHandle, GuildHandle, RoleHandle
from simcord.env import Env
from simcord.results import InteractionResult

from bot.app import SimmerBot, create_bot
from bot.desk import Desk, LiveCall, RealClock
from bot.settings import Settings
from bot.store import Practice


class World:
    """The server and what one does in it."""

    def __init__(self, env: Env, settings: Settings) -> None:
        self.env = env
        self._settings = settings
        self.guild = env.create_guild("Support")
        self.channel = self.guild.create_text_channel("practice")
        self.trainers = self.guild.create_role("Trainers")
        self.leads = self.guild.create_role("Leads")
        admins = self.guild.create_role("Admins", permissions=discord.Permissions(manage_guild=True))
        self.ann = self._person("ann")
        self.bob = self._person("bob")
        self.tina = self._person("tina", self.trainers)
        self.lea = self._person("lea", self.leads)
        self.adam = self._person("adam", admins)

    def _person(self, name: str, *roles: RoleHandle) -> MemberActor:
        return self.guild.add_member(self.env.create_user(name), roles=list(roles))

    @property
    def bot(self) -> SimmerBot:
        assert isinstance(self.env.bot, SimmerBot)
        return self.env.bot

    @property
    def desk(self) -> Desk:
        return self.bot.desks.desk

    def forbid(self, permission: str, where: GuildHandle | None = None) -> None:
        """Take a permission from the bot in a whole server."""
        guild = self.env.backend.get_guild((where or self.guild).id)
        for role in guild.roles.values():
            role.permissions &= ~getattr(discord.Permissions, permission).flag
            self.env.backend.emit(
                "GUILD_ROLE_UPDATE",
                {"guild_id": str(guild.id), "role": serializers.role_payload(role)},
            )

    # -- playing

    async def start(self, who: MemberActor | None = None, **options: str) -> ChannelHandle:
        """`/practice start`, and the thread that it opened."""
        before = set(self.threads())
        filled = {"customer": "marta"} | {name.replace("_", "-"): value for name, value in options.items()}
        result = await (who or self.ann).slash(self.channel, "practice start", **filled)
        opened = [thread for id_, thread in self.threads().items() if id_ not in before]
        assert len(opened) == 1, said(result)
        return opened[0]

    async def taken(self, who: MemberActor | None = None, **options: str) -> ChannelHandle:
        """A call that was taken and in which the customer has begun."""
        thread = await self.start(who, **options)
        await self.press(thread, "take", who)
        await self.quiet()
        return thread

    async def press(self, thread: ChannelHandle, verb: str, who: MemberActor | None = None) -> InteractionResult:
        """Press the newest button of that kind in the thread."""
        who = who or self.ann
        for message in reversed(thread.history()):
            for id_ in custom_ids(message):
                if id_.split(":")[1] == verb:
                    return await who.click(message, custom_id=id_)
        raise AssertionError(f"no button {verb} in {[m.content for m in thread.history()]}")

    async def say(self, thread: ChannelHandle, text: str, who: MemberActor | None = None) -> None:
        """Write, and let the pause after which a message counts pass."""
        await (who or self.ann).send(thread, text)
        await self.pass_time(2.5)

    async def quiet(self) -> None:
        """Let the customer say all that they are about to say."""
        for _ in range(200):
            live = self.live()
            if live is None or not live.call.speaking or live.call.outcome is not None:
                return
            await self.pass_time(max(0.1, (live.call.due() or 0) - self.now(live) + 0.01))

    def now(self, live: LiveCall) -> float:
        """The call's time, by the clock of the simulation."""
        assert isinstance(live.clock, RealClock)
        return max(self.env._virtual_time - live.clock._zero, live.call.now)

    async def pass_time(self, seconds: float) -> None:
        await self.env.advance_time(seconds)

    async def end(self, thread: ChannelHandle, rating: str = "4", note: str = "") -> InteractionResult:
        shown = await self.press(thread, "end")
        assert shown.modal is not None, said(shown)
        return await self.ann.submit_modal(shown, {"rating": rating, "note": note})

    # -- looking

    def threads(self) -> dict[int, ChannelHandle]:
        return {thread.id: thread for thread in self.channel.threads}

    def practice(self) -> Practice | None:
        open_ = self.bot.desks.practices.unfinished()
        return open_[-1] if open_ else None

    def live(self) -> LiveCall | None:
        practice = self.practice()
        return None if practice is None or practice.call_id is None else self.desk._live.get(practice.call_id)

    def shut(self, thread: ChannelHandle) -> tuple[bool, bool]:
        """Whether the thread is archived and locked."""
        about = self.env.backend.get_channel(thread.id).thread_metadata
        assert about is not None
        return about.archived, about.locked

    def spoken(self, thread: ChannelHandle) -> list[str]:
        """What the customer said, in the thread."""
        return [m.content for m in thread.history() if m.webhook_id is not None]

    def shown(self, thread: ChannelHandle) -> str:
        """All that the thread shows, cards too."""
        return "\n".join(text_of(message) for message in thread.history())

    async def event(self, name: str, *values: object) -> None:
        """Something that Discord tells the bot, and what the bot does about it."""
        with self.env._bot_scope():
            self.bot.dispatch(name, *values)
        await self.env.settle()

    # -- ending and coming back

    async def restart(self) -> None:
        """Kill the process and start another one on the same database."""
        old = self.bot
        await self.env.restart_bot(create_bot(self._settings))
        if old._database is not None:
            await old._database.close()

    async def restart_while(self, happening: Callable[[], object]) -> None:
        """Kill the process, let something happen that no process sees, and start another one."""
        old, env = self.bot, self.env
        detach = env._detach_bot

        async def detach_and_happen() -> None:
            await detach()
            happening()

        env._detach_bot = detach_and_happen  # type: ignore[method-assign]
        try:
            await self.restart()
        finally:
            env._detach_bot = detach  # type: ignore[method-assign]
        assert self.bot is not old

    def write_unheard(self, thread: ChannelHandle, *lines: str) -> None:
        for line in lines:
            self.env.backend.create_message(thread.id, self.ann.id, line)


def custom_ids(message: discord.Message) -> list[str]:
    view = discord.ui.LayoutView.from_message(message, timeout=None)
    ids = (getattr(item, "custom_id", None) for item in view.walk_children())
    return [id_ for id_ in ids if id_]


def text_of(message: discord.Message) -> str:
    view = discord.ui.LayoutView.from_message(message, timeout=None)
    parts = [item.content for item in view.walk_children() if isinstance(item, discord.ui.TextDisplay)]
    return "\n".join([message.content, *parts]) if message.content else "\n".join(parts)


def said(result: InteractionResult) -> str:
    """What the bot answered, for the person who asked."""
    messages = [m for m in (result.response, *result.followups) if m is not None]
    return "\n".join(text_of(m.message) for m in messages)
