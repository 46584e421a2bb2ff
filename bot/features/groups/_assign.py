"""`/assign …`: what trainers ask people to practise, and what one is to do oneself."""

from contextlib import suppress
from datetime import timedelta

import discord
from discord import app_commands
from discord.ext import commands

from bot.customers import Difficulty
from bot.desk import BANDS, Action, Actor, DeskError, GivenRole, Order, Overview, State, Trainee, moment
from bot.desk.assignments import MOST_ATTEMPTS
from bot.desk.practice import Wish
from bot.features.actors import actor_of
from bot.features.choosing import DIFFICULTIES, fitting, names_of
from bot.features.groups import _asking as asking
from bot.features.groups import _assignment_cards as cards
from bot.features.groups._members import Members
from bot.features.groups._news import News
from bot.features.groups._roles import Roles
from bot.features.groups._time import AssignmentTime
from bot.features.host import Host, Interaction
from bot.features.practice import channel_of, may_play, member_of, stage_of
from bot.ui import Card, Refusal, answer, wait

_BANDS = [app_commands.Choice(name="any scored call" if one == "none" else one, value=one) for one in BANDS]


@app_commands.guild_only()
class AssignCog(
    commands.GroupCog, group_name="assign", group_description="Assignments: calls that people are asked to practise"
):
    """Giving, listing, withdrawing; and one's own."""

    def __init__(self, bot: Host, members: Members, roles: Roles, news: News, time: AssignmentTime) -> None:
        self.bot = bot
        self._members = members
        self._roles = roles
        self._news = news
        self._time = time
        super().__init__()

    # -- for trainers and leads

    @app_commands.command(name="new", description="Ask a member or a role to practise")
    @app_commands.describe(
        customers="Who is to be practised with; several with commas between",
        due="Until when: 2026-05-31, 2026-05-31 17:00 (UTC), or 3d, 12h, 2w from now",
        member="Who is to do it …",
        role="… or everybody who bears this role, later ones too",
        difficulty="This or a harder one; usually normal",
        attempts="At each customer, 1 to 10; usually 3",
        band="The lowest that passes; usually bronze",
        remind="Hours before the due time at which who has not passed is reminded; 0 for never, usually 24",
    )
    @app_commands.choices(difficulty=DIFFICULTIES, band=_BANDS)
    async def new(  # noqa: PLR0913, PLR0917 (each is an option)
        self,
        interaction: Interaction,
        customers: str,
        due: str,
        member: discord.Member | None = None,
        role: discord.Role | None = None,
        difficulty: str = Difficulty.NORMAL,
        attempts: app_commands.Range[int, 1, MOST_ATTEMPTS] = 3,
        band: str = "bronze",
        remind: app_commands.Range[int, 0, 8760] | None = None,
    ) -> None:
        actor = await self._trainer(interaction)
        roster = self.bot.desks.practices.roster
        await roster.refresh()
        known = await roster.at(actor.guild_id)
        order = Order(
            [asking.customer_id(known, one) for one in customers.split(",") if one.strip()],
            moment(due, discord.utils.utcnow()),
            Difficulty(difficulty),
            attempts,
            band,
            None if remind is None else timedelta(hours=remind),
        )
        people = await self._people(member, role)
        to = None if role is None else GivenRole(str(role.id), role.name)
        found = await self.bot.desks.assignments.assign(actor, order, people, to)
        if role is not None:
            self._roles.changed(role.guild)
        self._time.look_again()
        notes = await self._announce(interaction, found, role)
        await answer(interaction, view=cards.given(found, notes, await self._names(interaction)))

    @app_commands.command(name="list", description="What is assigned, and how many people are how far")
    @app_commands.describe(past="Also what is over or withdrawn")
    @app_commands.rename(past="past-too")
    async def list_(self, interaction: Interaction, past: bool = False) -> None:  # noqa: FBT001, FBT002 (an option)
        actor = await self._trainer(interaction)
        found = await self.bot.desks.assignments.all(actor, past=past)
        await answer(interaction, view=cards.listed(found, 1, await self._names(interaction), past=past))

    @app_commands.command(name="show", description="How far everybody is with one assignment")
    @app_commands.describe(assignment="Which one")
    async def show(self, interaction: Interaction, assignment: str) -> None:
        actor = await self._trainer(interaction)
        found = await self.bot.desks.assignments.show(actor, assignment)
        await answer(interaction, view=cards.shown(found, 1, await self._names(interaction)))

    @app_commands.command(name="withdraw", description="Take an assignment back")
    @app_commands.describe(assignment="Which one")
    async def withdraw(self, interaction: Interaction, assignment: str) -> None:
        actor = await self._trainer(interaction)
        found = await self.bot.desks.assignments.withdraw(actor, assignment)
        if interaction.guild is not None:
            self._roles.changed(interaction.guild)
        await answer(interaction, f"Withdrawn: `{found.id}`. Nobody has it any more, and nobody has missed it.")

    @new.autocomplete("customers")
    async def customer_lists(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        known = await self.bot.desks.practices.roster.at(str(interaction.guild_id))
        return asking.customer_lists_like(known, typed)

    @show.autocomplete("assignment")
    @withdraw.autocomplete("assignment")
    async def assignments(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """For those who may see them."""
        actor = await actor_of(interaction, self.bot.desks.servers)
        if not actor.may(Action.ASSIGN):
            return []
        known, names = await self.bot.desks.assignments.known(actor), await self._names(interaction)
        named = [
            (f"{cards.customers(one, names)} · {one.difficulty} · due {one.due_at:%Y-%m-%d} · {one.id}", one.id)
            for one in known
        ]
        return fitting(named, typed)

    # -- for everybody

    @app_commands.command(name="mine", description="What you are to practise, and how far you are")
    @app_commands.describe(past="Also what is over")
    @app_commands.rename(past="past-too")
    async def mine(self, interaction: Interaction, past: bool = False) -> None:  # noqa: FBT001, FBT002 (an option)
        await wait(interaction)
        await self._come_by(interaction)
        await answer(interaction, view=await self._mine(interaction, 1, past=past))

    async def take(self, interaction: Interaction, assignment_id: str) -> None:
        """Open the practice that is to be done next for an assignment."""
        await wait(interaction)
        await self._come_by(interaction)
        member = member_of(interaction)
        actor = await actor_of(interaction, self.bot.desks.servers)
        persona, difficulty = await self._next(actor, assignment_id)
        stage = stage_of(self.bot)
        settings = await stage.settings(str(member.guild.id))
        channel = channel_of(interaction, settings)
        may_play(channel, public=False)
        wish = Wish(
            str(member.guild.id),
            str(channel.id),
            Trainee(str(member.id), member.display_name, str(member.guild.id)),
            persona,
            difficulty=difficulty,
            usual=settings.difficulty,
            mode=settings.mode,
            mild=settings.mild,
        )
        practice = await stage.open(wish, channel)
        await answer(
            interaction,
            f"Your call is ready: <#{practice.thread_id}>. Read the case file, then press **Take the call**.",
        )

    # -- buttons of cards

    async def turn_members(self, interaction: Interaction, subject: str) -> None:
        actor = await actor_of(interaction, self.bot.desks.servers)
        assignment_id, _, page = subject.rpartition(".")
        await interaction.response.defer()
        found = await self.bot.desks.assignments.show(actor, assignment_id)
        await interaction.edit_original_response(view=cards.shown(found, int(page), await self._names(interaction)))

    async def turn_list(self, interaction: Interaction, subject: str) -> None:
        actor = await actor_of(interaction, self.bot.desks.servers)
        when, _, page = subject.rpartition(".")
        await interaction.response.defer()
        found = await self.bot.desks.assignments.all(actor, past=when == "past")
        names = await self._names(interaction)
        await interaction.edit_original_response(view=cards.listed(found, int(page), names, past=when == "past"))

    async def turn_mine(self, interaction: Interaction, subject: str) -> None:
        when, _, page = subject.rpartition(".")
        await interaction.response.defer()
        await interaction.edit_original_response(view=await self._mine(interaction, int(page), past=when == "past"))

    # -- inside

    async def _trainer(self, interaction: Interaction) -> Actor:
        """Who asks, if they may assign.

        Raises:
            RightsError: they may not.
        """
        await wait(interaction)
        actor = await actor_of(interaction, self.bot.desks.servers)
        actor.must(Action.ASSIGN)
        return actor

    async def _people(self, member: discord.Member | None, role: discord.Role | None) -> list[Trainee]:
        if member is not None and role is not None:
            raise DeskError("Say either a member or a role, not both.")
        if role is not None:
            return await self._members.bearing(role)
        if member is None:
            return []
        if member.bot:
            raise Refusal(f"{member.display_name} is a bot and cannot practise; choose a person.")
        return [Trainee(str(member.id), member.display_name, str(member.guild.id))]

    async def _announce(self, interaction: Interaction, found: Overview, role: discord.Role | None) -> list[str]:
        """Tell those whom it reached, in this channel; returns what the trainer has to know."""
        channel = interaction.channel
        if not isinstance(channel, discord.TextChannel | discord.Thread | discord.VoiceChannel):
            return ["It could not be announced here: this is no text channel. `/assign mine` shows it to everybody."]
        try:
            await self._news.announce(channel, found.assignment, [one.member_id for one in found.members], role)
        except discord.HTTPException as error:
            reason = error.text or "forbidden"
            return [f"It stands, but I could not announce it here ({reason}). `/assign mine` shows it to everybody."]
        return []

    async def _come_by(self, interaction: Interaction) -> None:
        """What their roles bring is theirs before they look; if Discord is slow, with what is known."""
        if isinstance(interaction.user, discord.Member):
            with suppress(Refusal):
                await self._roles.seen(interaction.user)

    async def _mine(self, interaction: Interaction, page: int, *, past: bool) -> Card:
        actor = await actor_of(interaction, self.bot.desks.servers)
        found = await self.bot.desks.assignments.mine(actor, past=past)
        return cards.mine(found, page, await self._names(interaction), past=past)

    async def _names(self, interaction: Interaction) -> cards.Names:
        """What the customers are called here."""
        return names_of(await self.bot.desks.practices.roster.at(str(interaction.guild_id)))

    async def _next(self, actor: Actor, assignment_id: str) -> tuple[str, Difficulty]:
        """Customer and difficulty of the call that is to be played next for an assignment of the actor's own."""
        found = [
            one for one in await self.bot.desks.assignments.mine(actor, past=True) if one.assignment.id == assignment_id
        ]
        if not found:
            raise Refusal("This is not assigned to you, or it was withdrawn. `/assign mine` shows what is yours.")
        own = found[0]
        if own.fulfilment.state is State.PASSED:
            raise Refusal("You have passed this already. Practise what you like: `/practice start`")
        left = [one.persona_id for one in own.fulfilment.customers if one.left]
        if own.fulfilment.state is State.MISSED and own.assignment.due_at < discord.utils.utcnow():
            raise Refusal(f"This was due {discord.utils.format_dt(own.assignment.due_at, 'R')}; it is over.")
        if not left or own.fulfilment.state is State.MISSED:
            raise Refusal("Your attempts at this are used up. Practise what you like: `/practice start`")
        return left[0], Difficulty(own.assignment.difficulty)
