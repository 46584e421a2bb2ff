"""The commands of a practice: parse, call the stage, answer."""

from typing import Any, cast

import discord
from discord import app_commands
from discord.ext import commands

from bot.call import InputKind
from bot.customers import Difficulty
from bot.desk import Mode, Trainee
from bot.desk.practice import Wish
from bot.features.choosing import DIFFICULTIES, MODES, customers_like
from bot.features.host import Host, Interaction
from bot.features.practice import _cards as cards
from bot.features.practice._place import channel_of, may_play, member_of
from bot.features.practice._presses import seconds_of
from bot.features.practice._stage import Stage
from bot.store import Practice
from bot.ui import Refusal, answer, wait

SEEN_BY = [
    app_commands.Choice(name="only me", value="me"),
    app_commands.Choice(name="everybody in this channel", value="all"),
]


@app_commands.guild_only()
class PracticeCog(
    commands.GroupCog, group_name="practice", group_description="Your calls: practise with an angry customer"
):
    """`/practice …`."""

    def __init__(self, bot: Host, stage: Stage) -> None:
        self.bot = bot
        self.stage = stage
        super().__init__()

    async def cog_load(self) -> None:
        await self.stage.practices.roster.refresh()
        await self.stage.practices.load()
        own: tuple[app_commands.Command[Any, ..., Any], ...] = (hold, supervisor)
        for command in own:
            self.bot.tree.add_command(command)

    async def cog_unload(self) -> None:
        await self.stage.close()

    @app_commands.command(name="start", description="Open a call: read the case file, then take it")
    @app_commands.describe(
        customer="Who calls; leave it open for one that fits you",
        difficulty="How hard they are to calm",
        mode="How much help you get",
        seen_by="Who may watch",
    )
    @app_commands.rename(seen_by="seen-by")
    @app_commands.choices(difficulty=DIFFICULTIES, mode=MODES, seen_by=SEEN_BY)
    async def start(
        self,
        interaction: Interaction,
        customer: str | None = None,
        difficulty: str | None = None,
        mode: str | None = None,
        seen_by: str = "me",
    ) -> None:
        await wait(interaction)
        member, public = member_of(interaction), seen_by == "all"
        settings = await self.stage.settings(str(member.guild.id))
        channel = channel_of(interaction, settings)
        may_play(channel, public=public)
        wish = Wish(
            str(member.guild.id),
            str(channel.id),
            Trainee(str(member.id), member.display_name, str(member.guild.id)),
            customer,
            difficulty=Difficulty(difficulty) if difficulty else None,
            usual=settings.difficulty,
            mode=Mode(mode) if mode else settings.mode,
            public=public,
            mild=settings.mild,
        )
        practice = await self.stage.open(wish, channel)
        await answer(
            interaction,
            f"Your call is ready: <#{practice.thread_id}>. Read the case file, then press **Take the call**.",
        )

    @start.autocomplete("customer")
    async def customers(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return customers_like(await self.stage.practices.roster.at(str(interaction.guild_id)), typed)

    @app_commands.command(name="end", description="End your call and see the debrief")
    async def end(self, interaction: Interaction) -> None:
        practice = mine(self.stage, interaction)
        await self.bot.presses["end"](interaction, practice.id)

    @app_commands.command(name="hint", description="What to do next, for your eyes only")
    async def hint(self, interaction: Interaction) -> None:
        practice = mine(self.stage, interaction)
        await self.bot.presses["hint"](interaction, practice.id)

    @app_commands.command(name="stop", description="Stop at once; the call is not scored")
    async def stop(self, interaction: Interaction) -> None:
        practice = mine(self.stage, interaction)
        await wait(interaction)
        await answer(interaction, "Stopped. This call is not scored.")
        if practice.state == "briefed":
            await self.stage.drop(practice)
        else:
            await self.stage.finish(practice, InputKind.STOP, None, "")

    @app_commands.command(name="status", description="How your call stands")
    async def status(self, interaction: Interaction) -> None:
        await wait(interaction)
        practice = mine(self.stage, interaction)
        if practice.state == "briefed":
            await answer(interaction, f"Your call waits for you: <#{practice.thread_id}>. Nobody is on the line yet.")
            return
        live = await self.stage.practices.live(practice)
        mood = live.call.mood if live.mode.shows_mood else None
        persona, call = live.customer.persona, live.call
        await answer(interaction, view=cards.status(practice, persona, mood, call.phase, live.now(), call.turn))


def mine(stage: Stage, interaction: Interaction) -> Practice:
    """What the person has going on in this server.

    Raises:
        Refusal: nothing.
    """
    practice = stage.practices.of(str(interaction.guild_id), str(interaction.user.id))
    if practice is None:
        raise Refusal("You have no call going on. Start one with /practice start.")
    return practice


@app_commands.command(name="hold", description="Put the customer on hold, or come back to them")
@app_commands.describe(time="How long you told them, for instance 2m; ask them first")
@app_commands.guild_only()
async def hold(interaction: Interaction, time: str | None = None) -> None:
    """`/hold`."""
    stage = stage_of(interaction.client)
    practice = mine(stage, interaction)
    seconds = seconds_of(time or "")
    await wait(interaction)
    live = await stage.practices.live(practice)
    back = live.call.on_hold
    await stage.act(practice, InputKind.RESUME if back else InputKind.HOLD, seconds=None if back else seconds)
    await answer(interaction, "You are back on the line." if back else "On hold. Come back with /hold, or just write.")


@app_commands.command(name="supervisor", description="Ask your supervisor for what you may not decide")
@app_commands.describe(what="What you ask for")
@app_commands.guild_only()
async def supervisor(interaction: Interaction, what: str | None = None) -> None:
    """`/supervisor`."""
    stage = stage_of(interaction.client)
    practice = mine(stage, interaction)
    await wait(interaction)
    await stage.act(practice, InputKind.SUPERVISOR, what or "")
    await answer(interaction, "Your supervisor was asked; the answer comes into the thread.")


def stage_of(client: Host) -> Stage:
    """The stage of this client, for its own commands and for other features.

    Raises:
        Refusal: practising is not loaded.
    """
    # By name: a feature that is loaded anew (after a lost connection, say) has new classes.
    cog = cast("PracticeCog | None", client.get_cog("PracticeCog"))
    if cog is None:
        raise Refusal("Practising is switched off at the moment.")
    return cog.stage


class Listening(commands.Cog):
    """What is heard in the threads."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        await self._stage.written(message)

    @commands.Cog.listener()
    async def on_raw_typing(self, payload: discord.RawTypingEvent) -> None:
        await self._stage.typed(payload.channel_id, payload.user_id)

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        await self._stage.take_up()

    @commands.Cog.listener()
    async def on_raw_thread_delete(self, payload: discord.RawThreadDeleteEvent) -> None:
        await self._stage.deleted(str(payload.thread_id))
