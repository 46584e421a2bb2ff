"""When Discord is told of the commands: it limits how often one may."""

import pytest
from simcord.env import Env

from bot import settings as bot_settings
from bot.app import create_bot
from bot.settings import Settings, SettingsError, load_settings
from tests.discord.world import World


def told(env: Env) -> int:
    """How often Discord was told."""
    return sum(one.method == "PUT" and one.path.endswith("/commands") for one in env.http_requests)


async def start_again(world: World, settings: Settings, *, changed: bool) -> None:
    """A new process on the same database, with one command fewer if `changed`."""
    old, new = world.bot, create_bot(settings)
    if changed:
        load = new.load_extension

        async def load_but_one(name: str, *, package: str | None = None) -> None:
            await load(name, package=package)
            new.tree.remove_command("leaderboard")

        new.load_extension = load_but_one  # type: ignore[method-assign]
    await world.env.restart_bot(new)
    assert old._database is not None
    await old._database.close()


@pytest.mark.parametrize(
    ("sync", "changed", "times"),
    [
        ("auto", False, 1),
        ("auto", True, 2),
        ("always", False, 2),
        ("always", True, 2),
        ("off", False, 1),
        ("off", True, 1),
    ],
)
async def test_told_as_the_setting_says(
    world: World, own_settings: Settings, *, sync: str, changed: bool, times: int
) -> None:
    assert told(world.env) == 1, "nothing was known at the first start"
    await start_again(world, own_settings.model_copy(update={"sync": sync}), changed=changed)
    assert told(world.env) == times


async def test_what_was_held_back_is_told_later(
    world: World, own_settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    await start_again(world, own_settings.model_copy(update={"sync": "off"}), changed=True)
    assert "Discord is not told of them: SIMMER_SYNC is off" in caplog.text
    await start_again(world, own_settings, changed=True)
    assert told(world.env) == 2


def test_the_setting_is_read_in_any_case_and_a_wrong_one_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in bot_settings.names():
        monkeypatch.delenv(name, raising=False)
    assert load_settings().sync == "auto"
    monkeypatch.setenv("SIMMER_SYNC", "Always")
    assert load_settings().sync == "always"
    monkeypatch.setenv("SIMMER_SYNC", "of")
    with pytest.raises(SettingsError, match="SIMMER_SYNC cannot be 'of'; the nearest valid value is off"):
        load_settings()
