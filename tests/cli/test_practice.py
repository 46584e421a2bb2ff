import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run

SCRIPT = """\
# listens, then solves
Please tell me what happened, Marta. I'm listening.
I'm so sorry about that. That was our mistake.
Could I put you on hold for two minutes to look into it?
/hold 2m
/resume
/hint
/supervisor a voucher
/end
/note Call her back by noon.
This comes too late.
"""
KEYS = {
    "briefing": {"type", "call", "persona", "persona_name", "difficulty", "seed", "case", "authority"},
    "customer": {"type", "t", "text", "state", "anger"},
    "agent": {"type", "t", "turn", "text"},
    "reading": {"type", "turn", "signals", "conduct"},
    "mood": {"type", "turn", "before", "after", "phase", "reasons"},
    "outcome": {"type", "outcome", "turns", "seconds"},
    "debrief": {"type", "score", "band", "parts", "strengths", "improve", "turning_points"},
}


OPTIONAL = {"notes"}
"""The debrief's, where there was a note."""


def json_call(simmer: Run, script: str = SCRIPT, *options: str) -> list[dict[str, Any]]:
    arguments = ["practice", "--persona", "marta", "--seed", "7", "--format", "json", *options]
    result = simmer(*arguments, stdin=script)
    assert (result.code, result.err) == (0, "")
    return [json.loads(line) for line in result.out.splitlines()]


def test_json_lines_have_the_documented_keys_and_order(simmer: Run) -> None:
    lines = json_call(simmer)
    for line in lines:
        assert line.keys() - OPTIONAL == KEYS[line["type"]]
    kinds = [line["type"] for line in lines]
    assert kinds[0] == "briefing"
    assert kinds[-2:] == ["outcome", "debrief"]
    assert kinds.index("customer") < kinds.index("agent")
    for place, kind in enumerate(kinds):
        if kind == "agent":
            assert kinds[place + 1] == "reading"
            assert "mood" in kinds[place + 2 : place + 4]
    assert [line["text"] for line in lines if line["type"] == "agent"] == SCRIPT.splitlines()[1:4]


def test_json_values_are_of_their_kind(simmer: Run) -> None:
    lines = json_call(simmer)
    for line in lines:
        if "t" in line:
            assert line["t"] == round(line["t"], 1)
        if line["type"] == "reading":
            text = next(a["text"] for a in lines if a["type"] == "agent" and a["turn"] == line["turn"])
            for signal in line["signals"]:
                assert signal.keys() == {"signal", "quote", "start", "end"}
                assert text[signal["start"] : signal["end"]] == signal["quote"]
        if line["type"] == "mood":
            change = line["after"]["anger"] - line["before"]["anger"]
            assert sum(reason["delta"] for reason in line["reasons"]) == change
            assert all(reason.keys() == {"cause", "delta", "quote", "technique"} for reason in line["reasons"])


def test_two_runs_of_one_seed_differ_in_the_call_only(simmer: Run) -> None:
    one, two = json_call(simmer), json_call(simmer)
    assert one[0].pop("call") != two[0].pop("call")
    assert one == two


def test_a_script_file_and_a_pipe_play_the_same(simmer: Run, workplace: Path) -> None:
    (workplace / "script.txt").write_bytes(b"\xef\xbb\xbf" + SCRIPT.replace("\n", "\r\n").encode())
    piped, file = json_call(simmer), json_call(simmer, "", "--script", "script.txt")
    assert piped[1:] == file[1:]


def test_a_stopped_call_has_no_score(simmer: Run) -> None:
    lines = json_call(simmer, "Hello\n/stop\n")
    assert lines[-2]["outcome"] == "stopped"
    assert lines[-1]["score"] is None


@pytest.mark.parametrize("mode", ["coach", "practice", "exam"])
def test_text_shows_the_mood_except_in_an_exam(simmer: Run, mode: str) -> None:
    script = SCRIPT.replace("/hint\n", "") if mode == "exam" else SCRIPT
    result = simmer("practice", "--persona", "marta", "--seed", "7", "--mode", mode, stdin=script)
    assert (result.code, result.err) == (0, "")
    during = result.out.split("The call is over")[0]
    assert bool(re.search(r"(furious|angry) \d+ █+", during)) == (mode != "exam")
    assert ("Coach:" in during) == (mode == "coach")
    assert "Marta Lindqvist" in during
    assert "On hold, 2:00 announced" in during
    assert all(len(line) <= 80 for line in result.out.splitlines())
    assert "\x1b" not in result.out


def test_an_exam_gives_no_hints(simmer: Run) -> None:
    result = simmer("practice", "--persona", "marta", "--mode", "exam", stdin="/hint\n")
    assert result.code == 2
    assert result.err == "Line 1 of the script: There are no hints in an exam.\n"


def test_a_message_cannot_steer_the_terminal(simmer: Run) -> None:
    result = simmer("practice", "--persona", "marta", stdin="\x1b[2J\x1b]0;x\x07 [red]hello[/red]\n")
    assert "\x1b" not in result.out
    assert "[red]hello[/red]" in result.out


def test_bytes_that_are_no_utf_8_do_not_stop_a_script(simmer: Run) -> None:
    result = simmer("practice", "--persona", "marta", "--format", "json", stdin=b"caf\xe9\n")
    assert result.code == 0
    assert json.loads(result.out.splitlines()[3])["text"] == "caf\ufffd"


def test_replay_shows_the_stored_call_and_what_would_have_been(simmer: Run) -> None:
    lines = json_call(simmer)
    call = lines[0]["call"]
    again = simmer("replay", call, "--format", "json")
    assert [json.loads(line) for line in again.out.splitlines()] == lines
    changed = simmer("replay", call, "--turn", "2", "--say", "That's your own fault.")
    assert "That's your own fault." in changed.out
    assert "With your new message 2: anger" in changed.out
    assert simmer("replay", call, "--turn", "9", "--say", "x").err == "The call has no message 9; it has 3.\n"


def test_an_ended_call_cannot_be_resumed_but_its_script_shows_the_debrief_again(simmer: Run) -> None:
    lines = json_call(simmer)
    result = simmer("practice", "--resume", lines[0]["call"], "--format", "json", stdin=SCRIPT)
    assert [json.loads(line) for line in result.out.splitlines()] == lines[-1:]
