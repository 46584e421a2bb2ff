"""The customers of a folder, read from their files as they stand. `roster.py` keeps them in memory for lists."""

from collections.abc import Iterable
from pathlib import Path

from bot.customers import Customer, PersonaError, load_customer, personas_dir
from bot.customers.loading import customer_files
from bot.customers.stock import Stock, read_stock, shipped_stock
from bot.desk.errors import DeskError
from bot.desk.nearest import no_such


class CustomerFiles:
    """A folder of customers; a team may have its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stock: Stock | None = None

    @property
    def stock(self) -> Stock:
        """The lines that all of them share; read once.

        Raises:
            DeskError: the folder's own are not in order.
        """
        if self._stock is None:
            self._stock = stock_of(self._folder)
        return self._stock

    def all(self) -> list[Customer]:
        """Every customer whose file is in order."""
        read = (in_order(path) for path in customer_files(self._folder))
        return [customer for customer in read if customer is not None]

    def get(self, persona_id: str, *, besides: Iterable[str] = ()) -> Customer:
        """The customer of that id; `besides` are ids that do not stand here but could be meant.

        Raises:
            DeskError: there is none.
            PersonaError: there is, but the file is broken.
        """
        files = {path.stem: path for path in customer_files(self._folder)}
        if persona_id in files:
            return load_customer(files[persona_id])
        for customer in self.all():  # a file may bear another name than its customer
            if customer.id == persona_id:
                return customer
        if not files:
            raise DeskError(f"There are no customers in {self._folder}.")
        raise DeskError(no_such("customer", persona_id, [*files, *besides]))


def in_order(path: Path) -> Customer | None:
    """The customer of a file; None for a broken one, which must not keep the others from playing.

    `simmer personas check` says what is wrong with it.
    """
    try:
        return load_customer(path)
    except PersonaError:
        return None


def stock_of(personas: Path) -> Stock:
    """The lines that the customers of a folder share: its own, else those that come with Simmer.

    Raises:
        DeskError: the folder's own are not in order.
    """
    own = personas / "stock"
    if not own.is_dir():
        return shipped_stock()
    try:
        return read_stock(own)
    except (OSError, ValueError) as error:  # not readable, not TOML, or not a stock
        problem = " ".join(str(error).split())[:300]
        raise DeskError(f"The lines that all customers share, in {own}, are not in order: {problem}") from error


def stock_folder(personas: Path) -> Path:
    """Where those lines stand: in the folder itself, else in the one that comes with Simmer."""
    own = personas / "stock"
    return own if own.is_dir() else personas_dir() / "stock"
