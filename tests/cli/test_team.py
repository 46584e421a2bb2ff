"""Assignments and the team report on the command line: the same figures in text, JSON and CSV."""

import asyncio
import csv
import io
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from bot.cli.setting_up import local_trainee
from bot.customers import personas_dir
from bot.desk import Desk, TeamReports, member_figures
from bot.store import Calls, Database
from tests.cli.conftest import Run
from tests.cli.test_coaching import call_of, lines
from tests.desk.team import ANN, BEN, MONDAY, TRAINER, Shelf

RUDE = "Calm down Marta, HL-40718 is your own fault.\nAre you deaf?\n"


@pytest.fixture
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")


def assigned(simmer: Run, *options: str) -> dict[str, Any]:
    result = simmer("assign", "new", "marta", "--due", "3d", "--format", "json", *options)
    assert (result.code, result.err) == (0, "")
    return lines(result.out)[0]


def table(out: str) -> list[list[str]]:
    return [line.split() for line in out.splitlines()]


# -- assignments


@pytest.mark.usefixtures("wide")
def test_an_assignment_is_given_worked_at_seen_and_withdrawn(simmer: Run) -> None:
    given = simmer("assign", "new", "marta", "gus", "--due", "2099-01-01", "--attempts", "2")
    assert given.err == "The due time lies more than 366 days ahead; choose an earlier one.\n"
    one = assigned(simmer, "--band", "none")["assignment"]
    assert "pending" in simmer("assign", "mine").out
    call_of(simmer)
    (own,) = lines(simmer("assign", "mine", "--format", "json").out)
    assert (own["state"], own["customers"]["marta"]["attempts"]) == ("passed", 1)
    shown = simmer("assign", "show", one).out
    assert "marta; normal, any scored call in 3 attempts" in shown
    assert local_trainee().name in shown
    assert f"passed, best {own['customers']['marta']['best']}" in shown
    (listed,) = lines(simmer("assign", "list", "--format", "json").out)
    assert listed["states"] == {"pending": 0, "in progress": 0, "passed": 1, "missed": 0}
    assert [one, "0", "0", "1", "0"] == [
        table(simmer("assign", "list").out)[1][0],
        *table(simmer("assign", "list").out)[1][-4:],
    ]
    assert simmer("assign", "withdraw", one).out == f"Withdrawn: {one}.\n"
    assert simmer("assign", "mine").out == "Nothing is assigned to you.\n"
    assert "Nothing is assigned." in simmer("assign", "list").out
    assert "(withdrawn)" in simmer("assign", "list", "--past").out


def test_a_stopped_call_and_a_try_again_do_not_count(simmer: Run) -> None:
    call = call_of(simmer)
    assigned(simmer, "--band", "none")
    call_of(simmer, "Hello\n/stop\n")
    simmer("practice", "--from", call, "--turn", "2", "--format", "json", stdin="I am sorry.\n")
    assert lines(simmer("assign", "mine", "--format", "json").out)[0]["state"] == "pending"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("new mart --due 3d", "There is no customer 'mart'; the nearest one is 'marta'."),
        (
            "new marta --due soon",
            "'soon' is no time; write 2026-05-31, '2026-05-31 17:00' (UTC), or 3d for in three days.",
        ),
        ("new marta --due 3d --attempts 11", "There are 1 to 10 attempts, not 11."),
        (
            "new marta --due 3d --band golden",
            "There is no band 'golden'; the nearest one is 'gold' (of none, bronze, silver, gold).",
        ),
        ("new marta --due 3d --to Nobody", "There is no trainee 'Nobody', and none to choose from."),
        ("new marta --due 3d --server 5", "There is no server '5', and none to choose from."),
        ("show zzzzzz", "There is no assignment 'zzzzzz', and none to choose from."),
        ("withdrow x", "There is no command 'simmer assign withdrow'; the nearest one is 'simmer assign withdraw'."),
    ],
)
def test_mistakes_are_one_sentence(simmer: Run, arguments: str, said: str) -> None:
    result = simmer("assign", *arguments.split())
    assert (result.code, result.out, result.err) == (2, "", f"{said}\n")


# -- the report


