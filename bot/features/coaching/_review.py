"""`/review …`: a trainer's word on a call, and how far people and the rules agree."""

from io import BytesIO

import discord
from discord import app_commands
from discord.ext import commands

from bot.coaching.rubric import load_rubric
from bot.desk import Action, Judges, Trainee
from bot.features.actors import actor_of
from bot.features.choosing import fitting
from bot.features.coaching import _cards as cards
from bot.features.host import Host, Interaction
from bot.ui import answer, wait

_PARTS = [app_commands.Choice(name=name, value=name) for name in load_rubric().parts]


@app_commands.guild_only()
class ReviewCog(commands.GroupCog, group_name="review", group_description="Reviews: a trainer's word on a call"):
    """What trainers say is kept beside the rules' value, and both are shown."""

    def __init__(self, bot: Host) -> None:
        self.bot = bot
        super().__init__()

    @app_commands.command(name="show", description="Read a call with its debrief, for your eyes only")
    @app_commands.describe(call="Whose call")
    async def show(self, interaction: Interaction, call: str) -> None:
        judges = await self._judges(interaction)
        record = await judges.record(call)
        review = await self.bot.desks.reviews.review(record.id)
        files = [discord.File(BytesIO(review.text.encode()), filename="debrief.txt")]
        if review.picture is not None:
            files.append(discord.File(BytesIO(review.picture), filename="mood.png"))
        await answer(interaction, view=cards.reviewed(record, review, picture=review.picture is not None), files=files)

    @app_commands.command(name="part", description="Give another value for a part of a call's score")
    @app_commands.describe(
        call="Whose call", part="Which part", score="What it should be", reason="Why; the trainee reads it"
    )
    @app_commands.choices(part=_PARTS)
    async def part(
        self,
        interaction: Interaction,
        call: str,
        part: str,
        score: app_commands.Range[int, 0, 100],
        reason: app_commands.Range[str, 0, 2000] = "",
    ) -> None:
        judges = await self._judges(interaction)
        kept = await judges.override(call, part, score, reason, reviewer=_reviewer(interaction))
        await answer(interaction, f"Kept: {kept.part} {kept.score}, beside the value by the rules.")

    @app_commands.command(name="agree", description="Say that every part of a call's score is right")
    @app_commands.describe(call="Whose call")
    async def agree(self, interaction: Interaction, call: str) -> None:
        judges = await self._judges(interaction)
        await judges.agree(call, reviewer=_reviewer(interaction))
        await answer(interaction, "Kept: every part as it stands.")

    @app_commands.command(name="comment", description="Say something about one message of a call")
    @app_commands.describe(call="Whose call", message="The number of the trainee's message", text="What you say")
    async def comment(
        self,
        interaction: Interaction,
        call: str,
        message: app_commands.Range[int, 1, 999],
        text: app_commands.Range[str, 1, 2000],
    ) -> None:
        judges = await self._judges(interaction)
        await judges.comment(call, message, text, reviewer=_reviewer(interaction))
        await answer(interaction, f"Kept: your comment on message {message}. It stands in the debrief.")

    @app_commands.command(name="agreement", description="How far people and the rules agree on scores")
    async def agreement(self, interaction: Interaction) -> None:
        judges = await self._judges(interaction)
        await answer(interaction, view=cards.agreement(await judges.agreement()))

    @show.autocomplete("call")
    @part.autocomplete("call")
    @agree.autocomplete("call")
    @comment.autocomplete("call")
    async def calls(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """The server's latest calls, for those who may review them."""
        if not (await actor_of(interaction, self.bot.desks.servers)).may(Action.REVIEW):
            return []
        lately = await Judges(self.bot.desks.desk, str(interaction.guild_id)).lately()
        named = [(f"{c.trainee_name} · {c.persona_id} · {c.total} · {c.call_id}", c.call_id) for c in lately]
        return fitting(named, typed)

    async def _judges(self, interaction: Interaction) -> Judges:
        await wait(interaction)
        (await actor_of(interaction, self.bot.desks.servers)).must(Action.REVIEW)
        return Judges(self.bot.desks.desk, str(interaction.guild_id))


def _reviewer(interaction: Interaction) -> Trainee:
    return Trainee(str(interaction.user.id), interaction.user.display_name, str(interaction.guild_id))
