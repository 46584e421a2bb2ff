"""`/leaderboard` as different readers see it."""

import pytest
from simcord.actors import MemberActor

from bot.coaching import Board
from bot.customers import Difficulty
from bot.desk import Period
from bot.features.groups._asking import role_of
from bot.features.groups._queries import Query
from bot.ui import Refusal
from tests.discord.groups.world import Groups, card
from tests.discord.world import custom_ids, said, text_of


async def five(groups: Groups) -> list[MemberActor]:
    """Five people with three calls each, the best first."""
    people = [groups.person(f"person{number}") for number in range(5)]
    for place, who in enumerate(people):
        base = 90 - 10 * place
        await groups.played(who, base - 2, base, base + 2)
    return people


async def test_peers_read_their_own_name_and_no_other(groups: Groups) -> None:
    people = await five(groups)
    result = await groups.slash(people[2], "leaderboard")
    assert result.ephemeral
    text = said(result)
    assert "Mean score" in text
    assert text.count("a colleague ·") == 4
    assert "**person2**\N{NO-BREAK SPACE}← you · 70.0 · 3 calls" in text
    assert "person0" not in text
    assert "Your name is private" in text


async def test_trainers_and_leads_read_all_names_and_who_keeps_theirs_private(groups: Groups) -> None:
    await five(groups)
    for who in (groups.world.tina, groups.world.lea, groups.world.adam):
        text = said(await groups.slash(who, "leaderboard"))
        assert all(f"**person{number}** (private)" in text for number in range(5))
        assert "a place takes 3" in text  # why they have none themselves


async def test_a_name_is_shown_by_a_press_and_hidden_by_another_one_also_after_a_restart(groups: Groups) -> None:
    first, second, *_ = await five(groups)
    message = card(await groups.slash(first, "leaderboard"))
    await groups.click(first, message, "board_show")
    assert "Everybody here sees your name" in text_of(message.message)
    assert "**person0** · 90.0" in said(await groups.slash(second, "leaderboard"))
    await groups.world.restart()
    await groups.click(first, message, "board_hide")
    assert "person0" not in said(await groups.slash(second, "leaderboard"))


async def test_pages_turn_also_after_a_restart_and_ones_own_place_stands_below(groups: Groups) -> None:
    people = [groups.person(f"person{number:02}") for number in range(12)]
    for place, who in enumerate(people):
        await groups.played(who, *[90 - place] * 3)
    last = people[11]
    message = card(await groups.slash(last, "leaderboard", period="week"))
    text = text_of(message.message)
    assert "Page 1 of 2 · 12 members have a place" in text
    assert "…\n" in text
    assert "**12.** **person11**\N{NO-BREAK SPACE}← you · 79.0 · 3 calls" in text
    await groups.world.restart()
    (following,) = [id_ for id_ in custom_ids(message.message) if id_.split(":")[1] == "board"]
    await last.click(message, custom_id=following)
    text = text_of(message.message)
    assert "Page 2 of 2" in text
    assert "the last 7 days" in text
    assert "**11.** " in text
    assert "**12.** " in text
    assert "**10.** " not in text


async def test_the_picture_is_a_png_of_the_same_page(groups: Groups) -> None:
    people = await five(groups)
    message = card(await groups.slash(people[0], "leaderboard", board="resolved"))
    result = await groups.click(people[0], message, "board_png")
    assert result.ephemeral
    (name, content), *rest = groups.files(card(result))
    assert not rest
    assert name == "leaderboard.png"
    assert content.startswith(b"\x89PNG")


async def test_a_role_narrows_a_board_to_those_who_bear_it(groups: Groups) -> None:
    world = groups.world
    evening = world.guild.create_role("Evening")
    inside = [groups.person(f"late{number}", evening) for number in range(3)]
    await five(groups)
    for who in inside:
        await groups.played(who, 50, 50, 50)
    text = said(await groups.slash(world.tina, "leaderboard", role=evening))
    assert text.count("**late") == 3
    assert "person" not in text
    assert "all time, Evening" in text


async def test_a_customer_may_be_meant_by_name_and_a_level_narrows_further(groups: Groups) -> None:
    world = groups.world
    await groups.played(world.ann, 40, 40, 40, persona="marta", difficulty="hard")
    await groups.played(world.ann, 90, 90, 90, persona="marta")
    name = world.desk.customer("marta").persona.name
    text = said(await groups.slash(world.ann, "leaderboard", customer=name.upper(), difficulty="hard"))
    assert "all time, Marta Lindqvist, hard" in text
    assert "**ann**\N{NO-BREAK SPACE}← you · 40.0" in text


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"customer": "martha"}, "There is no customer 'martha'"),
        ({"from": "soon"}, "'soon' is no day; write it like 2026-05-31."),
        ({"from": "2026-05-31", "to": "2026-05-01"}, "before it begins"),
        ({"period": "week", "to": "2026-05-01"}, "not both"),
        ({"challenge": "the great race"}, "There is no challenge 'the great race'"),
    ],
)
async def test_what_cannot_be_understood_is_named_in_a_sentence(
    groups: Groups, options: dict[str, str], says: str
) -> None:
    assert says in said(await groups.slash(groups.world.ann, "leaderboard", **options))


async def test_a_day_may_be_typed_without_its_noughts(groups: Groups) -> None:
    await groups.played(groups.world.ann, 60, 60, 60)
    message = card(await groups.slash(groups.world.ann, "leaderboard", **{"from": "2025-1-1"}))
    await groups.click(groups.world.ann, message, "board_png")
    assert "from 2025-01-01" in text_of(message.message)


async def test_nothing_of_another_server_is_seen(groups: Groups) -> None:
    world = groups.world
    other = world.env.create_guild("Elsewhere")
    await groups.played(world.bob, 90, 90, 90, guild_id=other.id)
    text = said(await groups.slash(world.tina, "leaderboard"))
    assert "bob" not in text
    assert "Nobody has enough calls for a place yet." in text


async def test_a_button_of_a_role_that_was_deleted_says_so(groups: Groups) -> None:
    world = groups.world
    gone = Query(board="score", role="123456789012345678").encoded()
    with pytest.raises(Refusal, match="This role was deleted"):
        role_of(world.bot.get_guild(world.guild.id), Query.decoded(gone))


# -- the question in a button's id


@pytest.mark.parametrize("board", ["", *Board])
@pytest.mark.parametrize("period", list(Period))
def test_every_question_comes_back_from_its_button(board: str, period: str) -> None:
    for level in ("", *Difficulty):
        asked = Query(
            board=board,
            period=period,
            since="0001-01-01",
            until="9999-12-31",
            customer="a" * 40,
            difficulty=level,
            challenge="k7mp2x",
            role=str(2**63 - 1),
            page=999,
        )
        assert len(asked.encoded()) <= 80
        assert Query.decoded(asked.encoded()) == asked
        bare = Query(board=board, period=period, difficulty=level)
        assert Query.decoded(bare.encoded()) == bare


@pytest.mark.parametrize("text", ["", "x", "sa-", "sa-----------.x...", "zz-----------.1...", "sa-zzzzzzzzzz.1..."])
def test_a_button_of_another_version_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(Refusal, match="another version"):
        Query.decoded(text)