@pytest.mark.usefixtures("wide")
def test_text_json_and_csv_show_the_same_figures(simmer: Run, workplace: Path) -> None:
    assigned(simmer, "--band", "gold", "--attempts", "2")
    for script in (RUDE, RUDE, "Hello Ms. Lindqvist. What happened?\nI'm truly sorry, Marta. That is our mistake.\n"):
        call_of(simmer, script)
    result = simmer("report", "--csv", "team.csv", "--bom", "--png", "heat.png")
    assert (result.code, result.err) == (0, "")
    total, member, *costly = lines(simmer("report", "--json").out)
    assert (total["type"], total["calls"], total["members"], total["practised"]) == ("report", 3, 1, 1)

    content = (workplace / "team.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    (row,) = csv.DictReader(io.StringIO(content.decode("utf-8-sig")))
    flat = {name: value for name, value in member.items() if name not in {"type", "techniques"}}
    assert row == {name: "" if value is None else str(value) for name, value in flat.items()}

    simmer("report", "--csv", "long.csv", "--form", "long")
    with (workplace / "long.csv").open(encoding="utf-8", newline="") as file:
        long = {one["measure"]: one for one in csv.DictReader(file)}
    for key, found in member["techniques"].items():
        one = next(one for name, one in long.items() if name.startswith(f"{key} "))
        assert (float(one["value"]), int(one["observations"])) == (found["strength"], found["observations"])
    assert long["trend"]["value"] == str(member["trend"])

    shown = next(line for line in result.out.splitlines() if line.startswith(local_trainee().name)).split()
    weakest = [member["weakest"], f"{member['weakest_strength']:.0%}", f"({member['weakest_observations']})"]
    assert shown[1:3] == ["3", f"{member['first']}/{member['best']}/{member['latest']}"]
    assert shown[3:7] == [f"{member['trend']:+g}", *weakest]
    assert "0 of 1, 1 missed" in result.out
    assert member["assignments_missed"] == 1

    assert costly[0]["messages"] == 2
    assert any("[customer], [detail] is your own fault" in quote for one in costly for quote in one["quotes"])
    assert all(quote in " ".join(result.out.split()) for one in costly for quote in one["quotes"])
    with Image.open(workplace / "heat.png") as picture:
        assert picture.format == "PNG"
    assert "Written: team.csv" in result.out


def test_a_servers_report_shows_what_its_leads_see_there_and_nothing_else(simmer: Run, workplace: Path) -> None:
    async def fill_and_read() -> list[dict[str, Any]]:
        async with Database(f"sqlite+aiosqlite:///{workplace / 'simmer.db'}") as database:
            shelf = Shelf(Calls(database))
            for hour, who, total in ((1, ANN, 40), (2, BEN, 90), (3, ANN, 55), (4, replace(ANN, guild_id="600"), 99)):
                await shelf.put(who, MONDAY + timedelta(hours=hour), total, uses={"T4": "well"})
            reports = TeamReports(Desk(Calls(database), personas_dir()))
            choice = await reports.choice(TRAINER)
            return [member_figures(one) async for one in reports.members(TRAINER, choice)]

    seen_by_lead = asyncio.run(fill_and_read())
    call_of(simmer)
    total, *members = lines(simmer("report", "--server", "500", "--json").out)
    assert (total["server"], total["calls"]) == ("500", 3)
    assert [{name: one[name] for name in seen_by_lead[0]} for one in members] == seen_by_lead
    assert lines(simmer("report", "--json").out)[0]["calls"] == 1
    assert simmer("report", "--server", "50").err == "There is no server '50'; the nearest one is '500'.\n"
    given = simmer("assign", "new", "marta", "--due", "3d", "--server", "500", "--to", "Ann", "--format", "json")
    one = lines(given.out)[0]
    assert [member["member_id"] for member in one["members"]] == [ANN.id]
    assert simmer("assign", "list").out.startswith("Nothing is assigned.")
    assert one["assignment"] in simmer("assign", "list", "--server", "500").out


def test_the_filters_of_the_report(simmer: Run) -> None:
    call_of(simmer)

    def calls(*options: str) -> int:
        return int(lines(simmer("report", "--json", *options).out)[0]["calls"])

    assert calls("--period", "week", "--customer", "marta", "--difficulty", "normal") == 1
    assert calls("--customer", "gus") == calls("--difficulty", "hard") == calls("--until", "2020-01-01") == 0
    assert calls("--member", local_trainee().name) == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("--customer mart", "There is no customer 'mart'; the nearest one is 'marta'."),
        (
            "--period weak",
            "There is no period 'weak'; the nearest one is 'week' (of week, month, quarter, all, custom).",
        ),
        ("--since May", "'May' is no day; write it like 2026-05-31."),
        ("--server 5", "There is no server '5', and none to choose from."),
        ("--bom", "--form and --bom are about the file; say which with --csv FILE."),
        ("--csv - --json", "--csv - and --json would both write to standard output; choose one."),
        ("--csv none/team.csv", "The file none/team.csv cannot be written: no such file or directory."),
        ("--member Nobody", "There is no trainee 'Nobody', and none to choose from."),
    ],
)
def test_what_cannot_be_reported_is_one_sentence(simmer: Run, arguments: str, said: str) -> None:
    result = simmer("report", *arguments.split())
    assert (result.code, result.out, result.err) == (2, "", f"{said}\n")


def test_csv_to_standard_output_is_csv_and_nothing_else(simmer: Run, workplace: Path) -> None:
    call_of(simmer)
    simmer("report", "--csv", "team.csv")
    written = (workplace / "team.csv").read_text(encoding="utf-8")
    assert simmer("report", "--csv", "-").out.splitlines() == written.splitlines()
    assert simmer("report", "--csv", "-", "--png", "heat.png").out.splitlines() == written.splitlines()
    assert (workplace / "heat.png").is_file()
    assert not (workplace / "-").exists()


def test_a_report_of_nothing_says_how_to_begin(simmer: Run) -> None:
    assert simmer("report").out == "Nobody has practised here yet. Begin with: simmer practice\n"
    assert json.loads(simmer("report", "--json").out)["members"] == 0


def test_reviewed_calls_bring_the_agreement_into_the_report(simmer: Run) -> None:
    simmer("review", call_of(simmer), "--part", "Listening", "--score", "16", "--reason", "All heard.")
    agreement = lines(simmer("report", "--json").out)[0]["agreement"]
    assert agreement["reviews"] == 1
    alone = lines(simmer("review", "--agreement", "--format", "json").out)[0]
    assert {"type": "agreement"} | agreement == alone
    assert "Calls, of 100" in simmer("report").out
