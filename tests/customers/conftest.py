from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import settings

from bot.customers.loading import Customer, PersonaError, customer_files, load_customer, personas_dir
from bot.customers.persona import Persona
from bot.customers.stock import Stock, shipped_stock

few = settings(max_examples=40, deadline=None)
"""Enough examples for a suite that runs on every change; a shared machine must not fail a deadline."""

ADA = Path(__file__).with_name("ada.toml")


@pytest.fixture(scope="session")
def ada() -> Customer:
    return load_customer(ADA)


@pytest.fixture(scope="session")
def persona(ada: Customer) -> Persona:
    return ada.persona


@pytest.fixture(scope="session")
def shipped() -> dict[str, Customer]:
    """The customers that come with the program and load; of one that does not, its own test tells."""
    found: dict[str, Customer] = {}
    for path in customer_files(personas_dir()):
        with suppress(PersonaError):
            found[path.stem] = load_customer(path)
    return found


@pytest.fixture(scope="session")
def stock() -> Stock:
    return shipped_stock()
