"""Challenges on one machine: several trainees by name, and the same figures in every form."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run

GOOD = """\
Hello Ms. Lindqvist, I understand why you are angry. What happened?
I'm truly sorry, Marta. That is our mistake, and I will see to it myself.
"""
RUDE = "Calm down.\nStop whining.\n"


def created(simmer: Run, *options: str, name: str = "March cup") -> str:
    result = simmer("challenge", "create", name, "--persona", "marta", "--seed", "7", "--format", "json", *options)
    assert (result.code, result.err) == (0, "")
    return str(json.loads(result.out)["id"])


def done(simmer: Run, *arguments: str, stdin: str = "") -> str:
    result = simmer("challenge", *arguments, stdin=stdin)
    assert (result.code, result.err) == (0, "")
    return result.out


def standings(simmer: Run, challenge: str, *options: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(done(simmer, "standings", challenge, "--format", "json", *options))
    return found


def test_a_tournament_from_its_beginning_to_its_podium(simmer: Run, workplace: Path) -> None:
    challenge = created(simmer, "--attempts", "2")
    assert f"{challenge}  March cup: tournament with marta, normal; open until" in done(simmer, "list")
    assert "--as 'Bo K'" in done(simmer, "join", challenge, "--as", "Bo K")
    done(simmer, "join", challenge, "--as", "Ana", "--consent")
    done(simmer, "play", challenge, "--as", "Bo K", stdin=RUDE)
    shown = done(simmer, "play", challenge, "--as", "Ana", stdin=GOOD)
    assert "Debrief: Marta Lindqvist" in shown
    assert "March cup" in shown
    assert "In it (2): Bo K, Ana." in done(simmer, "show", challenge)
    done(simmer, "close", challenge)
    rows = standings(simmer, challenge)["rows"]
    assert [(row["rank"], row["name"], row["attempts"]) for row in rows] == [(1, "Ana", 1), (2, "Bo K", 1)]
    text = done(simmer, "standings", challenge)
    assert "Podium" in text
    assert "message 2, anger" in text
    for row in rows:
        assert str(row["score"]) in text
        assert row["call"] in text
    done(simmer, "export", challenge, "--csv", "out.csv", "--bom")
    written = (workplace / "out.csv").read_bytes()
    assert written.startswith(b"\xef\xbb\xbf")
    table = list(csv.DictReader(io.StringIO(written.decode("utf-8-sig"))))
    assert table == [{name: str(value) for name, value in row.items()} for row in rows]
    assert challenge not in done(simmer, "list")
    assert "closed" in done(simmer, "list", "--closed")


def test_a_duel_is_decided_when_both_are_done(simmer: Run) -> None:
    challenge = created(simmer, "--kind", "duel", "--lasts", "20m")
    assert "begins when two are in it" in done(simmer, "list")
    for name in ("Ana", "Bo"):
        done(simmer, "join", challenge, "--as", name)
    done(simmer, "play", challenge, "--as", "Ana", stdin=GOOD)
    assert standings(simmer, challenge)["state"] == "open"
    text = done(simmer, "play", challenge, "--as", "Bo", stdin=RUDE)
    assert "Ana wins: the better ending." in text
    found = standings(simmer, challenge)
    assert (found["state"], [row["winner"] for row in found["rows"]]) == ("closed", ["yes", "no"])


def test_a_call_of_a_challenge_as_json_lines(simmer: Run) -> None:
    challenge = created(simmer)
    done(simmer, "join", challenge, "--as", "Ana")
    out = done(simmer, "play", challenge, "--as", "Ana", "--format", "json", stdin=GOOD)
    lines = [json.loads(line) for line in out.splitlines()]
    assert (lines[0]["type"], lines[0]["seed"], lines[-1]["type"]) == ("briefing", 7, "debrief")
    assert standings(simmer, challenge)["rows"][0]["score"] == lines[-1]["score"]


def test_who_plays_as_somebody_sees_hidden_standings_only_of_themselves(simmer: Run) -> None:
    challenge = created(simmer, "--hidden")
    for name in ("Ana", "Bo"):
        done(simmer, "join", challenge, "--as", name)
    assert [row["name"] for row in standings(simmer, challenge, "--as", "Ana")["rows"]] == ["Ana"]
    assert len(standings(simmer, challenge)["rows"]) == 2
    assert "hidden until the close" in done(simmer, "standings", challenge, "--as", "Ana")


def test_the_owner_of_the_machine_takes_part_without_a_name(simmer: Run) -> None:
    challenge = created(simmer)
    done(simmer, "join", challenge)
    done(simmer, "play", challenge, stdin=GOOD)
    assert standings(simmer, challenge)["rows"][0]["person"] == "local"
    done(simmer, "leave", challenge)
    assert standings(simmer, challenge)["rows"] == []


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (
            "create X --persona marta --kind relay",
            "A relay is one call for a whole team and lives in Discord; here",
        ),
        ("create X --persona marta --kind raid", "A raid is one call for a whole team and lives in Discord; here"),
        ("create X --persona mart", "There is no customer 'mart'; the nearest one is 'marta'."),
        ("create X --persona marta --attempts 11", "There are 1 to 10 attempts in a tournament."),
        ("create X --persona marta --closes 2020-01-01", "The closing time has passed already."),
        ("create X --persona marta --closes soon", "'soon' is no time; write"),
        ("create X --persona marta --opens 3d --closes 2d", "A challenge closes after it opens."),
        ("create X --persona marta --opens 999d", "A challenge opens within the next 90 days."),
        ("create X --persona marta --kind duel --lasts 1s", "A duel lasts from 300 to 7200 seconds."),
        ("create X --persona marta --kind duel --lasts long", "A duel lasts a time like 20m, not 'long'."),
        ("create  --persona marta", "A challenge needs a name."),
        (f"create {'x' * 81} --persona marta", "The name has 81 letters; at most 80 are shown."),
        ("show nope", "There is no challenge 'nope', and none to choose from."),
        ("standings nope --as Ana --server 5", "--as names somebody at this machine; it does not go together with"),
        ("join nope --as {long}", "A name has 1 to 40 letters."),
        ("export nope --csv out.csv", "There is no challenge 'nope', and none to choose from."),
        ("export nope --csv out.csv --server 5", "There is no challenge 'nope', and none to choose from."),
        ("play nope --format json", "There is no challenge 'nope', and none to choose from."),
        ("play nope --script none.txt", "There is no script 'none.txt'"),
    ],
)
def test_a_mistake_is_one_sentence(simmer: Run, arguments: str, says: str) -> None:
    words = [word.replace("{long}", "x" * 41) for word in arguments.split(" ")]
    result = simmer("challenge", *words)
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith(says)
    assert result.err.count("\n") == 1


def test_what_cannot_be_done_any_more_is_one_sentence(simmer: Run) -> None:
    challenge = created(simmer, "--attempts", "1")
    assert simmer("challenge", "play", challenge, "--as", "Ana").err == "You are not in “March cup”; join it first.\n"
    done(simmer, "join", challenge, "--as", "Ana")
    done(simmer, "play", challenge, "--as", "Ana", stdin=GOOD)
    again = simmer("challenge", "play", challenge, "--as", "Ana", stdin=GOOD)
    assert again.err == "You have used your one call in “March cup”.\n"
    done(simmer, "close", challenge)
    assert simmer("challenge", "join", challenge, "--as", "Bo").err == "“March cup” is over; nobody joins any more.\n"
