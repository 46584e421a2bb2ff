"""The weights that ship are made from the data that ship, and making them again gives the same."""

import json
from pathlib import Path

import pytest

from bot.craft import Signal
from bot.reading.model import ARTEFACT, model
from bot.reading.rules import build_rules, read_rule

train = pytest.importorskip("bot.reading.train", reason="training needs scikit-learn", exc_type=ImportError)
LABELLED = Path(train.__file__).parent / "labelled"


def test_the_artefact_is_current() -> None:
    assert model().head.digest == train.digest(), "the data changed: run python -m bot.reading.train"


def test_the_artefact_is_small() -> None:
    assert ARTEFACT.stat().st_size <= 5_000_000


def test_every_labelled_row_is_well_formed() -> None:
    known = {s.value for s in Signal}
    wrong = []
    for path in sorted(LABELLED.glob("*.jsonl")):
        ids = set()
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if set(row["signals"]) - known or row["id"] in ids or not row["text"].strip():
                wrong.append((path.name, row["id"]))
            ids.add(row["id"])
    assert not wrong


def test_every_signal_has_two_hundred_and_fifty_rows() -> None:
    rows = train.rows_of()
    few = {s.value for s in Signal if sum(s.value in r.signals for r in rows) < 250}
    assert not few


def test_training_twice_gives_the_same() -> None:
    rows = [r for i, r in enumerate(train.rows_of()) if i % 40 == 0]
    first = train.train(rows, jobs=1)
    second = train.train(rows, jobs=1)
    assert first[1:] == second[1:]
    assert first[0] == second[0]


def test_a_rule_without_a_word_is_refused() -> None:
    with pytest.raises(ValueError, match="holds no word"):
        read_rule("apologize", "* ** ^ $")


def test_a_rule_that_names_an_unknown_family_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "rules.toml"
    path.write_text('apologize = """\nso <sorrow>\n"""\n', encoding="utf-8")
    with pytest.raises(ValueError, match="sorrow"):
        build_rules({"feeling"}, path)
