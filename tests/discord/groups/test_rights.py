"""The role model, entry by entry, through Discord: who may do what with boards, assignments and the report."""

from collections.abc import Mapping
from typing import Any

import pytest

from bot.desk import Action, Role
from bot.desk.rights import may, refusal
from tests.discord.groups.world import Groups, card
from tests.discord.world import said

PEOPLE = {Role.MEMBER: "bob", Role.TRAINER: "tina", Role.LEAD: "lea", Role.MANAGER: "adam"}
COMMANDS: Mapping[Action, tuple[tuple[str, dict[str, Any]], ...]] = {
    Action.SEE_BOARD: (("leaderboard", {}),),
    Action.SEE_OWN_ASSIGNMENTS: (("assign mine", {}),),
    Action.ASSIGN: (
        ("assign new", {"customers": "marta", "due": "3d"}),
        ("assign list", {}),
        ("assign show", {"assignment": "k7mp2x"}),
        ("assign withdraw", {"assignment": "k7mp2x"}),
    ),
    Action.SEE_TEAM_REPORT: (("team report", {}),),
}


@pytest.mark.parametrize("role", list(PEOPLE))
@pytest.mark.parametrize("action", list(COMMANDS))
async def test_each_command_follows_the_role_model(groups: Groups, action: Action, role: Role) -> None:
    for command, options in COMMANDS[action]:
        text = said(await groups.slash(getattr(groups.world, PEOPLE[role]), command, **options))
        assert (text == refusal(action)) == (not may(action, [role])), f"/{command}: {text}"


@pytest.mark.parametrize("role", list(PEOPLE))
async def test_names_that_are_private_follow_the_role_model(groups: Groups, role: Role) -> None:
    await groups.played(groups.world.ann, 50, 50, 50)
    text = said(await groups.slash(getattr(groups.world, PEOPLE[role]), "leaderboard"))
    assert ("**ann**" in text) == may(Action.SEE_NAMES, [role])
    assert ("a colleague ·" in text) == (not may(Action.SEE_NAMES, [role]))


@pytest.mark.parametrize("role", list(PEOPLE))
async def test_files_follow_the_role_model(groups: Groups, role: Role) -> None:
    """The button is on a card that only its reader sees; what counts is what they are when they press it."""
    world = groups.world
    await groups.played(world.ann, 50)
    message = card(await groups.slash(world.tina, "team report"))
    groups.bears(world.tina, *{Role.TRAINER: [world.trainers], Role.LEAD: [world.leads]}.get(role, []))
    if role is Role.MANAGER:
        world.env.backend.get_guild(world.guild.id).owner_id = world.tina.id
    result = await groups.click(world.tina, message, "report_csv")
    assert bool(groups.files(card(result))) == may(Action.EXPORT, [role]), said(result)


@pytest.mark.parametrize("action", list(COMMANDS))
async def test_strangers_are_offered_no_command_outside_a_server(groups: Groups, action: Action) -> None:
    assert not may(action, [Role.STRANGER])
    offered = groups.world.ann.user.available_commands()
    for command, _ in COMMANDS[action]:
        assert command not in offered


@pytest.mark.parametrize("role", list(PEOPLE))
async def test_help_names_what_one_may_do_and_nothing_else(groups: Groups, role: Role) -> None:
    text = said(await groups.slash(getattr(groups.world, PEOPLE[role]), "help"))
    for action, commands in COMMANDS.items():
        for command, _ in commands:
            assert (f"`/{command}`" in text) == may(action, [role]), command
