"""`simmer replay`: a stored call again, or with one message changed."""

import asyncio

import click
from rich.text import Text

from bot.call import Call, Event
from bot.call.events import Ended, MoodMoved
from bot.cli.choices import Choice
from bot.cli.jsonlines import briefing_line, debrief_line, event_lines
from bot.cli.output import console, json_line, write_lines
from bot.cli.setting_up import open_desk
from bot.desk import LiveCall, SimulatedClock
from bot.terminal import Narrator


@click.command()
@click.argument("call_id", metavar="CALL")
@click.option("--turn", type=click.IntRange(1), metavar="N", help="Change what you said at this turn ...")
@click.option("--say", metavar="TEXT", help="... to this, and see what would have followed.")
@click.option("--format", "form", type=Choice("format", ("text", "json")), default="text")
def replay(*, call_id: str, turn: int | None, say: str | None, form: str) -> None:
    """Show a stored call again, or what would have been."""
    if (turn is None) != (say is None):
        raise click.UsageError("--turn and --say go together: which message to change, and to what.")
    asyncio.run(_replay(call_id, turn, say, as_json=form == "json"))


async def _replay(call_id: str, turn: int | None, say: str | None, *, as_json: bool) -> None:
    async with open_desk(SimulatedClock) as desk:
        live = await desk.again(call_id)
        before, events = live.call, await desk.told(call_id)
        if turn is not None and say is not None:
            live.call = await desk.what_if(call_id, turn, say)
            events = live.call.events
    if as_json:
        lines = [briefing_line(live.record, live.customer.persona), *event_lines(events)]
        if live.call.outcome is not None:
            lines.append(debrief_line(live.call))
        write_lines(map(json_line, lines))
        return
    out = console()
    narrator = Narrator(out, live)
    if live.notice:
        out.print(Text(live.notice, style="italic"))
    narrator.briefing()
    narrator.events(events)
    if live.call.outcome is not None:
        narrator.debrief()
    if turn is not None:
        out.print()
        out.print(Text(_compared(before, live, turn)))


def _compared(before: Call, live: LiveCall, turn: int) -> str:
    """What the change made of the call, in a sentence."""
    was, would = _mood_after(before.events, turn), _mood_after(live.call.events, turn)
    return (
        f"With your new message {turn}: anger {would} after it instead of {was}; "
        f"the call {_end(live.call)} instead of {_end(before)}."
    )


def _mood_after(events: tuple[Event, ...], turn: int) -> str:
    moods = [event.after for event in events if isinstance(event, MoodMoved) and event.turn == turn]
    return str(moods[0].anger) if moods else "unknown"


def _end(call: Call) -> str:
    ended = next((event for event in call.events if isinstance(event, Ended)), None)
    if ended is None:
        return f"is open after {call.turn} messages"
    return f"ends '{ended.outcome.value}' after {ended.turns} messages"
