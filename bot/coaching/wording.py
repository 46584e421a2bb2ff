"""The debrief's own sentences: wording.toml, read and checked."""

import tomllib
from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict

MINUS = "\N{MINUS SIGN}"


class Wording(BaseModel):
    """wording.toml as a whole."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    next_gold: str
    next_stopped: str
    next_nothing_said: str
    remembered: str
    remembered_nothing: str
    reset: str
    reset_stopped: str
    pause_several: str
    outcomes: dict[str, str]


@cache
def load_wording() -> Wording:
    text = files(__package__).joinpath("wording.toml").read_text(encoding="utf-8")
    return Wording.model_validate(tomllib.loads(text))


def signed(change: int) -> str:
    """A change with its sign: a real minus, which is as wide as the plus."""
    return f"{change:+d}".replace("-", MINUS) if change else "±0"
