"""Every customer that ships has a portrait, drawn and rendered."""

import io

import pytest
from PIL import Image

from bot.customers.loading import customer_files, personas_dir
from bot.ui.portraits import portrait

CUSTOMERS = sorted(path.stem for path in customer_files(personas_dir()))


@pytest.mark.parametrize("customer", CUSTOMERS)
def test_a_customer_has_a_portrait(customer: str) -> None:
    picture = portrait(customer)
    assert picture is not None
    assert Image.open(io.BytesIO(picture.read_bytes())).size == (256, 256)


def test_a_customer_without_a_drawing_has_none() -> None:
    assert portrait("nobody-at-all") is None
