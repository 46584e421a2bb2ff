"""The numbers of limits.toml, typed."""

import tomllib
from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict


class _Limits(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Complete(_Limits):
    lines: int
    corpus: int
    vents: int


class _Line(_Limits):
    long: int
    longest: int
    messages: int
    bursts: float
    alike: int
    shared_words: int


class _Phrase(_Limits):
    words: int
    per_line: int


class _Discord(_Limits):
    name: int
    forbidden: tuple[str, ...]


class UploadLimits(_Limits):
    """The most that a file from outside may hold, so that no customer slows everybody's calls."""

    bytes: int
    facts: int
    remedies: int
    beats: int
    rows: int
    patterns: int
    pattern_words: int
    lines: int
    vents: int
    names: int
    slips: int
    rights: int


class CheckLimits(_Limits):
    """limits.toml."""

    complete: _Complete
    line: _Line
    phrase: _Phrase
    discord: _Discord
    upload: UploadLimits


@cache
def check_limits() -> CheckLimits:
    text = files(__package__).joinpath("limits.toml").read_text(encoding="utf-8")
    return CheckLimits.model_validate(tomllib.loads(text))
