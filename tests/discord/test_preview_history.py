"""What one finds in the preview before doing anything."""

import pytest
from simcord.env import Env

from bot.app import SimmerBot
from tests.discord.world import said, text_of

pytest.importorskip("simcord.preview")

from bot.preview.history import furnish
from bot.preview.team import build, settle_in


async def test_boards_report_assignments_and_a_tournament_show_something_at_once(env: Env) -> None:
    assert isinstance(env.bot, SimmerBot)
    team = build(env)
    await settle_in(env.bot, team)
    await furnish(env.bot, team)
    with env._bot_scope():
        env.bot.dispatch("ready")
    await env.settle()
    ann, *_ = team.people

    (announced,) = [text_of(message) for message in team.channel.history()]
    assert "🏆 Calm week" in announced
    assert "Joined (4)" in announced
    assert "**1.** Ben (agent)" in announced
    board = said(await ann.slash(team.channel, "leaderboard"))
    assert "4 members have a place" in board
    assert "**Ann (agent)**" in board
    assert "a colleague" in board, "Ben has not shown his name"
    assert "Gus Petropoulos, Nadia Haddad" in said(await ann.slash(team.channel, "assign mine"))
    report = said(await team.trainer.slash(team.channel, "team report"))
    assert "**4 of 4 members** practised · 13 calls" in report
    assert "Ben (agent)" in report
