"""The 24 techniques that the training guides teach (T1-T24), read from techniques.toml beside this file."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Technique:
    """One technique: its id ("T9"), its name and, in one sentence each, why it works and how to do it."""

    id: str
    name: str
    why: str
    how: str
    causes: tuple[str, ...]
    """Ids of the signals, conduct and rules that show the technique, used or misused."""


@cache
def _load() -> dict[str, Technique]:
    rows = tomllib.loads(files(__package__).joinpath("techniques.toml").read_text(encoding="utf-8"))
    return {key: Technique(key, row["name"], row["why"], row["how"], tuple(row["causes"])) for key, row in rows.items()}


TECHNIQUES: dict[str, Technique] = _load()
