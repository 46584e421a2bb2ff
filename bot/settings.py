"""What can be set from outside: the environment and a `.env` file in the working folder.

One place reads the environment, so that a mistake in it is one clear sentence at start and not a surprise later.
Every setting is documented in .env.example; a test compares the two. This module must not know any room.
"""

import os
from pathlib import Path
from typing import Annotated, Any, Literal

from dotenv import dotenv_values
from pydantic import AfterValidator, BeforeValidator, Field, HttpUrl, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict
from rapidfuzz import process
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

ENV_FILE = ".env"
_PACKAGE = Path(__file__).resolve().parent
_DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg", "postgres": "postgresql+asyncpg"}


class SettingsError(Exception):
    """A setting is wrong; the message is the sentence that the user reads."""


def _database_url(value: str) -> str:
    try:
        url = make_url(value)
    except ArgumentError:
        raise ValueError("is not a database address; write it like sqlite+aiosqlite:///simmer.db") from None
    engine = url.drivername.split("+")[0]
    if engine not in _DRIVERS:
        raise ValueError(f"names the database '{engine}'; Simmer works with sqlite and postgresql")
    if engine == "sqlite" and url.database in {None, "", ":memory:"}:
        raise ValueError("must name a file, for instance sqlite+aiosqlite:///simmer.db")
    if "+" not in url.drivername:
        url = url.set(drivername=_DRIVERS[engine])
    return url.render_as_string(hide_password=False)


def _folder(value: Path | None) -> Path | None:
    if value is not None and not value.is_dir():
        raise ValueError(f"is no folder: {value}")
    return value


def _upper(value: Any) -> Any:  # noqa: ANN401 (pydantic hands over what it was given)
    return value.upper() if isinstance(value, str) else value


def _lower(value: Any) -> Any:  # noqa: ANN401 (as above)
    return value.lower() if isinstance(value, str) else value


class Settings(BaseSettings):
    """The settings, validated. The aliases are the names in the environment."""

    model_config = SettingsConfigDict(
        env_file=ENV_FILE,
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        populate_by_name=True,
    )

    discord_token: SecretStr | None = Field(default=None, validation_alias="DISCORD_TOKEN")
    database_url: Annotated[str, AfterValidator(_database_url)] = Field(
        default="sqlite+aiosqlite:///simmer.db", validation_alias="SIMMER_DATABASE_URL"
    )
    personas_dir: Annotated[Path | None, AfterValidator(_folder)] = Field(
        default=None, validation_alias="SIMMER_PERSONAS_DIR"
    )
    log_level: Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"], BeforeValidator(_upper)] = Field(
        default="WARNING", validation_alias="SIMMER_LOG_LEVEL"
    )
    sync: Annotated[Literal["auto", "always", "off"], BeforeValidator(_lower)] = Field(
        default="auto", validation_alias="SIMMER_SYNC"
    )
    """When Discord is told of the commands: at a start where they changed, at every start, never."""
    discord_api: HttpUrl | None = Field(default=None, validation_alias="SIMMER_DISCORD_API")

    @property
    def personas(self) -> Path:
        """The folder of customers: the setting, else the checkout's, else the copy inside the package."""
        return self.personas_dir or _own_folder("personas")


def names() -> tuple[str, ...]:
    """The names of all settings as they stand in the environment."""
    return tuple(str(field.validation_alias) for field in Settings.model_fields.values())


def migrations() -> Path:
    """The folder of the database's migrations: the checkout's, else the copy inside the package."""
    return _own_folder("migrations")


def _own_folder(name: str) -> Path:
    checkout = _PACKAGE.parent
    if (checkout / "pyproject.toml").is_file() and (checkout / name).is_dir():
        return checkout / name
    return _PACKAGE / "shipped" / name


def load_settings() -> Settings:
    """Read the environment and `.env`.

    Raises:
        SettingsError: a value is wrong, or a name that begins with SIMMER_ is no setting of ours.
    """
    _refuse_unknown_names()
    try:
        return Settings()
    except ValidationError as error:
        raise SettingsError(_sentence(error)) from None
    except UnicodeDecodeError:
        raise SettingsError(f"The file {ENV_FILE} is not written in UTF-8; please save it as UTF-8.") from None


def _refuse_unknown_names() -> None:
    # A misspelt name would otherwise be ignored without a word, and the default used.
    try:
        in_file = dotenv_values(ENV_FILE, encoding="utf-8") if Path(ENV_FILE).is_file() else {}
    except UnicodeDecodeError:
        return  # load_settings says it better
    known = names()
    for name in sorted({*os.environ, *in_file}):
        if name.upper().startswith("SIMMER_") and name.upper() not in known:
            nearest = process.extractOne(name.upper(), known)
            raise SettingsError(f"There is no setting {name}; the nearest one is {nearest[0]}.")


def _sentence(error: ValidationError) -> str:
    first = error.errors()[0]
    name = str(first["loc"][0])
    value = first["input"]
    if first["type"] == "literal_error":
        choices = str(first["ctx"]["expected"])
        options = [part.strip(" '") for part in choices.replace(" or ", ",").split(",")]
        nearest = process.extractOne(str(value), options, processor=str.casefold)
        return f"{name} cannot be '{value}'; the nearest valid value is {nearest[0]} (of {', '.join(options)})."
    if first["type"] == "value_error":
        return f"{name} {first['ctx']['error']}."
    return f"{name} cannot be '{value}': {first['msg'][0].lower()}{first['msg'][1:]}."
