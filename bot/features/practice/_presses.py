"""What the buttons and forms of a practice do. Each names the practice by its id; who may press is decided here."""

import discord

from bot.call import InputKind
from bot.customers import Difficulty
from bot.desk import DeskError, Mode, Trainee, parse_duration
from bot.desk.practice import Wish
from bot.features.call_forms import hold_form, reply_form, supervisor_form
from bot.features.host import Host, Interaction
from bot.features.lines import quoted
from bot.features.practice import _cards as cards
from bot.features.practice import _forms as forms
from bot.features.practice._place import channel_of, may_play, member_of
from bot.features.practice._stage import Stage
from bot.features.seats import Deed
from bot.store import Practice
from bot.ui import Refusal, Values, answer, wait


class Presses:
    """The handlers, by the names of their verbs."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    # -- before and during the call

    async def take(self, interaction: Interaction, practice_id: str) -> None:
        self._running(interaction, practice_id)
        await interaction.response.defer()
        practice = await self._stage.take(practice_id, interaction.id)
        persona = (await self._stage.practices.customer_of(practice)).persona
        now = self._stage.briefing(practice, persona, taken=True)
        await interaction.edit_original_response(view=now["view"], attachments=now["files"])

    async def hint(self, interaction: Interaction, practice_id: str) -> None:
        practice = self._running(interaction, practice_id)
        await wait(interaction)
        text = await self._stage.hint(practice)
        await answer(interaction, f"💡 {text}" if text else "The call is over.")

    async def hold(self, interaction: Interaction, practice_id: str) -> None:
        practice = self._taken(interaction, practice_id)
        live = await self._stage.practices.live(practice)
        if live.call.on_hold:
            await interaction.response.defer()
            await self._stage.act(practice, InputKind.RESUME)
        else:
            await interaction.response.send_modal(hold_form("hold", practice_id))

    async def held(self, interaction: Interaction, practice_id: str, values: Values) -> None:
        practice = self._taken(interaction, practice_id)
        seconds = seconds_of(values.get("time", ""))
        await interaction.response.defer()
        await self._stage.act(practice, InputKind.HOLD, seconds=seconds)

    async def supervisor(self, interaction: Interaction, practice_id: str) -> None:
        self._taken(interaction, practice_id)
        await interaction.response.send_modal(supervisor_form("supervisor", practice_id))

    async def asked(self, interaction: Interaction, practice_id: str, values: Values) -> None:
        practice = self._taken(interaction, practice_id)
        await wait(interaction)
        await self._stage.act(practice, InputKind.SUPERVISOR, values.get("what", ""))
        await answer(interaction, "Your supervisor was asked; the answer comes into the thread.")

    async def reply(self, interaction: Interaction, practice_id: str) -> None:
        self._taken(interaction, practice_id, Deed.WRITE)
        await interaction.response.send_modal(reply_form("reply", practice_id))

    async def replied(self, interaction: Interaction, practice_id: str, values: Values) -> None:
        practice = self._taken(interaction, practice_id, Deed.WRITE)
        await interaction.response.send_message(quoted(interaction.user.display_name, values["text"]))
        await self._stage.line(practice, str(interaction.id), values["text"], interaction.created_at)

    # -- the end

    async def end(self, interaction: Interaction, practice_id: str) -> None:
        practice = self._running(interaction, practice_id)
        if practice.state == "briefed":
            await wait(interaction)
            await answer(interaction, "This call is dropped; it was not taken.")
            await self._stage.drop(practice)
            return
        await interaction.response.send_modal(forms.rating(practice_id, ending=practice.state == "live"))

    async def rated(self, interaction: Interaction, practice_id: str, values: Values) -> None:
        practice = self._running(interaction, practice_id)
        await wait(interaction)
        given = values.get("rating", "")
        await self._stage.finish(practice, InputKind.END, int(given) if given else None, values.get("note", ""))
        await answer(interaction, "The debrief follows in this thread.")

    # -- after the call

    async def turns(self, interaction: Interaction, practice_id: str) -> None:
        await self._page(interaction, practice_id, 0)

    async def page(self, interaction: Interaction, subject: str) -> None:
        practice_id, _, page = subject.partition(".")
        await self._page(interaction, practice_id, int(page))

    async def _page(self, interaction: Interaction, practice_id: str, page: int) -> None:
        await wait(interaction)
        practice, call_id = await self._played(interaction, practice_id)
        turns = await self._stage.reviews.turns(call_id)
        await answer(interaction, view=cards.turn_by_turn(practice, turns, page))

    async def what_if(self, interaction: Interaction, practice_id: str) -> None:
        await interaction.response.send_modal(forms.what_if(practice_id))

    async def asked_what_if(self, interaction: Interaction, practice_id: str, values: Values) -> None:
        await wait(interaction)
        _, call_id = await self._played(interaction, practice_id)
        turn, text = number_of(values["turn"]), values["text"]
        found = await self._stage.reviews.what_if(call_id, turn, text)
        await answer(interaction, view=cards.what_if(turn, text, found, found.original.text))

    async def from_here(self, interaction: Interaction, practice_id: str) -> None:
        await interaction.response.send_modal(forms.from_here(practice_id))

    async def again_from(self, interaction: Interaction, practice_id: str, values: Values) -> None:
        await wait(interaction)
        practice, call_id = await self._played(interaction, practice_id, only_trainee=True)
        turn = number_of(values["turn"])
        turns = len(await self._stage.reviews.turns(call_id))
        if not 1 <= turn <= turns:
            has = f"{turns} message{'' if turns == 1 else 's'}"
            raise DeskError(f"The call has {has}; there is none with the number {turn}.")
        await self._again(interaction, practice, call_id, turn)

    async def same_again(self, interaction: Interaction, practice_id: str) -> None:
        await wait(interaction)
        practice, _ = await self._played(interaction, practice_id)
        await self._again(interaction, practice)

    async def _again(
        self, interaction: Interaction, practice: Practice, from_call: str | None = None, turn: int | None = None
    ) -> None:
        member = member_of(interaction)
        channel = channel_of(interaction, await self._stage.settings(practice.guild_id))
        may_play(channel, public=practice.public)
        wish = Wish(
            practice.guild_id,
            str(channel.id),
            Trainee(str(member.id), member.display_name, practice.guild_id),
            practice.persona_id,
            difficulty=Difficulty(practice.difficulty),
            # An exam is taken from its beginning.
            mode=Mode.PRACTICE if from_call and practice.mode == Mode.EXAM else Mode(practice.mode),
            public=practice.public,
            mild=practice.mild,
            seed=practice.seed,
            from_call=from_call,
            from_turn=turn,
        )
        new = await self._stage.open(wish, channel)
        await answer(interaction, f"Your call is ready: <#{new.thread_id}>.")

    async def share(self, interaction: Interaction, practice_id: str) -> None:
        await wait(interaction)
        practice, call_id = await self._played(interaction, practice_id, only_trainee=True)
        review = await self._stage.reviews.review(call_id)
        channel = channel_of(interaction, await self._stage.settings(practice.guild_id))
        await channel.send(view=cards.shared(practice, review.debrief))
        await answer(interaction, f"Shared in {channel.mention}: your result, not your words.")

    # -- who may

    def _running(self, interaction: Interaction, practice_id: str, deed: Deed = Deed.STEER) -> Practice:
        """An unfinished practice in which this person may do so, from memory: a form must be shown at once."""
        practice = self._stage.practices.peek(practice_id)
        if practice is None:
            raise Refusal("This call is over.")
        objection = self._stage.seats.objection(practice, str(interaction.user.id), deed)
        if objection:
            raise Refusal(objection)
        return practice

    def _taken(self, interaction: Interaction, practice_id: str, deed: Deed = Deed.STEER) -> Practice:
        practice = self._running(interaction, practice_id, deed)
        if practice.state == "briefed":
            raise Refusal("Take the call first.")
        if practice.state != "live":
            raise Refusal("This call is over.")
        return practice

    async def _played(
        self, interaction: Interaction, practice_id: str, *, only_trainee: bool = False
    ) -> tuple[Practice, str]:
        """A practice with its call, for the trainee; its review also for trainers and leads."""
        practice = await self._stage.practices.get(practice_id)
        if practice.call_id is None:
            raise Refusal("This call was never taken.")
        if practice.trainee_id != str(interaction.user.id):
            settings = await self._stage.settings(practice.guild_id)
            if only_trainee or not settings.trains(_roles(interaction.user), manages=_manages(interaction)):
                raise Refusal(f"This is the call of {practice.trainee_name}.")
        return practice, practice.call_id


def register(bot: Host, stage: Stage) -> None:
    """Tell the application what the ids of our buttons and forms mean."""
    presses = Presses(stage)
    for verb in (
        *("take", "hint", "hold", "supervisor", "reply", "end"),
        *("turns", "page", "what_if", "from_here", "same_again", "share"),
    ):
        bot.presses[verb] = getattr(presses, verb)
    bot.presses["rate"] = presses.end
    bot.forms |= {
        "hold": presses.held,
        "supervisor": presses.asked,
        "reply": presses.replied,
        "rate": presses.rated,
        "what_if": presses.asked_what_if,
        "from_here": presses.again_from,
    }


def seconds_of(text: str) -> float | None:
    """The seconds of `2m`; None where no time was named.

    Raises:
        Refusal: it is no time.
    """
    if not text.strip():
        return None
    seconds = parse_duration(text)
    if not seconds:
        raise Refusal(f"“{text[:40]}” is no time. Write it like 40s or 2m.")
    return seconds


def number_of(text: str) -> int:
    """The number of a message.

    Raises:
        Refusal: it is none.
    """
    if not text.strip().isdecimal():
        raise Refusal(f"“{text[:10]}” is no number of a message. The debrief counts your messages from 1.")
    return int(text)


def _roles(user: discord.User | discord.Member) -> set[str]:
    return {str(role.id) for role in user.roles} if isinstance(user, discord.Member) else set()


def _manages(interaction: Interaction) -> bool:
    return interaction.permissions.manage_guild
