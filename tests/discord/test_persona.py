"""`/persona …`: everybody looks, trainers and server managers bring their own, and a call is played with them."""

import asyncio
from typing import Any

import discord
import pytest
from simcord.actors import MemberActor
from simcord.results import InteractionResult

from bot.desk import Action, Role
from bot.desk.rights import may, refusal
from tests.customers.brought import KETTLE, NO_SUCH_REMEDY, brought
from tests.discord.groups.world import card
from tests.discord.world import World, custom_ids, said

PEOPLE = {Role.MEMBER: "bob", Role.TRAINER: "tina", Role.LEAD: "lea", Role.MANAGER: "adam"}
CHANGING = ("persona check", "persona upload", "persona remove")


@pytest.fixture
async def team(world: World) -> World:
    await world.bot.desks.servers.change(
        str(world.guild.id), trainers=[str(world.trainers.id)], leads=[str(world.leads.id)]
    )
    return world


async def ask(world: World, who: MemberActor, command: str, **options: Any) -> InteractionResult:  # noqa: ANN401
    return await who.slash(world.channel, f"persona {command}", **options)


async def upload(world: World, raw: bytes, name: str = "ada.toml") -> str:
    return said(await ask(world, world.tina, "upload", file=(name, raw)))


async def press(who: MemberActor, result: InteractionResult, verb: str) -> InteractionResult:
    shown = card(result).message
    (id_, *_) = [id_ for id_ in custom_ids(shown) if id_.split(":")[1] == verb]
    return await who.click(shown, custom_id=id_)


async def files(world: World, result: InteractionResult) -> dict[str, bytes | None]:
    return {one.filename: world.env.backend.cdn.get(one.url) for one in card(result).attachments}


# -- who may


@pytest.mark.parametrize("role", list(PEOPLE))
async def test_everybody_looks_and_only_who_may_changes(team: World, role: Role) -> None:
    who = getattr(team, PEOPLE[role])
    assert "Marta Lindqvist" in said(await ask(team, who, "list"))
    assert "Marta Lindqvist" in said(await ask(team, who, "show", customer="marta"))
    for command in ("check", "upload"):
        text = said(await ask(team, who, command, file=("ada.toml", brought())))
        assert (text == refusal(Action.CHANGE_CUSTOMERS)) == (not may(Action.CHANGE_CUSTOMERS, [role])), text
    text = said(await ask(team, who, "remove", customer="ada"))
    assert (text == refusal(Action.CHANGE_CUSTOMERS)) == (not may(Action.CHANGE_CUSTOMERS, [role])), text
    offered = said(await who.slash(team.channel, "help"))
    assert "`/persona list`" in offered
    for command in CHANGING:
        assert (f"`/{command}`" in offered) == may(Action.CHANGE_CUSTOMERS, [role])


async def test_strangers_are_offered_nothing_outside_a_server(team: World) -> None:
    offered = team.ann.user.available_commands()
    assert not [command for command in offered if command.startswith("persona")]


async def test_the_button_asks_again_who_presses(team: World) -> None:
    await upload(team, brought())
    question = await ask(team, team.tina, "remove", customer="ada")
    team.env.backend.get_guild(team.guild.id).members[team.tina.id].role_ids = []
    assert said(await press(team.tina, question, "remove_customer")) == refusal(Action.CHANGE_CUSTOMERS)
    assert "`ada`" in said(await ask(team, team.bob, "list"))


# -- looking


async def test_the_list_has_everybody_with_trade_and_difficulty_and_turns_its_pages(team: World) -> None:
    await upload(team, brought())
    result = await ask(team, team.bob, "list")
    first = said(result)
    assert "13 to practise with · page 1 of 2" in first
    assert "**Ms. Ada Brook** · retail · normal" in first
    assert first.count("your team's own") == 1
    await press(team.bob, result, "customers")
    second = said(result)
    assert "page 2 of 2" in second
    ids = {customer.id for customer in team.desk.customers()} | {"ada"}
    assert [id_ for id_ in ids if (f"`{id_}`" in first) == (f"`{id_}`" in second)] == []


