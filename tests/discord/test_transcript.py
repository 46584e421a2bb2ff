"""A whole call from /practice start to the debrief, through the real client."""

from pathlib import Path

from tests.discord.world import World, said

EXCELLENT = Path(__file__).parents[1] / "scripts" / "marta" / "excellent.txt"


async def test_a_whole_call_from_start_to_debrief(world: World) -> None:
    result = await world.ann.slash(world.channel, "practice start", customer="marta", mode="coach")
    assert result.ephemeral
    (thread,) = world.threads().values()
    assert f"<#{thread.id}>" in said(result)
    assert "Marta Lindqvist" in world.shown(thread)
    assert "HL-40718" in world.shown(thread)

    await world.press(thread, "take")
    assert world.spoken(thread) == []
    await world.quiet()
    assert len(world.spoken(thread)) >= 1

    for line in EXCELLENT.read_text().splitlines():
        live = world.live()
        if live is None or live.call.outcome is not None:
            break
        await world.say(thread, line)
        await world.quiet()
        await world.pass_time(10)

    shown = world.shown(thread)
    assert "The call is over" in shown
    assert "Resolved" in shown
    form = await world.press(thread, "rate")
    assert form.modal is not None
    await world.ann.submit_modal(form, {"rating": "5", "note": "New mixer by express for Saturday."})
    shown = world.shown(thread)
    assert "Debrief: Marta Lindqvist" in shown
    assert "of 100" in shown
    assert world.shut(thread) == (True, True)
    assert world.practice() is None
