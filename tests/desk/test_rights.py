from itertools import product
from pathlib import Path

import pytest

from bot.desk.rights import Action, Actor, RightsError, Role, may, refusal, rights_table, roles_of
from bot.desk.servers import ServerSettings

DOCS = Path(__file__).parents[2] / "docs" / "challenges.md"

EVERYBODY = set(Role)
HERE = EVERYBODY - {Role.STRANGER}
STAFF = {Role.TRAINER, Role.LEAD, Role.MANAGER}
TRAINERS = {Role.TRAINER, Role.MANAGER}
MAY: dict[Action, set[Role]] = {
    Action.START_CALL: HERE,
    Action.SEE_OWN_DEBRIEF: HERE,
    Action.SEE_OTHERS_DEBRIEF: STAFF,
    Action.REVIEW: STAFF,
    Action.SEE_CHALLENGE: HERE,
    Action.JOIN_CHALLENGE: HERE,
    Action.CREATE_CHALLENGE: TRAINERS,
    Action.BEGIN_CHALLENGE: TRAINERS,
    Action.CLOSE_CHALLENGE: STAFF,
    Action.SEE_HIDDEN_STANDINGS: STAFF,
    Action.ASSIGN: STAFF,
    Action.SEE_OWN_ASSIGNMENTS: HERE,
    Action.SEE_BOARD: HERE,
    Action.SEE_NAMES: STAFF,
    Action.SEE_TEAM_REPORT: STAFF,
    Action.EXPORT: STAFF,
    Action.CHANGE_CUSTOMERS: TRAINERS,
    Action.CHANGE_SETTINGS: {Role.MANAGER},
    Action.OWN_DATA: EVERYBODY,
    Action.LEARN: EVERYBODY,
}


@pytest.mark.parametrize(("action", "role"), list(product(Action, Role)), ids=str)
def test_every_entry_of_the_role_model(action: Action, role: Role) -> None:
    assert may(action, {role}) == (role in MAY[action])
    actor = Actor("1", "Jo", "9", frozenset({role}))
    if role in MAY[action]:
        actor.must(action)
    else:
        with pytest.raises(RightsError) as refused:
            actor.must(action)
        assert str(refused.value) == refusal(action)


def test_the_documentation_shows_the_role_model_as_it_is() -> None:
    assert rights_table() in DOCS.read_text(encoding="utf-8")


def test_one_role_that_may_is_enough_and_none_may_nothing() -> None:
    assert may(Action.CREATE_CHALLENGE, {Role.MEMBER, Role.LEAD, Role.TRAINER})
    assert not any(may(action, set()) for action in Action)


@pytest.mark.parametrize(
    ("action", "says"),
    [
        (Action.JOIN_CHALLENGE, "Only members of the server may join a challenge; use this on the server itself."),
        (
            Action.CREATE_CHALLENGE,
            "Only trainers and server managers may create a challenge; /settings names who trains and leads.",
        ),
        (
            Action.SEE_TEAM_REPORT,
            "Only trainers, leads and server managers may read the team report; /settings names who trains and leads.",
        ),
        (
            Action.CHANGE_SETTINGS,
            "Only server managers may change the server's settings: it takes the permission Manage Server.",
        ),
    ],
)
def test_a_refusal_says_what_is_missing(action: Action, says: str) -> None:
    assert refusal(action) == says


def test_the_roles_of_discord_that_a_server_has_named_make_trainers_and_leads() -> None:
    settings = ServerSettings(trainers=("5",), leads=("6",))
    assert settings.roles({"1"}, manages=False) == {Role.MEMBER}
    assert settings.roles({"5", "6"}, manages=False) == {Role.MEMBER, Role.TRAINER, Role.LEAD}
    assert settings.roles(set(), manages=True) == {Role.MEMBER, Role.MANAGER}
    assert roles_of({"5"}, trainers=("5",), leads=(), manages=True, belongs=False) == {Role.STRANGER}
    trains = [settings.trains(bears, manages=False) for bears in (set(), {"1"}, {"5"}, {"6"})]
    assert trains == [False, False, True, True]
    assert settings.trains(set(), manages=True)
