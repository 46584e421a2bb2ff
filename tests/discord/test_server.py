"""First contact, settings, help, and the intent that may be missing."""

from datetime import timedelta

import discord
import pytest
from simcord.actors import MemberActor
from simcord.builders import GuildHandle
from simcord.results import ResponseMessage, to_discord_message

from bot.app import SimmerBot, create_bot
from bot.settings import Settings
from tests.discord.conftest import StillEnv
from tests.discord.world import World, custom_ids, said, text_of


async def panel(world: World, who: MemberActor | None = None) -> ResponseMessage:
    result = await (who or world.adam).slash(world.channel, "settings")
    message = result.response
    assert message is not None
    return message


def pick(message: ResponseMessage, name: str) -> str:
    return next(id_ for id_ in custom_ids(message.message) if id_.startswith(f"simmer-pick:set_{name}:"))


def greetings(world: World, guild: GuildHandle | None = None) -> list[str]:
    backend = world.env.backend
    channels = backend.get_guild((guild or world.guild).id).channel_ids
    texts = [
        text_of(to_discord_message(world.env, m)) for id_ in channels for m in backend.messages.get(id_, {}).values()
    ]
    return [text for text in texts if "Hello, I am Simmer" in text]


async def test_after_joining_one_message_says_what_to_do(world: World) -> None:
    guild = world.env.create_guild("Another")
    guild.create_text_channel("general")
    await world.env.settle()
    for _ in range(2):
        await world.event("guild_join", world.bot.get_guild(guild.id))
    (greeting,) = greetings(world, guild)
    assert "/settings" in greeting
    assert "I still lack" not in greeting


async def test_the_greeting_names_what_is_missing(world: World) -> None:
    guild = world.env.create_guild("Another")
    world.forbid("manage_webhooks", guild)
    guild.create_text_channel("general")
    await world.bot.desks.servers.change(str(guild.id), greeted=False)
    await world.event("guild_join", world.bot.get_guild(guild.id))
    assert "I still lack **Manage Webhooks**" in greetings(world, guild)[-1]


async def test_where_nothing_may_be_written_nobody_is_greeted(world: World) -> None:
    guild = world.env.create_guild("Another")
    world.forbid("send_messages", guild)
    guild.create_text_channel("general")
    await world.bot.desks.servers.change(str(guild.id), greeted=False)
    before = greetings(world, guild)
    await world.event("guild_join", world.bot.get_guild(guild.id))
    assert greetings(world, guild) == before


async def test_the_panel_keeps_each_choice_at_once(world: World) -> None:
    message = await panel(world)
    await world.adam.select(message, [world.channel], custom_id=pick(message, "channels"))
    await world.adam.select(message, [world.trainers], custom_id=pick(message, "trainers"))
    await world.adam.select(message, [world.leads], custom_id=pick(message, "leads"))
    await world.adam.select(message, ["hard"], custom_id=pick(message, "difficulty"))
    await world.adam.select(message, ["coach"], custom_id=pick(message, "mode"))
    await world.adam.select(message, ["90"], custom_id=pick(message, "keep_days"))
    await world.adam.select(message, ["iso"], custom_id=pick(message, "dates"))
    await world.adam.click(message, label="Switch mild language on")
    kept = await world.bot.desks.servers.settings(str(world.guild.id))
    assert (kept.channels, kept.trainers, kept.leads) == (
        (str(world.channel.id),),
        (str(world.trainers.id),),
        (str(world.leads.id),),
    )
    assert (kept.difficulty, kept.mode, kept.keep_days, kept.dates, kept.mild) == ("hard", "coach", 90, "iso", True)
    await world.restart()
    assert await world.bot.desks.servers.settings(str(world.guild.id)) == kept
    await world.start()
    practice = world.practice()
    assert practice is not None
    assert (practice.difficulty, practice.mode, practice.mild) == ("hard", "coach", True)


async def test_an_old_panel_works_after_a_restart(world: World) -> None:
    message = await panel(world)
    await world.restart()
    await world.adam.select(message, ["easy"], custom_id=pick(message, "difficulty"))
    assert (await world.bot.desks.servers.settings(str(world.guild.id))).difficulty == "easy"


async def test_who_may_not_manage_the_server_sees_no_settings(world: World) -> None:
    assert "settings" in world.adam.available_commands(world.channel)
    assert "settings" not in world.bob.available_commands(world.channel)


async def test_practising_elsewhere_is_refused_with_the_right_place(world: World) -> None:
    other = world.guild.create_text_channel("lounge")
    await world.bot.desks.servers.change(str(world.guild.id), channels=[str(world.channel.id)])
    result = await world.ann.slash(other, "practice start", customer="marta")
    assert said(result) == f"This server practises in <#{world.channel.id}>."
    await world.start()


