"""What can be done with a call once it is over: debrief, what if, try again, review, progress, cards, own settings."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from bot.customers import personas_dir
from tests.cli.conftest import Run

SCRIPT = """\
Hello Ms. Lindqvist, I understand why you are angry. What happened?
I'm truly sorry, Marta. That is our mistake, and I will see to it myself.
/note Nothing was promised. The mixer came late. Paid $999.
"""


def call_of(simmer: Run, script: str = SCRIPT, *options: str) -> str:
    """Play a script; the id of the call."""
    result = simmer("practice", "--persona", "marta", "--seed", "7", "--format", "json", *options, stdin=script)
    assert (result.code, result.err) == (0, "")
    return str(json.loads(result.out.splitlines()[0])["call"])


def is_png(path: Path) -> bool:
    with Image.open(path) as picture:
        return picture.format == "PNG"


def lines(out: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.splitlines()]


def test_the_debrief_is_shown_again_with_its_picture(simmer: Run, workplace: Path) -> None:
    call = call_of(simmer)
    result = simmer("debrief", "--png", "mood.png")  # the latest one
    assert result.code == 0
    assert "Debrief: Marta Lindqvist" in result.out
    assert "$999" in result.out
    assert "Written: mood.png" in result.out
    assert is_png(workplace / "mood.png")
    (line,) = lines(simmer("debrief", call, "--format", "json").out)
    assert (line["type"], line["call"]) == ("debrief", call)
    assert line["notes"] == [
        {"complete": False, "missing": [], "wrong": ["“$999” was never said, and the file does not have it."]}
    ]
    assert "self_rating" not in line
    assert simmer("debrief", call, "--png", "none/x.png").err.startswith("The picture none/x.png cannot be written")


def test_a_changed_turn_is_shown_beside_the_original(simmer: Run) -> None:
    call = call_of(simmer)
    said = "That's your own fault."
    found = next(
        line
        for line in lines(simmer("replay", call, "--turn", "2", "--say", said, "--format", "json").out)
        if line["type"] == "what_if"
    )
    was, would = found["original"], found["changed"]
    assert (found["turn"], was["before"], would["text"]) == (2, would["before"], said)
    assert was["delta"] < 0 < would["delta"]
    assert sum(reason["delta"] for reason in would["reasons"]) == would["delta"]
    assert would["score"] < was["score"]
    text = simmer("replay", call, "--turn", "2", "--say", said).out
    for shown in ("as it was", "with your new message", "blame customer (T12)", "apologize (T5)"):
        assert shown in text
    assert f"anger {would['after']['anger']} instead of {was['after']['anger']}" in text
    assert all(len(line) <= 80 for line in text.splitlines())


def test_a_call_is_tried_again_as_a_new_one(simmer: Run) -> None:
    call = call_of(simmer)
    before = lines(simmer("replay", call, "--format", "json").out)
    result = simmer("practice", "--from", call, "--turn", "2", "--format", "json", stdin="Calm down.\n")
    assert (result.code, result.err) == (0, "")
    again = lines(result.out)
    assert (again[0]["from_call"], again[0]["from_turn"], again[0]["seed"]) == (call, 2, 7)
    assert again[0]["call"] != call
    assert [line["text"] for line in again if line["type"] == "agent"] == [SCRIPT.splitlines()[0], "Calm down."]
    second = next(place for place, line in enumerate(again) if line.get("turn") == 2)
    assert again[1:second] == before[1:second]
    assert lines(simmer("replay", call, "--format", "json").out) == before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("--from {call}", "--from and --turn go together: which call to try again, and from which message on."),
        ("--from {call} --turn 9", "The call has no message 9; it has 2."),
        (
            "--from {call} --turn 1 --persona bev",
            "The call {call} was begun with --persona marta; leave --persona out to try it again.",
        ),
        (
            "--from {call} --turn 1 --resume",
            "--resume goes on with a call, --from begins a new one; leave out one of the two.",
        ),
        (
            "--from {call} --turn 1 --mode exam",
            "An exam is taken from its beginning; choose another mode to try again from here.",
        ),
    ],
)
def test_what_cannot_be_tried_again_is_one_sentence(simmer: Run, arguments: str, said: str) -> None:
    call = call_of(simmer)
    result = simmer("practice", *arguments.format(call=call).split())
    assert (result.code, result.out, result.err) == (2, "", said.format(call=call) + "\n")


def test_a_review_shows_both_values_and_the_agreement(simmer: Run) -> None:
    assert "No call was reviewed yet" in simmer("review", "--agreement").out
    call = call_of(simmer)
    machine = lines(simmer("debrief", call, "--format", "json").out)[0]["parts"]["Listening"]["score"]
    kept = simmer(
        "review", call, "--part", "listening", "--score", "16", "--reason", "All heard.", "--comment", "1", "Good."
    )
    assert kept.out == "Kept: Listening 16, beside the value by the rules.\nKept: your comment on message 1.\n"
    text = simmer("debrief", call).out
    assert "Listening: 16 of 16" in text
    assert f"by the rules {machine}. All heard." in " ".join(text.split())
    human = lines(simmer("debrief", call, "--format", "json").out)[0]["human"]
    assert (human["parts"][0]["score"], human["parts"][0]["machine"]) == (16, machine)
    assert human["comments"][0]["text"] == "Good."
    report = lines(simmer("review", "--agreement", "--format", "json").out)[0]
    assert (report["reviews"], report["mean_difference"]) == (1, machine - 16)
    assert report["parts"]["Listening"]["mean_distance"] == 16 - machine
    assert "Listening" in simmer("review", "--agreement").out


def test_agreeing_is_a_review_too(simmer: Run) -> None:
    call = call_of(simmer)
    assert simmer("review", call, "--agree").out == "Kept: every part as it stands.\n"
    assert "the same" in simmer("debrief", call).out
    assert lines(simmer("review", "--agreement", "--format", "json").out)[0]["within_5"] == 1.0


def test_progress_as_text_json_and_picture(simmer: Run, workplace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = workplace / "personas"
    folder.mkdir()
    shutil.copy(personas_dir() / "marta.toml", folder)  # one customer is read quicker than all
    monkeypatch.setenv("SIMMER_PERSONAS_DIR", str(folder))
    assert "No scored call yet." in simmer("progress").out
    for _ in range(2):
        call_of(simmer)
    call_of(simmer, "Hello\n/stop\n")
    result = simmer("progress", "--png", "progress.png")
    assert "2 calls" in result.out
    assert "simmer practice --persona" in result.out
    assert is_png(workplace / "progress.png")
    (line,) = lines(simmer("progress", "--format", "json").out)
    assert (line["type"], line["calls"], len(line["history"])) == ("progress", 2, 2)
    assert line["techniques"]["T5"]["observations"] == 2
    assert simmer("progress", line["name"], "--format", "json").out == json.dumps(line) + "\n"
    assert simmer("progress", "nobody-of-this-name").err.startswith("There is no trainee 'nobody-of-this-name'")


def test_the_cards(simmer: Run) -> None:
    assert len(simmer("learn").out.splitlines()) == 25
    card = simmer("learn", "t5").out
    assert "Apologise" in card
    assert "Say:" in card
    assert "Not:" in card
    assert simmer("learn", "T25").err == "There is no technique 'T25'; they run from T1 to T24.\n"


def test_own_settings_hold_in_every_call(simmer: Run) -> None:
    shown = simmer("me", "--ceiling", "easy", "--mild", "--stop-word", "red").out
    assert "easy" in shown
    assert "mild" in shown
    assert "red" in shown
    assert simmer("me").out == shown
    refused = simmer("practice", "--persona", "marta", "--difficulty", "hard", stdin="Hello\n")
    assert refused.err == "This call would be hard, and your own ceiling is easy; raise it first (/me, simmer me).\n"
    call = call_of(simmer, "Hello\nRed.\n")
    exported = lines(simmer("db", "export", "--call", call).out)[0]
    assert (exported["difficulty"], exported["mild"], exported["outcome"]) == ("easy", True, "stopped")
    assert (exported["score"], exported["marks"]["scored"]) == (None, None)
    freed = simmer("me", "--ceiling", "none", "--no-mild", "--stop-word", "").out
    assert "none: any difficulty" in freed
    assert "none of your own" in freed


def test_an_export_holds_what_is_thought_of_a_call(simmer: Run) -> None:
    call = call_of(simmer)
    simmer("review", call, "--comment", "1", "Good.")
    marks = lines(simmer("db", "export", "--call", call).out)[0]["marks"]
    assert set(marks["scored"]["parts"]) >= {"Listening", "Solving"}
    assert marks["scored"]["rubric"]
    assert marks["comments"][0]["text"] == "Good."


def test_several_hard_calls_in_a_row_end_with_a_nudge_in_text_but_not_in_json(simmer: Run) -> None:
    rude = "Calm down.\nAre you deaf?\nStop whining.\n"
    for _ in range(2):
        call_of(simmer, rude)
    text = simmer("practice", "--persona", "marta", "--seed", "7", stdin=rude).out
    assert "That was 3 hard calls in a row." in " ".join(text.split())
    assert "in a row" not in simmer("practice", "--persona", "marta", "--seed", "7", "--format", "json", stdin=rude).out
