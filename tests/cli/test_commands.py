import itertools
import json
import shutil
import sqlite3
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from bot import __version__, settings
from bot.customers import personas_dir
from tests.cli.conftest import Run


def test_version(simmer: Run) -> None:
    assert simmer("--version").out == f"simmer, version {__version__}\n"
    assert version("simmer") == __version__


def test_python_m_bot_is_the_same_command(workplace: Path) -> None:
    command = [sys.executable, "-m", "bot", "--version"]
    root = settings.migrations().parent
    done = subprocess.run(  # noqa: S603 (our own code)
        command, capture_output=True, check=True, timeout=60, cwd=workplace, env={"PYTHONPATH": str(root)}
    )
    assert done.stdout.decode().strip().endswith(__version__)


def test_analyze_reads_a_sentence(simmer: Run) -> None:
    assert "apologize" in simmer("analyze", "I'm so sorry about that.").out
    line = json.loads(simmer("analyze", "I'm so sorry about that.", "--format", "json").out)
    assert line["signals"][0]["signal"] == "apologize"


def test_analyze_answers_every_good_line_and_names_the_bad_ones(simmer: Run) -> None:
    lines = [
        '{"id": 1, "context": "", "text": "I\'m so sorry."}',
        "not json",
        "[1]",
        '{"id": "x"}',
        '{"id": "y", "text": 3}',
        '{"id": "z", "text": "hi", "context": 4}',
        '{"id": NaN, "text": "hi"}',
        "",
        '{"text": "hello \\ud83d"}',
        '{"id": {"a": [1]}, "text": ""}',
    ]
    result = simmer("analyze", stdin="\n".join(lines).encode() + b"\n\xff\n")
    answers = [json.loads(line) for line in result.out.splitlines()]
    assert [answer["id"] for answer in answers] == [1, None, {"a": [1]}]
    assert all(answer.keys() == {"id", "signals"} for answer in answers)
    for signal in answers[0]["signals"]:
        assert "I'm so sorry."[signal["start"] : signal["end"]] == signal["quote"]
    assert result.code == 2
    assert result.err.splitlines() == [
        "Line 2 is not JSON.",
        'Line 3 is not an object like {"id": 1, "text": "…"}.',
        'Line 4 has no "text".',
        'Line 5 has a "text" that is no string.',
        'Line 6 has a "context" that is no string.',
        'Line 7 has an "id" that is no JSON.',
        "Line 11 is not UTF-8.",
    ]


def test_analyze_of_nothing_is_nothing(simmer: Run) -> None:
    result = simmer("analyze")
    assert (result.code, result.out, result.err) == (0, "", "")


def test_personas_are_listed_shown_begun_and_checked(
    simmer: Run, workplace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = workplace / "personas"
    folder.mkdir()
    shutil.copy(personas_dir() / "marta.toml", folder)
    monkeypatch.setenv("SIMMER_PERSONAS_DIR", str(folder))
    listed = json.loads(simmer("personas", "list", "--format", "json").out)
    assert (listed["id"], listed["name"], listed["trade"]) == ("marta", "Marta Lindqvist", "retail")
    assert "marta" in simmer("personas", "list").out
    assert "Hearth & Ladle" in simmer("personas", "show", "marta").out
    assert json.loads(simmer("personas", "show", "marta", "--format", "json").out)["id"] == "marta"
    assert (folder / "pia-ek.toml").name in simmer("personas", "new", "Pia Ek").out
    assert "already" in simmer("personas", "new", "Pia Ek").err
    checked = simmer("personas", "check", "pia-ek")
    assert checked.code == 1
    assert "pia-ek.toml:" in checked.out
    found = [json.loads(line) for line in simmer("personas", "check", "pia-ek", "--format", "json").out.splitlines()]
    assert {"file", "line", "code", "severity", "place", "reason", "repair"} == found[0].keys()
    assert simmer("personas", "list").code == 0


def test_a_broken_customer_is_named_and_the_others_are_listed(
    simmer: Run, workplace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(personas_dir() / "marta.toml", workplace)
    (workplace / "broken.toml").write_text("format = 1\n", encoding="utf-8")
    monkeypatch.setenv("SIMMER_PERSONAS_DIR", str(workplace))
    result = simmer("personas", "list", "--format", "json")
    assert json.loads(result.out)["id"] == "marta"
    assert result.code == 2
    assert "broken.toml" in result.err


def test_calls_are_exported_backed_up_and_erased(simmer: Run, workplace: Path) -> None:
    simmer("practice", "--persona", "marta", stdin="Hello\n")
    exported = json.loads(simmer("db", "export").out)
    assert exported["inputs"][0]["kind"] == "open"
    assert exported["events"][-1]["type"] == "outcome"
    assert simmer("db", "export", "--trainee", "nobody").out == ""
    assert simmer("db", "backup", "copy.db").code == 0
    connection = sqlite3.connect(workplace / "copy.db")
    assert connection.execute("SELECT count(*) FROM calls").fetchone() == (1,)
    connection.close()
    assert simmer("db", "erase", "--all", stdin="n\n").code == 130
    assert simmer("db", "erase", "--call", exported["id"], "--yes").out == "Deleted: 1 call.\n"
    assert simmer("db", "export").out == ""


def test_the_database_is_upgraded(simmer: Run, workplace: Path) -> None:
    assert "up to date" in simmer("db", "upgrade").out
    (workplace / "simmer.db").unlink()
    assert "brought from schema nothing" in simmer("db", "upgrade").out


def test_the_doctor_finds_a_good_set_up_good_and_names_what_is_wrong(
    simmer: Run, workplace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(personas_dir() / "marta.toml", workplace)
    monkeypatch.setenv("SIMMER_PERSONAS_DIR", str(workplace))
    good = simmer("doctor")
    assert good.code == 0
    assert "FAIL" not in good.out
    (workplace / "broken.toml").write_text("format = 1\n", encoding="utf-8")
    assert simmer("doctor").code == 1
    monkeypatch.setenv("SIMMER_LOG_LEVEL", "nope")
    assert "SIMMER_LOG_LEVEL cannot be" in simmer("doctor").out


def test_every_setting_is_documented_with_a_comment() -> None:
    example = (settings.migrations().parent / ".env.example").read_text(encoding="utf-8")
    blocks = [block.splitlines() for block in example.strip().split("\n\n")]
    documented = {
        line.split("=")[0]
        for block in blocks
        for before, line in itertools.pairwise(block)
        if before.startswith("# ") and not line.startswith("#")
    }
    assert documented == set(settings.names())


def test_the_example_settings_are_valid(simmer: Run, workplace: Path) -> None:
    shutil.copy(settings.migrations().parent / ".env.example", workplace / ".env")
    assert "FAIL  There is no setting" not in simmer("doctor").out
