"""The occasions of occasions.toml: when a customer says something, and how many lines of their own that takes."""

import tomllib
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from bot.customers.persona import Register

if TYPE_CHECKING:
    from collections.abc import Mapping


class Occasion(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    when: str
    own: int
    slots: tuple[str, ...] = ()
    registers: tuple[Register, ...] = tuple(Register)


@cache
def _load() -> "Mapping[str, Occasion]":
    rows = tomllib.loads(files(__package__).joinpath("occasions.toml").read_text(encoding="utf-8"))
    return MappingProxyType({key: Occasion(id=key, **row) for key, row in rows.items()})


OCCASIONS: "Mapping[str, Occasion]" = _load()
