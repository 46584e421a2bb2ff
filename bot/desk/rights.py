"""Who may do what: the role model, read from rights.toml, and the sentence that says what somebody lacks.

Discord's own permission settings (Integrations) come before it: they decide who sees a command at all.
"""

import tomllib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict, TypeAdapter

from bot.desk.errors import DeskError
from bot.desk.live import Trainee


class Role(StrEnum):
    STRANGER = "stranger"
    MEMBER = "member"
    TRAINER = "trainer"
    LEAD = "lead"
    MANAGER = "manager"


class Action(StrEnum):
    START_CALL = "start_call"
    SEE_OWN_DEBRIEF = "see_own_debrief"
    SEE_OTHERS_DEBRIEF = "see_others_debrief"
    REVIEW = "review"
    SEE_CHALLENGE = "see_challenge"
    JOIN_CHALLENGE = "join_challenge"
    CREATE_CHALLENGE = "create_challenge"
    BEGIN_CHALLENGE = "begin_challenge"
    CLOSE_CHALLENGE = "close_challenge"
    SEE_HIDDEN_STANDINGS = "see_hidden_standings"
    ASSIGN = "assign"
    SEE_OWN_ASSIGNMENTS = "see_own_assignments"
    SEE_BOARD = "see_board"
    SEE_NAMES = "see_names"
    SEE_TEAM_REPORT = "see_team_report"
    EXPORT = "export"
    CHANGE_CUSTOMERS = "change_customers"
    CHANGE_SETTINGS = "change_settings"
    OWN_DATA = "own_data"
    LEARN = "learn"


class Right(BaseModel):
    """One row of the role model."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    says: str
    roles: frozenset[Role]


class RightsError(DeskError):
    """Somebody may not do this; the message says what they lack."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who asks for something, with all their roles where they ask."""

    id: str
    name: str
    guild_id: str | None
    roles: frozenset[Role]

    @property
    def trainee(self) -> Trainee:
        return Trainee(self.id, self.name, self.guild_id)

    def may(self, action: Action) -> bool:
        return may(action, self.roles)

    def must(self, action: Action) -> None:
        """Refuse what they may not do.

        Raises:
            RightsError: they may not.
        """
        if not self.may(action):
            raise RightsError(refusal(action))


def member(trainee: Trainee) -> Actor:
    """Somebody of whom no more is known than that they are on the server: enough for what everybody may do."""
    return Actor(trainee.id, trainee.name, trainee.guild_id, frozenset({Role.MEMBER}))


_PEOPLE = {
    Role.MEMBER: "members of the server",
    Role.TRAINER: "trainers",
    Role.LEAD: "leads",
    Role.MANAGER: "server managers",
}


@cache
def rights() -> dict[Action, Right]:
    """The whole role model; every action stands in it."""
    text = files("bot.desk").joinpath("rights.toml").read_text(encoding="utf-8")
    table = TypeAdapter(dict[Action, Right]).validate_python(tomllib.loads(text))
    missing = set(Action) - table.keys()
    if missing:
        raise ValueError(f"rights.toml lacks {', '.join(sorted(missing))}")
    return table


def may(action: Action, roles: Iterable[Role]) -> bool:
    """Whether somebody with these roles may do it; one role that may is enough."""
    return bool(rights()[action].roles & set(roles))


def refusal(action: Action) -> str:
    """What to say to somebody who may not."""
    right = rights()[action]
    people = [name for role, name in _PEOPLE.items() if role in right.roles]
    if Role.MEMBER in right.roles:
        return f"Only members of the server may {right.says}; use this on the server itself."
    named = people[0] if len(people) == 1 else f"{', '.join(people[:-1])} and {people[-1]}"
    if len(people) == 1:
        return f"Only {named} may {right.says}: it takes the permission Manage Server."
    return f"Only {named} may {right.says}; /settings names who trains and leads."


def roles_of(
    bears: Collection[str], *, trainers: Collection[str], leads: Collection[str], manages: bool, belongs: bool = True
) -> frozenset[Role]:
    """The roles here of somebody who bears these roles of Discord; `belongs` is False for who is not on the server."""
    if not belongs:
        return frozenset({Role.STRANGER})
    found = {Role.MEMBER}
    if set(bears) & set(trainers):
        found.add(Role.TRAINER)
    if set(bears) & set(leads):
        found.add(Role.LEAD)
    if manages:
        found.add(Role.MANAGER)
    return frozenset(found)


def rights_table() -> str:
    """The role model as the Markdown table of the documentation."""
    lines = [
        "| who may … | " + " | ".join(Role) + " |",
        "|---|" + ":-:|" * len(Role),
    ]
    for right in rights().values():
        marks = ("yes" if role in right.roles else "no" for role in Role)
        lines.append(f"| {right.says} | " + " | ".join(marks) + " |")
    return "\n".join(lines) + "\n"
