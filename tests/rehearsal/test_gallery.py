"""docs/gallery.md shows calls as they are played now."""

from pathlib import Path

from bot.customers import load_customer
from bot.customers.loading import customer_files, personas_dir
from bot.customers.stock import shipped_stock
from bot.rehearsal.gallery import gallery

PAGE = Path(__file__).parents[2] / "docs" / "gallery.md"


def test_the_gallery_is_current() -> None:
    page = gallery(map(load_customer, customer_files(personas_dir())), stock=shipped_stock())
    assert page == PAGE.read_text(encoding="utf-8"), "run: simmer personas gallery docs/gallery.md"
