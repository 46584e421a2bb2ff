"""A killed process loses nothing that was answered: the resumed script gives the very rest of the events."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run

ROOT = Path(__file__).parents[2]
SCRIPT = """\
Please tell me what happened, Marta. I'm listening.
/supervisor a voucher
I'm so sorry about that. That was our mistake.
/now Just give me the order number.
/hint
Could I put you on hold for a minute?
/hold 1m
/resume
I'm sending a new mixer by express today, it arrives on Saturday.
/note Call her back by noon.
"""
ARGUMENTS = ["practice", "--persona", "marta", "--seed", "7", "--format", "json", "--script", "script.txt"]
# Runs the command, and kills its own process at the n-th input: before or after it is committed.
KILLED = """
import os, signal, sys
from bot.cli import main
from bot.store import Calls
when, at = sys.argv[1], int(sys.argv[2])
append, count = Calls.append, 0
async def counted(self, *arguments):
    global count
    count += 1
    if count == at and when == "before":
        os.kill(os.getpid(), signal.SIGKILL)
    await append(self, *arguments)
    if count == at and when == "after":
        os.kill(os.getpid(), signal.SIGKILL)
Calls.append = counted
main(sys.argv[3:])
"""


def environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("SIMMER_")} | {
        "PYTHONPATH": str(ROOT)
    }


def lines_of(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def calls_apart(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{key: value for key, value in line.items() if key != "call"} for line in lines]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
@pytest.mark.parametrize(("when", "at"), [("before", 1), ("after", 3), ("before", 12), ("after", 22)])
def test_a_killed_script_goes_on_with_the_very_rest(simmer: Run, workplace: Path, when: str, at: int) -> None:
    (workplace / "script.txt").write_text(SCRIPT, encoding="utf-8")
    whole = lines_of(simmer(*ARGUMENTS).out)
    command = [sys.executable, "-c", KILLED, when, str(at), *ARGUMENTS]
    killed = subprocess.run(  # noqa: S603 (our own code)
        command, stdout=subprocess.PIPE, cwd=workplace, env=environment(), timeout=60, check=False
    )
    assert killed.returncode == -signal.SIGKILL
    shown = lines_of(killed.stdout.decode())  # whole lines only
    assert calls_apart(shown) == calls_apart(whole[: len(shown)])
    resumed = simmer("practice", "--resume", shown[0]["call"], "--script", "script.txt", "--format", "json")
    assert (resumed.code, resumed.err) == (0, "")
    rest = lines_of(resumed.out)
    assert rest == whole[len(whole) - len(rest) :]
    if when == "before":
        assert calls_apart(shown + rest) == calls_apart(whole)
    again = simmer("replay", shown[0]["call"], "--format", "json")
    assert calls_apart(lines_of(again.out)) == calls_apart(whole)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_another_program_may_hold_the_talk_and_kill_it(simmer: Run, workplace: Path) -> None:
    """Line by line through a pipe: the answer comes without the next line being sent."""
    command = [sys.executable, "-m", "bot", *ARGUMENTS[:-2]]
    talk = subprocess.Popen(  # noqa: S603 (our own code)
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=workplace, env=environment()
    )
    assert talk.stdin is not None
    assert talk.stdout is not None
    talk.stdin.write(SCRIPT.splitlines(keepends=True)[0].encode())
    talk.stdin.flush()
    shown: list[dict[str, Any]] = []
    while not (shown and shown[-1]["type"] == "customer" and any(line["type"] == "mood" for line in shown)):
        shown.append(json.loads(talk.stdout.readline()))
    talk.kill()
    talk.communicate()
    (workplace / "script.txt").write_text(SCRIPT, encoding="utf-8")
    whole = lines_of(simmer(*ARGUMENTS).out)
    rest = lines_of(simmer("practice", "--resume", shown[0]["call"], "--script", "script.txt", "--format", "json").out)
    assert rest == whole[len(whole) - len(rest) :]
    assert len(rest) < len(whole) - 3


@pytest.mark.skipif(sys.platform == "win32", reason="Windows pipes close differently")
def test_a_reader_that_goes_away_leaves_no_traceback(workplace: Path) -> None:
    (workplace / "script.txt").write_text(SCRIPT, encoding="utf-8")
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-m", "bot", *ARGUMENTS]
    done = subprocess.run(  # noqa: S603 (our own code)
        command, stdout=writer, stderr=subprocess.PIPE, cwd=workplace, env=environment(), timeout=60, check=False
    )
    os.close(writer)
    assert (done.returncode, done.stderr) == (1, b"")


def test_a_console_without_utf_8_gets_question_marks(workplace: Path) -> None:
    (workplace / "script.txt").write_text("Grüße ☎ \U0001f9fe\n", encoding="utf-8")
    command = [sys.executable, "-m", "bot", *ARGUMENTS[:5], "--script", "script.txt"]
    done = subprocess.run(  # noqa: S603 (our own code)
        command,
        capture_output=True,
        cwd=workplace,
        env=environment() | {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"},
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"Gr??e ? ?" in done.stdout
    assert b"furious" in done.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="Windows closes no streams this way")
def test_a_process_without_standard_input_is_no_traceback(workplace: Path) -> None:
    command = ["/bin/sh", "-c", f'exec "{sys.executable}" -m bot practice --persona marta --format json <&-']
    done = subprocess.run(  # noqa: S603 (our own code)
        command, capture_output=True, cwd=workplace, env=environment(), timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert lines_of(done.stdout.decode())[-1]["type"] == "debrief"


def test_processes_with_different_hash_orders_play_the_same_call(workplace: Path) -> None:
    """Texts hash differently in each process; nothing may hang on the order of a set."""
    script = ROOT / "tests" / "scripts" / "marta" / "excellent.txt"
    command = [sys.executable, "-m", "bot", *ARGUMENTS[:-1], str(script)]
    played = [
        subprocess.run(  # noqa: S603 (our own code)
            command,
            capture_output=True,
            cwd=workplace,
            env=environment() | {"PYTHONHASHSEED": order},
            timeout=60,
            check=True,
        ).stdout.decode()
        for order in ("1", "2")
    ]
    assert calls_apart(lines_of(played[0])) == calls_apart(lines_of(played[1]))
