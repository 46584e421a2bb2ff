"""Relays and raids put together: their tellers, what their buttons and forms do, and what is heard in their threads."""

import logging

import discord
from discord.ext import commands

from bot.call import InputKind
from bot.call.events import HintShown
from bot.desk import Actor, DeskError
from bot.desk.challenges import Kind, State
from bot.features.actors import actor_of
from bot.features.call_forms import hold_form, reply_form, supervisor_form
from bot.features.challenges import _team_debrief as debriefs
from bot.features.challenges import _together_cards as cards
from bot.features.challenges._clock import ChallengeClock
from bot.features.challenges._raid import RaidTeller
from bot.features.challenges._relay import RelayTeller
from bot.features.challenges._shared_call import SharedCall
from bot.features.challenges._telling import Teller
from bot.features.host import Host, Interaction
from bot.features.practice import seconds_of
from bot.store import StoredChallenge, StoreError
from bot.ui import Refusal, Values, answer, shortened, wait
from bot.ui.cards import plain

_log = logging.getLogger(__name__)


async def setup_together(bot: Host, clock: ChallengeClock) -> dict[Kind, Teller]:
    """Make the two kinds of shared calls ready; returns how each is shown."""
    call = SharedCall(bot, clock)
    relay, raid = RelayTeller(call), RaidTeller(call)
    presses = Presses(call, relay, raid)
    for verb in ("how", "turns"):
        bot.presses[f"together_{verb}"] = getattr(presses, verb)
    for verb in ("reply", "hint", "hold", "supervisor", "end", "end_now"):
        bot.presses[f"relay_{verb}"] = getattr(presses, verb)
    bot.presses |= {"raid_propose": presses.propose, "raid_vote": presses.vote}
    bot.forms |= {
        "relay_reply": presses.replied,
        "relay_hold": presses.held,
        "relay_supervisor": presses.asked,
        "raid_propose": presses.proposed,
    }
    threads = SharedThreads(call, relay)
    await bot.add_cog(threads)
    clock.first.append(threads.take_up)
    return {Kind.RELAY: relay, Kind.RAID: raid}


class SharedThreads(commands.Cog):
    """What is heard in the threads of relays and raids."""

    def __init__(self, call: SharedCall, relay: RelayTeller) -> None:
        self._call = call
        self._relay = relay

    async def cog_unload(self) -> None:
        self._relay.close()
        await self._call.close()

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        challenge = await self._call.rooms.in_thread(message.channel.id)
        if challenge is not None and challenge.kind == Kind.RELAY:  # beside a raid, the team talks among itself
            await self._relay.written(challenge, message)

    @commands.Cog.listener()
    async def on_raw_typing(self, payload: discord.RawTypingEvent) -> None:
        challenge = await self._call.rooms.in_thread(payload.channel_id)
        if challenge is not None and challenge.kind == Kind.RELAY:
            await self._relay.typed(challenge, payload.user_id)

    async def take_up(self, challenge: StoredChallenge) -> None:
        """Discord is there (again): go on with a call before the time that has passed counts."""
        if challenge.state != State.OPEN or not Kind(challenge.kind).shared:
            return
        self._call.rooms.remember(challenge)
        if challenge.kind == Kind.RELAY and challenge.call_id is not None:
            try:
                await self._relay.read_back(challenge)
            except (DeskError, StoreError, discord.HTTPException, OSError) as error:
                _log.warning("What was written in relay %s meanwhile could not be read: %s", challenge.id, error)


