"""The customers' portraits: our own vector drawings (`ID.svg`), and the pictures made from them (`ID.png`)."""

from importlib.resources import files
from importlib.resources.abc import Traversable


def portrait(persona_id: str) -> Traversable | None:
    """The PNG of a customer, 256 x 256; None where nobody has drawn one."""
    picture = files(__package__).joinpath(f"{persona_id}.png")
    return picture if picture.is_file() else None
