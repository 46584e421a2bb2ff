"""Files from outside: what is wrong with them is said, and none of them is too much."""

from collections.abc import Iterator

import pytest

from bot.customers import Customer, Finding, Severity
from bot.customers.check import check_limits
from bot.customers.check.upload import examine_upload
from bot.customers.stock import Stock
from tests.customers.brought import NO_SUCH_REMEDY, brought

MOST = check_limits().upload


def errors(found: list[Finding]) -> Iterator[tuple[str, str]]:
    return ((one.code, one.place) for one in found if one.severity is Severity.ERROR)


def test_a_short_customer_is_in_order_and_its_gaps_are_advice(stock: Stock) -> None:
    found = examine_upload(brought(), "ada.toml", stock)
    assert list(errors(found)) == []
    assert {"P020", "P021", "P022"} <= {one.code for one in found}


@pytest.mark.parametrize(
    ("raw", "code", "reason"),
    [
        (b"a = " + b"[" * 50_000, "P005", "nesting"),
        (b"a = " + b"{a = " * 5_000, "P005", "nesting"),
        (b".".join([b"a"] * 900) + b" = 1", "P005", "nesting"),
        (b"a = " + b"9" * 50_000, "P005", "number"),
        (b"#" * (MOST.bytes + 1), "P005", f"it has {MOST.bytes + 1} bytes"),
        ("name = 'Zoë'".encode("latin-1"), "P001", "byte 10 is not UTF-8"),
        ("name = 'Zoë'".encode("utf-16"), "P001", "byte 0 is not UTF-8"),
        (b"\x89PNG\r\n\x1a\n", "P001", "byte 0 is not UTF-8"),
        (b'{"name": "Ada"}', "P001", "this is not TOML"),
        (b"name = 'Ada", "P001", "this is not TOML"),
        (b"born = 2001-01-01", "P004", "is a date or time here"),
    ],
)
def test_what_is_no_customer_at_all_is_said_in_one_finding(raw: bytes, code: str, reason: str, stock: Stock) -> None:
    (found,) = examine_upload(raw, "x.toml", stock)
    assert found.code == code
    assert reason in found.reason


def test_an_empty_file_lacks_every_key(stock: Stock) -> None:
    assert {one.code for one in examine_upload(b"", "x.toml", stock)} == {"P003"}


def test_ids_that_point_nowhere_are_errors(stock: Stock) -> None:
    assert ("P012", "settlement.resolved_by[0][0]") in errors(
        examine_upload(brought(NO_SUCH_REMEDY), "ada.toml", stock)
    )


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ('name = "Ms. Ada Brook"', 'name = "Ms. Ada *Brook*"', "name"),
        ('name = "Ms. Ada Brook"', 'name = """Ms. Ada\nBrook"""', "name"),
        ('name = "Ms. Ada Brook"', 'name = "Ms. Ada\\u202eBrook"', "name"),
        ('company = "Northwind Kettles"', 'company = "[Kettles](https://example.org)"', "company"),
        ('trade = "retail"', 'trade = "<@&5>"', "trade"),
        ('anger_kind = "sarcastic"', 'anger_kind = "# shouting"', "anger_kind"),
    ],
)
def test_names_hold_nothing_that_is_shown_as_something_else(old: str, new: str, place: str, stock: Stock) -> None:
    assert ("P052", place) in errors(examine_upload(brought((old, new)), "ada.toml", stock))


def test_thousands_of_patterns_or_lines_are_refused_by_their_number(stock: Stock) -> None:
    patterns = ", ".join(f'"you order {number}"' for number in range(MOST.patterns + 1))
    (found,) = examine_upload(brought(("means = [", f"means = [{patterns}, ")), "ada.toml", stock)
    assert (found.code, found.repair) == ("P005", f"keep to {MOST.patterns}")
    words = ", ".join(f'"{"/".join(["order"] * 40)}"' for _ in range(MOST.pattern_words // 40))
    (found,) = examine_upload(brought(("means = [", f"means = [{words}, ")), "ada.toml", stock)
    assert found.reason.endswith("words in patterns")
    lines = ", ".join(f'"No {number}."' for number in range(MOST.lines + 1))
    (found,) = examine_upload(brought(("any = [", f"any = [{lines}, ")), "ada.toml", stock)
    assert (found.code, found.repair) == ("P005", f"keep to {MOST.lines}")


@pytest.mark.parametrize("amount", ["nan", "inf"])
def test_an_amount_is_a_number(amount: str, stock: Stock) -> None:
    found = examine_upload(brought(("credit_up_to = 10", f"credit_up_to = {amount}")), "ada.toml", stock)
    assert [place for _, place in errors(found)] == ["authority.credit_up_to"]


@pytest.mark.parametrize("persona_id", ["marta", "odette"])
def test_a_shipped_customer_could_be_uploaded(persona_id: str, shipped: dict[str, Customer], stock: Stock) -> None:
    raw = shipped[persona_id].source_text.encode()
    assert list(errors(examine_upload(raw, f"{persona_id}.toml", stock))) == []
    assert len(raw) < MOST.bytes / 2
