"""A team of five with a trainer and a lead, and how they take part in challenges."""

import re
from typing import Any

import discord
from simcord.actors import MemberActor
from simcord.builders import ChannelHandle
from simcord.env import Env
from simcord.results import InteractionResult

from bot.desk import Actor, LiveCall, Role
from bot.desk.challenges import ChallengeDesk
from bot.settings import Settings
from bot.store import StoredChallenge
from tests.discord.world import World, custom_ids, said, text_of

GOOD = "Hello Ms. Lindqvist, I understand why you are angry. I'm truly sorry, Marta. What happened?"
RUDE = "Calm down. Are you deaf?"
_ID = re.compile(r"Its id is `(\w+)`")


class TeamWorld(World):
    """The server of `World` with five members; ann and bob are two of them."""

    def __init__(self, env: Env, settings: Settings) -> None:
        super().__init__(env, settings)
        self.cy, self.di, self.eli = (self._person(name) for name in ("cy", "di", "eli"))
        self.team = (self.ann, self.bob, self.cy, self.di, self.eli)

    @property
    def challenges(self) -> ChallengeDesk:
        return self.bot.desks.challenges

    # -- by commands and buttons

    async def create(self, kind: str, who: MemberActor | None = None, **options: Any) -> str:  # noqa: ANN401 (values of options)
        """`/challenge create` by the trainer, unless somebody else is named; the id of the challenge."""
        result = await self.creating(kind, who, **options)
        found = _ID.search(said(result))
        assert found is not None, said(result)
        return found[1]

    async def creating(self, kind: str, who: MemberActor | None = None, **options: Any) -> InteractionResult:  # noqa: ANN401 (values of options)
        named = {name.replace("_", "-"): value for name, value in options.items()}
        filled = {"kind": kind, "name": "March", "customer": "marta", "seed": 7} | named
        return await (who or self.tina).slash(self.channel, "challenge create", **filled)

    async def command(self, name: str, challenge_id: str, who: MemberActor | None = None, **options: Any) -> str:  # noqa: ANN401 (values of options)
        """One of the other commands; what it answered."""
        result = await (who or self.tina).slash(
            self.channel, f"challenge {name}", **({"challenge": challenge_id} | options)
        )
        return said(result)

    async def join(self, challenge_id: str, *people: MemberActor) -> None:
        """Press Join on the card in the channel."""
        for who in people:
            result = await self.push(challenge_id, "join", who)
            assert "You have joined" in said(result), said(result)

    async def push(self, challenge_id: str, verb: str, who: MemberActor) -> InteractionResult:
        """Press the newest button of that kind under the challenge in its channel."""
        for message in reversed(self.channel.history()):
            for id_ in custom_ids(message):
                if id_.startswith(f"simmer:challenge_{verb}:{challenge_id}"):
                    return await who.click(message, custom_id=id_)
        raise AssertionError(f"no button {verb} in {self.shown(self.channel)}")

    # -- playing

    async def play(self, challenge_id: str, who: MemberActor, text: str = GOOD, *, end: bool = True) -> ChannelHandle:
        """Press Play, take the call, say something, and end it."""
        before = set(self.threads())
        result = await self.push(challenge_id, "play", who)
        opened = [thread for id_, thread in self.threads().items() if id_ not in before]
        assert len(opened) == 1, said(result)
        await self.take_and_say(opened[0], who, text)
        if end:
            await self.end_call(opened[0], who)
        return opened[0]

    async def take_and_say(self, thread: ChannelHandle, who: MemberActor, text: str = GOOD) -> None:
        await self.press(thread, "take", who)
        await self.say(thread, text, who)
        await self.pass_time(1)

    async def end_call(self, thread: ChannelHandle, who: MemberActor) -> None:
        """End it and go past the question of how it went."""
        shown = await self.press(thread, "end", who)
        assert shown.modal is not None, said(shown)
        await who.submit_modal(shown, {"rating": "4", "note": ""})

    def call_of(self, who: MemberActor) -> LiveCall | None:
        """The call that somebody plays now."""
        practice = self.bot.desks.practices.of(str(self.guild.id), str(who.id))
        return None if practice is None or practice.call_id is None else self.desk._live.get(practice.call_id)

    def thread_of(self, who: MemberActor) -> ChannelHandle | None:
        """The thread of the call that somebody plays now."""
        practice = self.bot.desks.practices.of(str(self.guild.id), str(who.id))
        return None if practice is None or practice.thread_id is None else self.threads()[int(practice.thread_id)]

    async def until(self, thread: ChannelHandle, says: str) -> None:
        """The customer says what they have to say; then a card that says this calls the team."""
        for _ in range(400):
            if says in text_of(thread.history()[-1]):
                return
            await self.pass_time(0.5)
        raise AssertionError(self.shown(thread))

    # -- looking

    @property
    def tess(self) -> Actor:
        """The trainer as the desk sees her."""
        return Actor(str(self.tina.id), "tina", str(self.guild.id), frozenset({Role.MEMBER, Role.TRAINER}))

    async def challenge(self, challenge_id: str) -> StoredChallenge:
        return await self.challenges.life.get(challenge_id, self.tess)

    def cards(self, challenge_id: str) -> list[discord.Message]:
        """The messages in the channel that have buttons of the challenge, the oldest first."""
        return [
            message
            for message in self.channel.history()
            if any(f":{challenge_id}" in id_ for id_ in custom_ids(message))
        ]

    def card(self, challenge_id: str) -> str:
        """What the newest card of the challenge says."""
        return text_of(self.cards(challenge_id)[-1])

    def requests(self, method: str, path: str) -> int:
        """How often the bot has asked Discord for this."""
        return sum(r.method == method and r.path.startswith(path) for r in self.env.http_requests)
