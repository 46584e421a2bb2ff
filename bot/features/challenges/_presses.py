"""What the buttons of the challenges do. Each names its challenge by the id; who may press is decided here."""

from bot.desk import Actor, Trainee
from bot.desk.challenges import ChallengeDesk, State
from bot.desk.practice import Wish
from bot.features.actors import actor_of
from bot.features.challenges import _cards as cards
from bot.features.challenges._announcement import Announcement
from bot.features.challenges._clock import ChallengeClock
from bot.features.challenges._standing_cards import standings
from bot.features.challenges._wording import when
from bot.features.choosing import names_of
from bot.features.host import Host, Interaction
from bot.features.practice import channel_of, may_play, member_of, stage_of
from bot.ui import Card, answer, wait


class Presses:
    """The handlers, by the names of their verbs without `challenge_`; commands do the same through them."""

    def __init__(self, bot: Host, announcement: Announcement, clock: ChallengeClock) -> None:
        self._bot = bot
        self._challenges: ChallengeDesk = bot.desks.challenges
        self._announcement = announcement
        self._clock = clock

    # -- taking part

    async def join(self, interaction: Interaction, challenge_id: str) -> None:
        await wait(interaction)
        who = await self.actor(interaction)
        await self._challenges.joining.join(challenge_id, who)
        await self._clock.settle()
        await answer(interaction, view=await self.own_card(challenge_id, who))

    async def leave(self, interaction: Interaction, challenge_id: str) -> None:
        await wait(interaction)
        who = await self.actor(interaction)
        challenge = await self._challenges.life.get(challenge_id, who)
        await self._challenges.joining.leave(challenge_id, who)
        self._clock.look()
        await answer(interaction, f"You are out of “{cards.title(challenge)}”. What you have played stays your own.")

    async def play(self, interaction: Interaction, challenge_id: str) -> None:
        await wait(interaction)
        who, member = await self.actor(interaction), member_of(interaction)
        challenge = await self._challenges.entries.check(challenge_id, who)
        stage = stage_of(self._bot)
        going_on = stage.practices.of(str(member.guild.id), who.id)
        if going_on is not None and going_on.challenge_id == challenge.id and going_on.thread_id is not None:
            await answer(interaction, f"Go on where you left off: <#{going_on.thread_id}>.")
            return
        channel = channel_of(interaction, await stage.settings(str(member.guild.id)))
        may_play(channel, public=False)
        trainee = Trainee(who.id, who.name, who.guild_id)
        wish = Wish(str(member.guild.id), str(channel.id), trainee, challenge_id=challenge.id)
        practice = await stage.open(wish, channel)
        self._announcement.refresh(challenge)
        await answer(
            interaction, f"Your call is ready: <#{practice.thread_id}>. It is an attempt as soon as you take it."
        )

    async def consent(self, interaction: Interaction, subject: str) -> None:
        challenge_id, _, agrees = subject.partition(".")
        await interaction.response.defer()
        who = await self.actor(interaction)
        await self._challenges.joining.consent(challenge_id, who, consents=agrees == "yes")
        self._announcement.refresh(await self._challenges.life.get(challenge_id, who))
        await interaction.edit_original_response(view=await self.own_card(challenge_id, who))

    # -- looking

    async def more(self, interaction: Interaction, subject: str) -> None:
        await wait(interaction)
        who = await self.actor(interaction)
        await answer(interaction, view=await self.own_card(subject.partition(".")[0], who))

    async def standings(self, interaction: Interaction, subject: str) -> None:
        await wait(interaction)
        await answer(interaction, view=await self._standings(interaction, subject))

    async def page(self, interaction: Interaction, subject: str) -> None:
        await interaction.response.defer()
        await interaction.edit_original_response(view=await self._standings(interaction, subject))

    async def turn_over(self, interaction: Interaction, subject: str) -> None:
        """Another page of the list."""
        closed, _, page = subject.partition(".")
        await interaction.response.defer()
        view = await self.listing(await self.actor(interaction), int(page), closed=closed == "1")
        await interaction.edit_original_response(view=view)

    # -- by trainers

    async def begin(self, interaction: Interaction, challenge_id: str) -> None:
        await wait(interaction)
        challenge = await self._challenges.life.begin(challenge_id, await self.actor(interaction))
        self._clock.look()
        await answer(interaction, f"“{cards.title(challenge)}” has begun.")

    async def close(self, interaction: Interaction, challenge_id: str) -> None:
        """Close it, by its command."""
        await wait(interaction)
        challenge = await self._challenges.life.close(challenge_id, await self.actor(interaction))
        self._clock.look()
        if challenge.state == State.CLOSING:
            says = f": {when(challenge)}. Close it once more to wait no longer."
        else:
            says = " is closed."
        await answer(interaction, f"“{cards.title(challenge)}”{says}")

    # -- what several of them need

    async def actor(self, interaction: Interaction) -> Actor:
        return await actor_of(interaction, self._bot.desks.servers)

    async def own_card(self, challenge_id: str, who: Actor) -> Card:
        """The challenge with its rules, as far as it concerns this person."""
        challenge = await self._challenges.life.get(challenge_id, who)
        return cards.own(
            challenge,
            await self._announcement.persona(challenge),
            await self._challenges.life.members(challenge),
            await self._challenges.scores.standing(challenge.id, who),
            who.id,
        )

    async def listing(self, who: Actor, page: int, *, closed: bool) -> Card:
        names = names_of(await self._bot.desks.practices.roster.at(who.guild_id))
        return cards.listing(await self._challenges.life.listed(who, closed=closed), names, page, closed=closed)

    async def _standings(self, interaction: Interaction, subject: str) -> Card:
        challenge_id, _, page = subject.partition(".")
        standing = await self._challenges.scores.standing(challenge_id, await self.actor(interaction))
        return standings(standing, await self._announcement.persona(standing.challenge), int(page or 0))


def register(bot: Host, presses: Presses) -> None:
    """Tell the application what the ids of our buttons mean."""
    for verb in ("join", "leave", "play", "consent", "more", "standings", "page", "turn_over", "begin"):
        bot.presses[f"challenge_{verb}"] = getattr(presses, verb)
