import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.customers.check import check
from bot.customers.editor_schema import SCHEMA_NAME, editor_schema
from bot.customers.finding import Severity
from bot.customers.loading import customer_from_text, personas_dir
from bot.customers.new import id_from, starting_file
from bot.customers.occasions import OCCASIONS
from bot.customers.stock import shipped_stock
from tests.customers.conftest import few


@few
@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=60))
def test_a_starting_file_loads_whatever_the_name(name: str) -> None:
    customer = customer_from_text(starting_file(name), "new.toml")
    assert customer.persona.name in {name.strip(), customer.persona.called[-1], *customer.persona.called}


def test_a_starting_file_has_gaps_but_no_mistakes() -> None:
    customer = customer_from_text(starting_file("Ms. José Ortega"), "new.toml")
    assert customer.id == "jose-ortega"
    assert customer.persona.called[0] == "José"
    assert "Ms. Ortega" in customer.persona.called
    findings = check(customer, shipped_stock(), complete=False)
    assert [f for f in findings if f.severity is Severity.ERROR] == []


def test_an_id_is_made_of_plain_letters() -> None:
    assert id_from("Dr. Zoë Ångström") == "zoe-angstrom"
    assert id_from("4711") == "customer-4711"
    assert id_from("王芳") == "customer"


def _shape(schema: dict[str, Any]) -> dict[str, Any]:
    """Keys, choices and what is required: what an editor shows, and what no version of pydantic words anew."""
    shape: dict[str, Any] = {key: schema[key] for key in ("required", "enum", "$ref") if key in schema}
    for key in ("properties", "$defs"):
        if key in schema:
            shape[key] = {name: _shape(part) for name, part in schema[key].items()}
    return shape


def test_the_schema_for_editors_is_current() -> None:
    shipped = (personas_dir() / SCHEMA_NAME).read_text(encoding="utf-8")
    assert _shape(json.loads(shipped)) == _shape(json.loads(editor_schema()))


def test_the_schema_names_every_occasion_with_what_it_is_for() -> None:
    lines = json.loads(editor_schema())["properties"]["lines"]
    assert {key: row["description"] for key, row in lines["properties"].items()} == {
        key: occasion.when for key, occasion in OCCASIONS.items()
    }
