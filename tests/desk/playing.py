"""Plays scripts through a desk, for the tests of what happens after a call."""

from bot.desk import Desk, LiveCall, Mode, ScriptPlayer, Trainee, parse_script
from tests.desk.conftest import JO

KIND = """
Hello Ms. Lindqvist, I understand why you are angry. What happened?
I'm truly sorry, Marta. That is our mistake, and I will see to it myself.
/note Nothing was promised. The mixer came late.
"""
RUDE = "Calm down.\nAre you deaf?\nStop whining."


async def play(desk: Desk, script: str = KIND, *, trainee: Trainee = JO, mode: Mode = Mode.PRACTICE) -> LiveCall:
    """A call with Marta that the script makes; its end ends the call."""
    return await finish(desk, await desk.start("marta", trainee=trainee, mode=mode, seed=7), script)


async def finish(desk: Desk, live: LiveCall, script: str = "") -> LiveCall:
    player = ScriptPlayer(desk, live)
    for step in parse_script(script.splitlines()):
        async for _ in player.step(step):
            pass
    async for _ in player.end():
        pass
    return live
