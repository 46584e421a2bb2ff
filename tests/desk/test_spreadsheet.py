import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk.spreadsheet import csv_rows, safe_cell


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+49 30",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        " =1",
        "\uff1d1",
        "\uff0d1",
        "\uff20x",
        '=HYPERLINK("http://x")',
    ],
)
def test_text_that_would_run_as_a_formula_is_made_plain(text: str) -> None:
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("value", ["Ana", "a=b", "1-2", "", -3, -3.5, None, 0, True])
def test_everything_else_stays_as_it_is(value: object) -> None:
    assert safe_cell(value) is value


def test_excel_reads_it_as_utf_8_where_that_was_asked_for() -> None:
    assert b"".join(csv_rows([["Zoë"]], bom=True)) == b"\xef\xbb\xbfZo\xc3\xab\r\n"
    assert b"".join(csv_rows([["Zoë", None, 1]])) == b"Zo\xc3\xab,,1\r\n"
    assert list(csv_rows([], bom=True)) == []


def test_rows_come_one_by_one() -> None:
    def endless() -> object:
        while True:
            yield ["a"]

    assert next(iter(csv_rows(endless()))) == b"a\r\n"  # type: ignore[arg-type]


@given(st.lists(st.lists(st.text(), min_size=2, max_size=2), min_size=1, max_size=5))
def test_what_was_written_is_read_again(rows: list[list[str]]) -> None:
    text = b"".join(csv_rows(rows)).decode("utf-8")
    found = list(csv.reader(io.StringIO(text, newline="")))
    clean = [[cell.encode("utf-8", "replace").decode("utf-8") for cell in row] for row in rows]
    assert found == [[str(safe_cell(cell)) for cell in row] for row in clean]
