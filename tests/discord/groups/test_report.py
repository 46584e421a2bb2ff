"""`/team report`: figures page by page, heat map, costly sentences, files."""

import codecs
import csv
import io

import pytest

from bot.coaching.causes import load_causes
from tests.desk.team import said as message_events
from tests.discord.groups.world import Groups, card
from tests.discord.world import custom_ids, said, text_of


async def team(groups: Groups, people: int = 5) -> None:
    for number in range(people):
        who = groups.person(f"person{number}")
        await groups.played(who, 40 + number, 50 + number, 60 + number)


async def test_the_report_names_everybody_with_their_figures(groups: Groups) -> None:
    await team(groups)
    await groups.slash(groups.world.tina, "assign new", customers="marta", due="3d", member=groups.world.ann)
    result = await groups.slash(groups.world.lea, "team report")
    assert result.ephemeral
    text = said(result)
    assert "**5 of 6 members** practised · 15 calls" in text
    assert "**person0** · 3 calls · first **40** · best **60** · latest **60** · +10 points a call" in text
    assert "weakest T5 " in text
    assert "strongest T1 " in text
    assert "**ann** · no call here\n-# assignments: 0 of 1 passed · never practised" in text
    assert "**Weakest techniques of the team** · in brackets: members in whose calls they could be seen\n- T5 " in text
    assert "Calls: the last 30 days" in text


async def test_the_report_has_pages_that_turn_after_a_restart(groups: Groups) -> None:
    await team(groups, 9)
    tina = groups.world.tina
    message = card(await groups.slash(tina, "team report", period="week", customer="marta"))
    assert "person8" not in text_of(message.message)
    await groups.world.restart()
    (following,) = [id_ for id_ in custom_ids(message.message) if id_.split(":")[1] == "report"]
    await tina.click(message, custom_id=following)
    text = text_of(message.message)
    assert "**person8**" in text
    assert "Page 2 of 2" in text
    assert "the last 7 days, Marta Lindqvist" in text


@pytest.mark.parametrize(("verb", "bom"), [("report_csv", b""), ("report_excel", codecs.BOM_UTF8)])
async def test_the_figures_come_as_a_file_also_after_a_restart(groups: Groups, verb: str, bom: bytes) -> None:
    await groups.played(groups.person("=cmd()"), 55, 60)
    await team(groups, 2)
    tina = groups.world.tina
    message = card(await groups.slash(tina, "team report"))
    await groups.world.restart()
    result = await groups.click(tina, message, verb)
    assert result.ephemeral
    ((name, content),) = groups.files(card(result))
    assert name == "team-report-2026-01-01.csv"
    assert content.startswith(bom + b"member_id,member,calls")
    rows = list(csv.DictReader(io.StringIO(content.removeprefix(bom).decode())))
    assert [(row["member"], row["calls"]) for row in rows] == [("'=cmd()", "2"), ("person0", "3"), ("person1", "3")]


async def test_a_file_that_discord_would_not_take_is_refused_in_a_sentence(
    groups: Groups, monkeypatch: pytest.MonkeyPatch
) -> None:
    await team(groups, 2)
    tina = groups.world.tina
    message = card(await groups.slash(tina, "team report"))
    monkeypatch.setattr("discord.Guild.filesize_limit", 10)
    text = said(await groups.click(tina, message, "report_csv"))
    assert text.startswith("The file has 0 MB, and Discord takes 0 MB here. Choose a shorter period")


async def test_the_heat_map_is_a_picture_with_pages(groups: Groups) -> None:
    await team(groups, 11)
    lea = groups.world.lea
    message = card(await groups.slash(lea, "team report"))
    shown = card(await groups.click(lea, message, "report_map"))
    ((name, first),) = groups.files(shown)
    assert name == "heat-map.png"
    assert first.startswith(b"\x89PNG")
    assert "Page 1 of 2" in text_of(shown.message)
    (following,) = [id_ for id_ in custom_ids(shown.message) if id_.split(":")[1] == "report_map_page"]
    await lea.click(shown, custom_id=following)
    assert "Page 2 of 2" in text_of(shown.message)
    ((_, second),) = groups.files(shown)
    assert second.startswith(b"\x89PNG")
    assert second != first


async def test_what_costs_most_is_quoted_without_names(groups: Groups) -> None:
    world = groups.world
    source = world.desk.customer("marta").source_text
    quoted = message_events(1, "Calm down, Mrs. Lindqvist, this is ann.", ("T14", 9, "Calm down, Mrs. Lindqvist"))
    cause = next(name for name, one in load_causes().items() if one.kind == "bad")
    for event in quoted:
        for reason in event.data.get("reasons", ()):
            reason["cause"] = cause
    await groups.played(world.ann, 30, events=quoted, source=source)
    message = card(await groups.slash(world.tina, "team report"))
    text = said(await groups.click(world.tina, message, "report_costly"))
    assert "**A message that " in text
    assert "1 message by 1 member · +9 points of anger in all" in text
    assert "> “Calm down" in text
    assert "Lindqvist" not in text
    assert "Better: " in text


async def test_a_role_lists_those_who_did_not_practise_too(groups: Groups) -> None:
    world = groups.world
    evening = world.guild.create_role("Evening")
    quiet = groups.person("quiet", evening)
    await groups.slash(quiet, "learn")  # they came by
    await groups.played(groups.person("busy", evening), 50)
    await groups.played(world.ann, 90)
    text = said(await groups.slash(world.tina, "team report", role=evening))
    assert "**1 of 2 members** practised" in text
    assert "**quiet** · no call here" in text
    assert "ann" not in text
    assert "the role Evening" in text


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"customer": "martha"}, "There is no customer 'martha'"),
        ({"from": "soon"}, "'soon' is no day"),
        ({"from": "2026-05-31", "to": "2026-05-01"}, "before it begins"),
        ({"period": "week", "from": "2026-05-01"}, "not both"),
    ],
)
async def test_what_cannot_be_understood_is_named_in_a_sentence(
    groups: Groups, options: dict[str, str], says: str
) -> None:
    assert says in said(await groups.slash(groups.world.tina, "team report", **options))


async def test_without_any_call_the_report_says_where_to_begin(groups: Groups) -> None:
    assert "Nobody has practised here yet." in said(await groups.slash(groups.world.tina, "team report"))


async def test_nothing_of_another_server_is_read(groups: Groups) -> None:
    other = groups.world.env.create_guild("Elsewhere")
    await groups.played(groups.world.bob, 50, guild_id=other.id)
    assert "Nobody has practised here yet." in said(await groups.slash(groups.world.tina, "team report"))


async def test_a_trainer_who_is_none_any_more_cannot_press_the_old_buttons(groups: Groups) -> None:
    await team(groups, 2)
    tina = groups.world.tina
    message = card(await groups.slash(tina, "team report"))
    groups.bears(tina)
    for verb in ("report_map", "report_costly", "report_csv", "report_excel"):
        assert said(await groups.click(tina, message, verb)).startswith("Only trainers, leads and server managers may")
