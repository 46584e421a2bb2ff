"""CSV that a spreadsheet opens as it was meant: no cell is taken for a formula, and no table is held in memory.

A cell that begins with = + - @ (also in full-width form), a tab or a line end is run as a formula by spreadsheets
(OWASP, CSV injection). Such text gets an apostrophe in front, which spreadsheets do not show. Numbers stay numbers.
"""

import codecs
import csv
import io
from collections.abc import Iterable, Iterator, Sequence

_FORMULA = ("=", "+", "-", "@", "\N{FULLWIDTH EQUALS SIGN}", "\N{FULLWIDTH PLUS SIGN}", "\N{FULLWIDTH HYPHEN-MINUS}",
            "\N{FULLWIDTH COMMERCIAL AT}", "\t", "\r", "\n")  # fmt: skip


def safe_cell(value: object) -> object:
    """A value as a spreadsheet shows it: text that would be run as a formula is made plain, nothing else changes."""
    if isinstance(value, str) and value.lstrip(" \u00a0").startswith(_FORMULA):
        return f"'{value}"
    return value


def csv_rows(rows: Iterable[Sequence[object]], *, bom: bool = False) -> Iterator[bytes]:
    """The rows as CSV in UTF-8, one by one, each with its line end (RFC 4180: CRLF); None is an empty cell.

    With `bom` the first one begins with what tells Excel that the text is UTF-8. Heads are a row like any other.
    """
    line = io.StringIO()
    writer = csv.writer(line)
    before = codecs.BOM_UTF8 if bom else b""
    for row in rows:
        line.seek(0)
        line.truncate()
        writer.writerow([safe_cell(cell) for cell in row])
        yield before + line.getvalue().encode("utf-8", "replace")
        before = b""
