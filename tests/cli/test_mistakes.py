"""Every mistake is one sentence with the nearest valid choice, exit code 2 and no traceback."""

from pathlib import Path

import pytest

from tests.cli.conftest import Run


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("practise", "There is no command 'simmer practise'; the nearest one is 'simmer practice'."),
        ("personas lst", "There is no command 'simmer personas lst'; the nearest one is 'simmer personas list'."),
        ("practice --sed 3", "There is no option '--sed'; the nearest one is '--seed'."),
        ("practice --seed x", "Invalid value for '--seed': 'x' is not a whole number."),
        ("practice --persona mrta", "There is no customer 'mrta'; the nearest one is 'marta'."),
        (
            "practice --difficulty hrad",
            "There is no difficulty 'hrad'; the nearest one is 'hard' (of easy, normal, hard, extreme).",
        ),
        ("practice --mode exma", "There is no mode 'exma'; the nearest one is 'exam' (of coach, practice, exam)."),
        ("practice --format jsn", "There is no format 'jsn'; the nearest one is 'json' (of text, json)."),
        (
            "practice --persona marta --script scirpt.txt",
            "There is no script 'scirpt.txt'; the nearest one is 'script.txt'.",
        ),
        ("practice --persona marta --script none/x", "There is no script 'none/x', and no folder none."),
        ("practice --persona marta --script .", "The script . cannot be read: is a directory."),
        ("practice --resume", "There is no open call to resume; begin one with: simmer practice"),
        ("replay abcdef", "There is no call 'abcdef', and none to choose from."),
        ("replay abcdef --turn 2", "--turn and --say go together: which message to change, and to what."),
        ("personas show mrta", "There is no customer 'mrta'; the nearest one is 'marta'."),
        ("personas new 1 --id 1x", "'1x' cannot be an id: use small letters, digits and -, and begin with a letter."),
        ("db backup simmer.db", "The file simmer.db exists already; choose another name."),
        ("db erase", "Say what to delete: one of --call, --trainee or --all."),
    ],
)
def test_a_mistake_is_one_sentence(simmer: Run, workplace: Path, arguments: str, said: str) -> None:
    (workplace / "script.txt").write_text("Hello\n", encoding="utf-8")
    result = simmer(*arguments.split())
    assert (result.code, result.out, result.err) == (2, "", said + "\n")


def test_without_a_terminal_a_customer_must_be_named(simmer: Run) -> None:
    result = simmer("practice", stdin="Hello\n")
    assert result.code == 2
    assert result.err.startswith("A script needs a customer: name one with --persona (of ")


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("SIMMER_DATABSE_URL", "x", "There is no setting SIMMER_DATABSE_URL; the nearest one is SIMMER_DATABASE_URL."),
        (
            "SIMMER_LOG_LEVEL",
            "debgu",
            (
                "SIMMER_LOG_LEVEL cannot be 'DEBGU'; the nearest valid value is DEBUG "
                "(of DEBUG, INFO, WARNING, ERROR, CRITICAL)."
            ),
        ),
        (
            "SIMMER_DATABASE_URL",
            "calls",
            "SIMMER_DATABASE_URL is not a database address; write it like sqlite+aiosqlite:///simmer.db.",
        ),
        (
            "SIMMER_DATABASE_URL",
            "mysql://x/y",
            "SIMMER_DATABASE_URL names the database 'mysql'; Simmer works with sqlite and postgresql.",
        ),
        (
            "SIMMER_DATABASE_URL",
            "sqlite://",
            "SIMMER_DATABASE_URL must name a file, for instance sqlite+aiosqlite:///simmer.db.",
        ),
        ("SIMMER_PERSONAS_DIR", "nowhere", "SIMMER_PERSONAS_DIR is no folder: nowhere."),
    ],
)
def test_a_wrong_setting_is_one_sentence(
    simmer: Run, monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(name, value)
    result = simmer("personas", "list")
    assert (result.code, result.out, result.err) == (2, "", said + "\n")


def test_settings_are_read_from_the_env_file(simmer: Run, workplace: Path) -> None:
    (workplace / ".env").write_text("SIMMER_LOG_LEVL=DEBUG\n", encoding="utf-8")
    assert "nearest one is SIMMER_LOG_LEVEL" in simmer("personas", "list").err
    (workplace / ".env").write_text("SIMMER_LOG_LEVEL=nope\n", encoding="utf-8")
    assert "SIMMER_LOG_LEVEL cannot be" in simmer("personas", "list").err


def test_a_script_line_that_cannot_be_played_is_named_before_the_call_begins(simmer: Run, workplace: Path) -> None:
    (workplace / "bad.txt").write_text("Hello\n\n/hodl 2m\n", encoding="utf-8")
    result = simmer("practice", "--persona", "marta", "--script", "bad.txt")
    said = "Line 3 of the script: There is no command '/hodl'; the nearest one is '/hold'.\n"
    assert (result.code, result.out, result.err) == (2, "", said)
    assert simmer("db", "export").out == ""


def test_a_script_line_that_does_not_fit_the_call_is_named(simmer: Run) -> None:
    result = simmer("practice", "--persona", "marta", stdin="Hello\n/resume\n")
    assert result.code == 2
    assert result.err == "Line 2 of the script: The customer is not on hold.\n"


def test_resuming_with_other_options_than_the_call_has_is_refused(simmer: Run) -> None:
    simmer("practice", "--persona", "marta", "--seed", "7", stdin="Hello\n/resume\n")
    result = simmer("practice", "--resume", "--seed", "8", stdin="Hello\n")
    assert result.code == 2
    assert "was begun with --seed 7; leave --seed out to resume it." in result.err