async def test_a_trainee_learns_who_it_is_and_nothing_of_the_solution(team: World) -> None:
    persona = team.desk.customer("marta").persona
    result = await ask(team, team.bob, "show", customer="marta")
    text = said(result)
    assert persona.about in text
    assert "shouting, then warm; begins angry, with some patience" in text
    assert list(await files(team, result)) == ["portrait.png"]
    told = [fact.says for fact in persona.facts if fact.says not in (persona.name, persona.company)]
    hidden = [persona.reaches, *(remedy.name for remedy in persona.remedies), *told]
    shown = text.replace(persona.about, "")
    assert [one for one in hidden if one in shown] == []


async def test_a_trainer_reads_what_resolves_it_and_gets_the_own_file_back(team: World) -> None:
    raw = brought()
    await upload(team, raw)
    result = await ask(team, team.tina, "show", customer="ada")
    assert "**What resolves it**\n- a new kettle" in said(result)
    assert "by tina" in said(result)
    assert await files(team, result) == {"ada.toml": raw}
    assert await files(team, await ask(team, team.bob, "show", customer="ada")) == {}


async def test_a_customer_that_nobody_knows_is_said(team: World) -> None:
    text = said(await ask(team, team.bob, "show", customer="martha"))
    assert text == "There is no customer 'martha'; the nearest one is 'marta'."


# -- checking and bringing


async def test_a_check_shows_codes_in_plain_words_and_stores_nothing(team: World) -> None:
    result = await ask(team, team.tina, "check", file=("mine.toml", brought(NO_SUCH_REMEDY)))
    assert "1 thing to mend" in said(result)
    assert "**P012 no such remedy**\n-# line 128 · " in said(result)
    assert "there is no remedy" in said(result)
    whole = (await files(team, result))["findings.txt"]
    assert whole is not None
    assert whole.startswith(b"mine.toml:128: P012")
    fine = said(await ask(team, team.tina, "check", file=("mine.toml", brought())))
    assert fine.startswith("## In order, ")
    assert fine.count("**P020 too few own lines for an occasion**") == 1
    assert "more, in the file" in fine
    assert "`ada`" not in said(await ask(team, team.bob, "list"))


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"x" * 300_000, "The file has 293 KB, and a customer at most 256 KB."),
        ("name = 'Zoë'".encode("latin-1"), "byte 10 is not UTF-8"),
        (b"\x89PNG\r\n\x1a\n", "byte 0 is not UTF-8"),
        (b"Dear team, here she is.", "this is not TOML"),
        (b"a = " + b"[" * 100_000, "a nesting that no customer needs"),
        (b"", "it is missing"),
        (brought(NO_SUCH_REMEDY), "there is no remedy"),
        (brought(persona_id="marta"), "The id “marta” is that of a customer who comes with Simmer"),
    ],
    ids=["large", "encoding", "picture", "prose", "deep", "empty", "errors", "shipped"],
)
async def test_what_cannot_be_played_is_refused_with_what_to_mend(team: World, raw: bytes, says: str) -> None:
    text = await upload(team, raw)
    assert says in text
    assert text.count("\n") < 40
    assert await team.bot.desks.uploads.own(str(team.guild.id)) == {}


async def test_what_a_file_says_is_shown_as_written(team: World) -> None:
    old = 'about = "Their new kettle'
    await upload(team, brought((old, 'about = "@everyone [here](https://example.org) **now** Their new kettle')))
    text = said(await ask(team, team.bob, "show", customer="ada"))
    assert "@everyone" not in text
    assert r"\[here](https://example.org)" in text
    assert r"\*\*now\*\*" in text
    thread = await team.start(customer="ada")
    assert "@everyone" not in team.shown(thread)
    assert r"\*\*now\*\*" in team.shown(thread)


async def test_discord_that_no_longer_has_the_file_is_said(team: World, monkeypatch: pytest.MonkeyPatch) -> None:
    async def gone(*_: object, **__: object) -> bytes:
        await asyncio.sleep(0)
        raise discord.NotFound(_Response(), "Unknown attachment")  # type: ignore[arg-type, unused-ignore]

    monkeypatch.setattr(discord.Attachment, "read", gone)
    assert await upload(team, brought()) == "Discord does not give me the file. Attach it once more."


class _Response:
    status = 404
    reason = "Not Found"


# -- playing


