"""What is the same for all kinds of challenges: creating, joining, leaving, the card in the channel, the commands."""

from typing import Any

import pytest

from bot.desk.challenges import Kind, Wanted
from bot.features.challenges._clock import AGAIN_AFTER
from bot.store import Notice, StoredChallenge
from tests.discord.challenges.world import TeamWorld
from tests.discord.world import custom_ids, said


async def test_a_new_challenge_is_announced_in_the_channel(world: TeamWorld) -> None:
    id_ = await world.create("tournament", attempts=2, least_band="bronze", difficulty="hard")
    card = world.card(id_)
    for words in ("March", "Marta Lindqvist", "hard", "2 attempts, the best counts", "ranked from bronze", "Open"):
        assert words in card
    assert (await world.challenge(id_)).message_id == str(world.cards(id_)[0].id)


async def test_the_card_names_who_joins_and_who_leaves(world: TeamWorld) -> None:
    id_ = await world.create("tournament")
    await world.join(id_, *world.team)
    await world.pass_time(5)
    assert "Joined (5)** ann, bob, cy, di, eli" in world.card(id_)
    assert "You are out of" in said(await world.push(id_, "leave", world.cy))
    await world.pass_time(5)
    assert "Joined (4)** ann, bob, di, eli" in world.card(id_)
    assert len(world.cards(id_)) == 1


async def test_many_joins_are_few_edits(world: TeamWorld) -> None:
    id_ = await world.create("tournament")
    await world.join(id_, *world.team)
    await world.pass_time(5)
    assert world.requests("PATCH", f"/channels/{world.channel.id}/messages/") <= 2


async def test_options_of_another_kind_are_refused_in_a_sentence(world: TeamWorld) -> None:
    result = await world.creating("relay", attempts=3, vote="40s")
    assert said(result) == "**attempts** is for a tournament and **vote** is for a raid; leave it out for a relay."
    assert await world.challenges.life.listed(world.tess) == []


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"closes": "soon"}, "'soon' is no time; write 2026-05-31"),
        ({"opens": "3d", "closes": "1d"}, "A challenge closes after it opens."),
        ({"attempts": 11}, "There are 1 to 10 attempts"),
        ({"customer": "nobody"}, "There is no customer 'nobody'"),
        ({"name": "x" * 90}, "The name has 90 letters"),
        ({"name": "  "}, "A challenge needs a name."),
    ],
)
async def test_what_does_not_fit_is_said(world: TeamWorld, options: dict[str, Any], says: str) -> None:
    assert says in said(await world.creating("tournament", **options))
    assert await world.challenges.life.listed(world.tess) == []


async def test_a_time_that_is_none_is_named_with_its_option(world: TeamWorld) -> None:
    assert said(await world.creating("duel", lasts="long")) == "**lasts** is a time like 90s or 20m, not “long”."


@pytest.mark.parametrize("name", ["ann", "lea"])
async def test_only_trainers_and_managers_create(world: TeamWorld, name: str) -> None:
    result = await world.creating("tournament", getattr(world, name))
    assert said(result).startswith("Only trainers and server managers may create a challenge")
    assert await world.create("tournament", world.adam)


@pytest.mark.parametrize(("command", "says"), [("close", "close a challenge"), ("export", "export figures")])
async def test_members_neither_close_nor_export(world: TeamWorld, command: str, says: str) -> None:
    id_ = await world.create("tournament")
    assert says in await world.command(command, id_, world.ann)
    assert (await world.challenge(id_)).state == "open"


async def test_members_and_leads_do_not_begin(world: TeamWorld) -> None:
    id_ = await world.create("relay")
    await world.join(id_, world.ann, world.bob)
    for who in (world.ann, world.lea):
        assert "may begin a challenge" in await world.command("begin", id_, who)
    assert (await world.challenge(id_)).state == "announced"


async def test_an_unknown_challenge_is_said_with_the_nearest(world: TeamWorld) -> None:
    id_ = await world.create("tournament")
    wrong = id_[:-1] + ("2" if id_[-1] != "2" else "3")
    for command in ("show", "join", "leave", "standings", "close", "export", "begin"):
        assert f"There is no challenge '{wrong}'" in await world.command(command, wrong)


async def test_a_challenge_of_another_server_is_none(world: TeamWorld) -> None:
    id_ = await world.create("tournament")
    other = world.env.create_guild("Elsewhere")
    channel = other.create_text_channel("practice")
    boss = other.add_member(world.env.create_user("boss"), roles=[])
    result = await boss.slash(channel, "challenge show", challenge=id_)
    assert f"There is no challenge '{id_}'" in said(result)


