"""docs/discord.md names every command."""

from pathlib import Path

from discord import app_commands

from tests.discord.world import World

DOCS = Path(__file__).parents[2] / "docs" / "discord.md"


async def test_every_command_stands_in_the_table_with_who_may_use_it(world: World) -> None:
    rows = [row for row in DOCS.read_text(encoding="utf-8").splitlines() if row.startswith("| `/")]
    assert all(row.count(" | ") == 2 for row in rows), "a row has the command, what it does, and who may"
    named = " ".join(row.split(" | ")[0] for row in rows)
    commands = [one for one in world.bot.tree.walk_commands() if isinstance(one, app_commands.Command)]
    assert commands
    assert [f"/{one.qualified_name}" for one in commands if f"`/{one.qualified_name}" not in named] == []


async def test_no_command_stands_there_that_is_none(world: World) -> None:
    known = {one.qualified_name for one in world.bot.tree.walk_commands()}
    text = DOCS.read_text(encoding="utf-8")
    for row in text.splitlines():
        if row.startswith("| `/"):
            for part in row.split(" | ")[0].split("`/")[1:]:
                name = part.split("`")[0].split(" [")[0].split(" <")[0]
                assert name in known, name