class Presses:
    """What the buttons and forms do; who may is decided when they are pressed."""

    def __init__(self, call: SharedCall, relay: RelayTeller, raid: RaidTeller) -> None:
        self._call = call
        self._relay = relay
        self._raid = raid

    # -- both

    async def how(self, interaction: Interaction, challenge_id: str) -> None:
        await wait(interaction)
        _, challenge = await self._asked(interaction, challenge_id)
        persona = (await self._call.desk.entries.customer(challenge)).persona
        await answer(interaction, cards.how(challenge, persona))

    async def turns(self, interaction: Interaction, subject: str) -> None:
        challenge_id, _, page = subject.partition(".")
        await wait(interaction)
        _, challenge = await self._asked(interaction, challenge_id)
        if challenge.call_id is None or challenge.state != State.CLOSED:
            raise Refusal("There is nothing to look back at.")
        turns = await self._call.bot.desks.reviews.turns(challenge.call_id)
        parts = await self._call.desk.shared.parts(challenge)
        await answer(interaction, view=debriefs.turn_by_turn(challenge, turns, parts, int(page)))

    # -- the relay

    async def reply(self, interaction: Interaction, challenge_id: str) -> None:
        await self._in_turn(interaction, challenge_id)
        await interaction.response.send_modal(reply_form("relay_reply", challenge_id))

    async def replied(self, interaction: Interaction, challenge_id: str, values: Values) -> None:
        await wait(interaction)
        by, challenge = await self._asked(interaction, challenge_id)
        text = values.get("text", "")
        said = await self._relay.reply(challenge, by, text, str(interaction.id))
        if said.taken:
            await answer(interaction, "The customer hears it.")
        else:  # nothing that somebody has written is lost
            await answer(interaction, f"{plain(said.says)}\n>>> {shortened(plain(text), 1800)}"[:2000])

    async def hint(self, interaction: Interaction, challenge_id: str) -> None:
        await wait(interaction)
        by, challenge = await self._asked(interaction, challenge_id)
        await self._relay.hear(challenge)
        events = await self._call.desk.relays.hint(challenge_id, by)
        text = next((event.text for event in events if isinstance(event, HintShown)), "")
        await self._call.acted(challenge)
        await answer(interaction, f"💡 {text}" if text else "The call is over.")

    async def hold(self, interaction: Interaction, challenge_id: str) -> None:
        by, challenge = await self._in_turn(interaction, challenge_id)
        live = await self._call.live(challenge)
        if live.call.on_hold:
            await interaction.response.defer()
            await self._act(challenge, by, InputKind.RESUME)
        else:
            await interaction.response.send_modal(hold_form("relay_hold", challenge_id))

    async def held(self, interaction: Interaction, challenge_id: str, values: Values) -> None:
        seconds = seconds_of(values.get("time", ""))
        await interaction.response.defer()
        by, challenge = await self._asked(interaction, challenge_id)
        await self._act(challenge, by, InputKind.HOLD, seconds=seconds)

    async def supervisor(self, interaction: Interaction, challenge_id: str) -> None:
        await self._in_turn(interaction, challenge_id)
        await interaction.response.send_modal(supervisor_form("relay_supervisor", challenge_id))

    async def asked(self, interaction: Interaction, challenge_id: str, values: Values) -> None:
        await wait(interaction)
        by, challenge = await self._asked(interaction, challenge_id)
        await self._act(challenge, by, InputKind.SUPERVISOR, values.get("what", ""))
        await answer(interaction, "Your supervisor was asked; the answer comes into the thread.")

    async def end(self, interaction: Interaction, challenge_id: str) -> None:
        await wait(interaction)
        _, challenge = await self._in_turn(interaction, challenge_id)
        await answer(interaction, view=cards.sure(challenge))

    async def end_now(self, interaction: Interaction, challenge_id: str) -> None:
        await wait(interaction)
        by, challenge = await self._asked(interaction, challenge_id)
        await self._act(challenge, by, InputKind.END)
        await answer(interaction, "The call is over; the debrief for all follows in the thread.")

    async def _act(
        self, challenge: StoredChallenge, by: Actor, kind: InputKind, text: str = "", seconds: float | None = None
    ) -> None:
        await self._relay.hear(challenge)
        await self._call.desk.relays.act(challenge.id, by, kind, text, seconds)
        await self._call.acted(challenge)

    async def _in_turn(self, interaction: Interaction, challenge_id: str) -> tuple[Actor, StoredChallenge]:
        """The relay, for the one whose turn it is: nobody is to fill in a form for nothing.

        Raises:
            DeskError: it is not theirs, or the relay is not going on.
        """
        by, challenge = await self._asked(interaction, challenge_id)
        await self._call.desk.relays.check(challenge_id, by)
        return by, challenge

    # -- the raid

    async def propose(self, interaction: Interaction, subject: str) -> None:
        challenge_id, number = _round_of(subject)
        by, challenge = await self._asked(interaction, challenge_id)
        before = await self._raid.wording(challenge, by, number)
        await interaction.response.send_modal(cards.propose_form(challenge_id, number, before))

    async def proposed(self, interaction: Interaction, subject: str, values: Values) -> None:
        challenge_id, number = _round_of(subject)
        await wait(interaction)
        by, challenge = await self._asked(interaction, challenge_id)
        text = values.get("text", "")
        try:
            says = await self._raid.propose(challenge, by, number, text)
        except (DeskError, Refusal) as error:  # nothing that somebody has written is lost
            says = f"{plain(str(error))}\n>>> {shortened(plain(text), 1800)}"[:2000]
        await answer(interaction, says)

    async def vote(self, interaction: Interaction, subject: str) -> None:
        challenge_id, number = _round_of(subject)
        await wait(interaction)
        by, challenge = await self._asked(interaction, challenge_id)
        await answer(interaction, await self._raid.vote(challenge, by, number, subject.rpartition(".")[2]))

    async def _asked(self, interaction: Interaction, challenge_id: str) -> tuple[Actor, StoredChallenge]:
        """Who asks, and for which challenge.

        Raises:
            DeskError: there is none of that id on this server.
        """
        by = await actor_of(interaction, self._call.bot.desks.servers)
        return by, await self._call.desk.life.get(challenge_id, by)


def _round_of(subject: str) -> tuple[str, int]:
    """The challenge and the round that stand in an id: `k3f9a.2`, or with an author behind."""
    challenge_id, number, *_ = subject.split(".")
    return challenge_id, int(number)