async def test_voice_channels_have_no_threads(world: World) -> None:
    voice = world.guild.create_voice_channel("voice")
    result = await world.ann.slash(voice, "practice start", customer="marta")
    assert said(result).startswith("A call needs a thread, and there are none here.")


async def test_started_in_a_thread_the_call_is_in_the_same_channel(world: World) -> None:
    thread = await world.start()
    await world.press(thread, "end")
    await world.ann.slash(thread, "practice start", customer="marta")
    assert len(world.threads()) == 2


@pytest.mark.parametrize(
    ("person", "words", "not_words"),
    [
        ("bob", "/practice start", "As an administrator"),
        ("tina", "As a trainer or lead", "As an administrator"),
        ("lea", "As a trainer or lead", "As an administrator"),
        ("adam", "As an administrator", "nothing that is missing"),
    ],
)
async def test_help_is_by_role(world: World, person: str, words: str, not_words: str) -> None:
    await world.bot.desks.servers.change(
        str(world.guild.id), trainers=[str(world.trainers.id)], leads=[str(world.leads.id)]
    )
    shown = said(await getattr(world, person).slash(world.channel, "help"))
    assert words in shown
    assert not_words not in shown
    assert ("`/settings`" in shown) == (person == "adam")
    assert ("`/review show`" in shown) == (person != "bob")


async def test_help_puts_commands_where_one_needs_them(world: World) -> None:
    shown = said(await world.adam.slash(world.channel, "help"))
    headings = ("**During a call**", "**For yourself**", "**With your team**", "**For trainers and leads**")
    places = [shown.index(heading) for heading in (*headings, "**For this server**")]
    assert places == sorted(places)
    for command, heading in (("/hold", 0), ("/assign mine", 1), ("/challenge join", 2), ("/assign new", 3)):
        assert places[heading] < shown.index(f"`{command}`") < places[heading + 1]
    assert "`/team report` Where the team stands" in shown  # alone of its group, with what it does
    assert "`/review show` · `/review part`" in shown


async def test_a_bystander_is_shown_no_empty_heading(world: World) -> None:
    assert "For trainers and leads" not in said(await world.bob.slash(world.channel, "help"))


async def test_old_calls_are_deleted_when_the_server_wants_it(world: World) -> None:
    thread = await world.taken()
    await world.end(thread)
    await world.bot.desks.servers.change(str(world.guild.id), keep_days=30)
    assert await world.bot.desks.servers.forget_old(str(world.guild.id)) == 0
    world.bot.desks.servers._today = lambda: discord.utils.utcnow() + timedelta(days=9999)
    assert await world.bot.desks.servers.forget_old(str(world.guild.id)) == 1
    assert await world.desk.latest(str(world.ann.id)) is None
    assert said(await world.press(thread, "turns")) == "This call is not stored any more."


class TestWithoutTheIntent:
    """Message content is not allowed: calls work all the same."""

    @pytest.fixture
    def simcord_bot(self, own_settings: Settings) -> SimmerBot:
        return create_bot(own_settings, message_content=False)

    async def test_the_reply_button_carries_the_call(self, world: World) -> None:
        thread = await world.taken()
        assert "Your turn." in world.shown(thread)
        form = await world.press(thread, "reply")
        await world.ann.submit_modal(form, {"text": "Good afternoon, *Mrs. Lindqvist*. I've read the notes."})
        await world.pass_time(3)
        live = world.live()
        assert live is not None
        assert live.call.turn == 1
        assert "**ann:** Good afternoon, \\*Mrs" in world.shown(thread)
        before = len(world.spoken(thread))
        await world.quiet()
        assert len(world.spoken(thread)) > before

    async def test_it_is_said_once_how_to_switch_it_on(self, world: World) -> None:
        thread = await world.taken()
        await world.say(thread, "Hello?")
        await world.say(thread, "Hello??")
        assert world.shown(thread).count("has no **Message Content Intent**") == 1
        assert world.shown(thread).count("Use this:") == 2

    async def test_a_message_that_mentions_the_bot_is_readable(self, world: World) -> None:
        thread = await world.taken()
        assert world.bot.user is not None
        await world.say(thread, f"{world.bot.user.mention} Good afternoon.")
        live = world.live()
        assert live is not None
        assert [entry.text for entry in live.call.inputs if entry.text] == ["Good afternoon."]


async def test_an_intent_that_is_switched_off_is_met_at_the_gateway(own_settings: Settings) -> None:
    env = StillEnv(create_bot(own_settings), approved_intents=discord.Intents(guilds=True, guild_messages=True))
    with pytest.raises(discord.PrivilegedIntentsRequired):
        await env.start()
    await env.shutdown()