async def test_the_list_shows_what_goes_on_and_turns_its_pages(world: TeamWorld) -> None:
    assert "None is on now." in said(await world.ann.slash(world.channel, "challenge list"))
    for number in range(10):
        await world.challenges.life.create(Wanted(Kind.TOURNAMENT, f"Round {number}", "marta"), world.tess)
    result = await world.ann.slash(world.channel, "challenge list")
    assert said(result).count("Tournament with Marta Lindqvist") == 8
    assert result.response is not None
    (after,) = custom_ids(result.response.message)
    await world.restart()
    await world.ann.click(result.response, custom_id=after)
    assert said(result).count("Tournament with Marta Lindqvist") == 2


async def test_the_ids_are_offered_while_one_types(world: TeamWorld) -> None:
    id_ = await world.create("tournament", name="Spring games")
    offered = await world.ann.autocomplete(world.channel, "challenge join", "challenge", "spri")
    assert [choice["value"] for choice in offered] == [id_]
    offered = await world.tina.autocomplete(world.channel, "challenge create", "customer", "lindq")
    assert [choice["value"] for choice in offered] == ["marta"]


async def test_names_are_shown_as_written(world: TeamWorld) -> None:
    id_ = await world.create("tournament", name="**@everyone** [x](http://x)")
    assert "\\*\\*" in world.card(id_)
    assert "@everyone" not in world.card(id_)


async def test_who_may_not_meet_the_difficulty_is_told(world: TeamWorld) -> None:
    id_ = await world.create("tournament", difficulty="extreme")
    shown = await world.ann.slash(world.channel, "me")
    assert shown.response is not None
    await world.ann.select(shown.response, ["easy"], custom_id="simmer-pick:own_ceiling:me")
    result = await world.push(id_, "join", world.ann)
    assert "easy" in said(result)
    assert await world.challenges.life.members(await world.challenge(id_)) == []


async def test_a_card_that_was_deleted_is_shown_where_it_is_asked_for(world: TeamWorld) -> None:
    id_ = await world.create("tournament")
    world.env.backend.delete_message(world.channel.id, world.cards(id_)[0].id)
    assert "You have joined" in await world.command("join", id_, world.ann)
    await world.pass_time(10)
    assert world.cards(id_) == []
    assert "Joined (1)** ann" in await world.command("show", id_, world.bob)


async def test_without_the_permission_to_write_nothing_is_created(world: TeamWorld) -> None:
    world.forbid("create_private_threads")
    assert "Create Private Threads" in said(await world.creating("tournament"))
    assert await world.challenges.life.listed(world.tess) == []


async def test_who_leaves_the_server_is_out_and_the_trainer_too_changes_nothing_else(world: TeamWorld) -> None:
    id_ = await world.create("tournament")
    await world.join(id_, *world.team)
    world.guild.remove_member(world.cy)
    world.guild.remove_member(world.tina)
    await world.pass_time(11 * 60)
    assert "Joined (4)** ann, bob, di, eli" in world.card(id_)
    assert "is closed" in await world.command("close", id_, world.lea)


async def test_a_challenge_that_was_created_before_a_crash_is_announced_once_after_it(world: TeamWorld) -> None:
    id_ = await world.create("relay")
    challenge = await world.challenge(id_)
    await world.challenges._room.store.change(challenge.id, message_id=None)  # the process died before it noted it
    await world.restart()
    await world.pass_time(5)
    assert len(world.cards(id_)) == 1
    assert (await world.challenge(id_)).message_id == str(world.cards(id_)[0].id)


async def test_a_challenge_that_cannot_be_shown_is_tried_again_and_holds_up_no_other(
    world: TeamWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = await world.create("tournament", closes="1h"), await world.create("tournament", closes="1h")
    cog = world.bot.get_cog("ChallengeCog")
    teller = cog._clock.tellers[Kind.TOURNAMENT]  # type: ignore[union-attr]
    tell = teller.tell
    failed: list[Notice] = []

    async def unlucky(challenge: StoredChallenge, notice: Notice) -> None:
        if challenge.id == first and len(failed) < 2:
            failed.append(notice)
            raise RuntimeError("not now")
        await tell(challenge, notice)

    monkeypatch.setattr(teller, "tell", unlucky)
    await world.pass_time(3601)
    assert "Nobody is on the podium" in world.card(second)
    assert "Nobody is on the podium" not in world.card(first)
    assert (await world.challenge(first)).state == "closed"
    await world.pass_time(AGAIN_AFTER + 1)
    assert len(failed) == 2
    await world.pass_time(2 * AGAIN_AFTER + 1)
    assert "Nobody is on the podium" in world.card(first)


async def test_discord_being_away_loses_no_news(world: TeamWorld) -> None:
    id_ = await world.create("tournament", closes="1h")
    world.env.inject_error("POST", "/channels/*/messages", status=503)
    await world.pass_time(3601)
    assert "Nobody is on the podium" not in world.card(id_)
    await world.pass_time(AGAIN_AFTER + 1)
    assert "Nobody is on the podium" in world.card(id_)
