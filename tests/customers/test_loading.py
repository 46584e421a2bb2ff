from pathlib import Path

import pytest

from bot.customers.loading import (
    Customer,
    PersonaError,
    content_version,
    customer_files,
    customer_from_text,
    load_all,
    load_customer,
    load_customers,
    load_persona,
    persona_from_text,
    personas_dir,
)
from bot.customers.source import line_at, lines_of
from tests.customers.conftest import ADA


def mistakes(text: str) -> str:
    with pytest.raises(PersonaError) as caught:
        persona_from_text(text, "bad.toml")
    return str(caught.value)


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def test_a_customer_carries_its_version_and_the_text_it_was_read_from(ada: Customer) -> None:
    assert ada.persona.id == ada.id == "ada"
    assert ada.source_text == ADA.read_text(encoding="utf-8")
    assert ada.version == content_version(ADA) == content_version(ada.source_text)


def test_a_stored_text_gives_the_same_customer_again(ada: Customer) -> None:
    again = customer_from_text(ada.source_text, "stored")
    assert again.persona == ada.persona
    assert again.version == ada.version


def test_the_same_text_is_read_once_and_a_changed_file_anew(tmp_path: Path) -> None:
    path = tmp_path / "ada.toml"
    path.write_text(ADA.read_text(encoding="utf-8"), encoding="utf-8")
    first = load_customer(path)
    assert load_customer(path) is first
    path.write_text(first.source_text.replace("Goodbye, and keep the pieces.", "Goodbye."), encoding="utf-8")
    assert load_customer(path).version != first.version


def test_comments_and_layout_leave_the_version_alone(ada: Customer) -> None:
    relaid = "# a remark\n\n" + ada.source_text.replace(" = [", "=  [")
    assert content_version(relaid) == ada.version


def test_a_changed_line_or_a_changed_order_of_lines_changes_the_version(ada: Customer) -> None:
    changed = ada.source_text.replace("Goodbye, and keep the pieces.", "Goodbye.")
    swapped = ada.source_text.replace('"Fix it!", "What now?"', '"What now?", "Fix it!"')
    assert len({ada.version, content_version(changed), content_version(swapped)}) == 3


def test_every_mistake_is_named_at_once_with_its_line(ada: Customer) -> None:
    text = (
        ada.source_text.replace('trade = "retail"', 'trade = 7\ncolour = "red"')
        .replace('capitals = "proper"', 'capitals = "propr"')
        .replace("slip_share = 0.5", "slip_share = 5.0")
        .replace("said_back", "said_bakc", 1)
    )
    said = mistakes(text).splitlines()
    assert len(said) == 5
    for line, code, part in (
        (line_of(text, "trade = 7"), "P004", "trade"),
        (line_of(text, "colour"), "P002", "colour"),
        (line_of(text, 'capitals = "propr"'), "P007", "'proper'"),
        (line_of(text, "slip_share"), "P005", "at most 1"),
        (line_of(text, "said_bakc"), "P002", "did you mean 'said_back'?"),
    ):
        assert any(row.startswith(f"bad.toml:{line}: {code}") and part in row for row in said), (code, said)


def test_a_text_that_is_not_toml_is_named_with_its_line() -> None:
    assert mistakes('id = "x"\nname = \n').startswith("bad.toml:2: P001")


def test_a_date_without_quotes_is_explained() -> None:
    assert "put it in quotes" in mistakes("id = 2024-05-01\n")


def test_a_number_in_quotes_is_no_number(ada: Customer) -> None:
    assert "P004 temperament.start_anger" in mistakes(ada.source_text.replace("start_anger = 75", 'start_anger = "75"'))


@pytest.mark.parametrize(
    ("was", "now", "code"),
    [
        ('fact = "order_number"', 'fact = "order_nummer"', "P011"),
        ('tells = ["damage"]', 'tells = ["damge"]', "P011"),
        ('settles_for = [["refund"]]', 'settles_for = [["refunt"]]', "P012"),
        (
            "settles_for =",
            'wish = "refund"\n[safety]\nbeat = "gas"\nremedy = "refund"\n[ignored]\nx =',
            "P002",
        ),
        ("[lines.demand]", "[lines.demands]", "P014"),
        ('id = "no_call"', 'id = "broken"', "P010"),
        ('id = "refund"', 'id = "Refund"', "P006"),
        ('name = "Ms. Ada Brook"', "", "P003"),
    ],
)
def test_ids_that_point_nowhere_keep_a_customer_from_loading(ada: Customer, was: str, now: str, code: str) -> None:
    assert was in ada.source_text
    assert f" {code} " in mistakes(ada.source_text.replace(was, now))


def test_a_safety_beat_must_exist(ada: Customer) -> None:
    text = ada.source_text + '\n[safety]\nbeat = "gas"\nremedy = "refund"\n'
    assert " P013 safety.beat" in mistakes(text)


def test_a_file_in_another_encoding_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    path.write_bytes('name = "José"'.encode("latin-1"))
    with pytest.raises(PersonaError, match="save the file as UTF-8"):
        load_persona(path)


def test_a_missing_file_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(PersonaError, match="check the path"):
        load_persona(tmp_path / "none.toml")


def test_a_byte_order_mark_does_no_harm(tmp_path: Path, ada: Customer) -> None:
    path = tmp_path / "ada.toml"
    path.write_bytes(b"\xef\xbb\xbf" + ada.source_text.encode("utf-8"))
    assert load_persona(path) == ada.persona


def test_a_folder_gives_its_customers_but_not_their_rehearsal_plans(tmp_path: Path, ada: Customer) -> None:
    (tmp_path / "ada.toml").write_text(ada.source_text, encoding="utf-8")
    (tmp_path / "ada.plan.toml").write_text("[[script]]\n", encoding="utf-8")
    (tmp_path / "stock").mkdir()
    assert [path.name for path in customer_files(tmp_path)] == ["ada.toml"]
    assert load_all(tmp_path) == {"ada": ada.persona}


def test_the_mistakes_of_all_files_are_reported_together(tmp_path: Path, ada: Customer) -> None:
    (tmp_path / "a.toml").write_text(ada.source_text, encoding="utf-8")
    (tmp_path / "b.toml").write_text(ada.source_text, encoding="utf-8")
    (tmp_path / "c.toml").write_text("x = ", encoding="utf-8")
    with pytest.raises(PersonaError) as caught:
        load_customers(tmp_path)
    assert "b.toml:1: P010" in str(caught.value)
    assert "c.toml:1: P001" in str(caught.value)


def test_lines_are_found_inside_tables_of_tables() -> None:
    text = 'a = 1\n[[facts]]\nid = "x"\n[facts.tell]\nhot = [\n  "one",\n  # remark\n  "two",\n]\n[[facts]]\n'
    lines = lines_of(text + 'tell = { sore = ["three"] }\n"quoted key".b = 2\n')
    assert lines["facts", 0, "tell", "hot", 1] == 8
    assert lines["facts", 1, "tell", "sore", 0] == 11
    assert lines["facts", 1, "quoted key", "b"] == 12
    assert line_at(lines, ("facts", 1, "unwritten")) == 10


def test_the_customers_that_come_with_the_program_load() -> None:
    assert load_all(personas_dir())
