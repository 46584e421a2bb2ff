"""What each cause of a change means in plain words: causes.toml, read and checked against the vocabulary."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter


class Cause(BaseModel):
    """One cause of bot/call/mood.toml, explained."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    did: str
    """Completes "this message …"."""
    tip: str
    kind: Literal["good", "bad", "time"]


@cache
def load_causes() -> dict[str, Cause]:
    """By the id of the cause."""
    text = files(__package__).joinpath("causes.toml").read_text(encoding="utf-8")
    return TypeAdapter(dict[str, Cause]).validate_python(tomllib.loads(text))


def did(cause: str) -> str:
    """What the cause did; the bare id for one that is not explained yet."""
    row = load_causes().get(cause)
    return row.did if row else cause.replace("_", " ")


def tip(cause: str) -> str:
    row = load_causes().get(cause)
    return row.tip if row else ""