async def test_a_new_customer_can_be_called_at_once_and_on_this_server_alone(team: World) -> None:
    text = await upload(team, brought())
    assert text.startswith("## Ms. Ada Brook can be called, ")
    thread = await team.taken(customer="ada")
    assert "Northwind Kettles" in team.shown(thread)
    assert team.spoken(thread)
    before = len(team.spoken(thread))
    await team.say(
        thread, "I'm so sorry about the broken kettle, Ms. Brook. I will send you a new one by express today."
    )
    await team.quiet()
    assert len(team.spoken(thread)) > before
    await team.end(thread)
    assert "Debrief: Ms. Ada Brook" in team.shown(thread)


async def test_it_is_offered_where_one_types(team: World) -> None:
    await upload(team, brought())
    for command, option, more in (
        ("practice start", "customer", {}),
        ("persona show", "customer", {}),
        ("leaderboard", "customer", {}),
        ("team report", "customer", {}),
        ("assign new", "customers", {"due": "3d"}),
        ("challenge create", "customer", {"kind": "tournament", "name": "March"}),
        ("persona remove", "customer", {}),
    ):
        offered = await team.tina.autocomplete(team.channel, command, option, "ada br", **more)
        assert [choice["value"] for choice in offered] == ["ada"], command
    assert await team.bob.autocomplete(team.channel, "persona remove", "customer", "") == []


async def test_another_server_sees_nothing_of_it(team: World) -> None:
    await upload(team, brought())
    other = team.env.create_guild("Elsewhere")
    channel = other.create_text_channel("practice")
    boss = other.add_member(team.env.create_user("boss"), roles=[])
    other_backend = team.env.backend.get_guild(other.id)
    other_backend.owner_id = boss.id
    assert "`ada`" not in said(await boss.slash(channel, "persona list"))
    assert "There is no customer 'ada'" in said(await boss.slash(channel, "persona show", customer="ada"))
    assert "There is no customer 'ada'" in said(await boss.slash(channel, "practice start", customer="ada"))
    assert "no customers of its own" in said(await boss.slash(channel, "persona remove", customer="ada"))
    assert await boss.autocomplete(channel, "practice start", "customer", "ada") == []


async def test_a_call_outlives_a_restart_a_new_version_and_the_removal(team: World) -> None:
    await upload(team, brought())
    thread = await team.taken(customer="ada")
    assert "is changed for all new calls" in await upload(team, brought(KETTLE))
    await team.restart()
    live = team.bot.desks.practices.unfinished()[0]
    assert (await team.bot.desks.practices.customer_of(live)).persona.company == "Northwind Kettles"
    question = await ask(team, team.tina, "remove", customer="ada")
    assert "Remove Ms. Ada Brook from this server?" in said(question)
    assert "Removed: `ada`." in said(await press(team.tina, question, "remove_customer"))
    assert "`ada`" not in said(await ask(team, team.bob, "list"))
    await team.restart()
    before = len(team.spoken(thread))
    await team.say(thread, "I'm so sorry about the broken kettle, Ms. Brook.")
    await team.quiet()
    assert len(team.spoken(thread)) > before
    await team.end(thread)
    assert "Debrief: Ms. Ada Brook" in team.shown(thread)
    await team.restart()
    assert "Turn by turn" in said(await team.press(thread, "turns"))
    refused = said(await team.press(thread, "same_again"))
    assert refused.startswith("There is no customer 'ada'")


async def test_removing_asks_first_and_says_what_it_means(team: World) -> None:
    await upload(team, brought())
    await team.tina.slash(team.channel, "assign new", customers="ada", due="3d", member=team.bob)
    question = said(await ask(team, team.tina, "remove", customer="ada"))
    assert "A running assignment asks for this customer" in question
    assert "`ada`" in said(await ask(team, team.bob, "list"))
    text = said(await ask(team, team.tina, "remove", customer="marta"))
    assert text == "“marta” comes with Simmer and stays; only a team's own customers can be removed."


async def test_a_button_that_is_pressed_twice_says_so(team: World) -> None:
    await upload(team, brought())
    question = await ask(team, team.tina, "remove", customer="ada")
    await press(team.tina, question, "remove_customer")
    again = said(await press(team.tina, question, "remove_customer"))
    assert again == "This server has no customers of its own; /persona upload brings one."


async def test_whoever_deletes_their_data_is_no_longer_named(team: World) -> None:
    await upload(team, brought())
    result = await team.tina.slash(team.channel, "mydata delete")
    await press(team.tina, result, "erase_me")
    text = said(await ask(team, team.bob, "show", customer="ada"))
    assert "by a former colleague" in text
    assert "tina" not in text
