"""`simmer replay`: a stored call again, or with one message changed."""

import asyncio
from collections.abc import Iterable

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from bot import coaching
from bot.call import Call, Event
from bot.call.events import AgentSaid, CustomerSaid, Ended
from bot.cli.jsonlines import briefing_line, event_lines, look_line, what_if_line
from bot.cli.options import format_option
from bot.cli.output import console, json_line, write_lines
from bot.cli.setting_up import open_desk
from bot.coaching.account import Turn
from bot.coaching.wording import signed
from bot.desk import AfterCall, LiveCall, SimulatedClock
from bot.desk.review import Reviews
from bot.terminal import Narrator, shown


@click.command()
@click.argument("call_id", metavar="CALL")
@click.option("--turn", type=click.IntRange(1), metavar="N", help="Change what you said at this turn ...")
@click.option("--say", metavar="TEXT", help="... to this, and see what would have followed.")
@format_option()
def replay(*, call_id: str, turn: int | None, say: str | None, form: str) -> None:
    """Show a stored call again, or what would have been."""
    if (turn is None) != (say is None):
        raise click.UsageError("--turn and --say go together: which message to change, and to what.")
    if turn is None or say is None:
        asyncio.run(_replay(call_id, as_json=form == "json"))
    else:
        asyncio.run(_changed(call_id, turn, say, as_json=form == "json"))


async def _replay(call_id: str, *, as_json: bool) -> None:
    async with open_desk(SimulatedClock) as desk:
        live, events = await desk.again(call_id), await desk.told(call_id)
        look = None if live.call.outcome is None else await AfterCall(desk).look(live.id)
    if as_json:
        lines = [briefing_line(live.record, live.customer.persona), *event_lines(events)]
        write_lines(map(json_line, lines if look is None else [*lines, look_line(look)]))
        return
    narrator = _narrator(live)
    narrator.briefing()
    narrator.events(events)
    if look is not None:
        narrator.debrief(look)


async def _changed(call_id: str, turn: int, say: str, *, as_json: bool) -> None:
    async with open_desk(SimulatedClock) as desk:
        live = await desk.again(call_id)
        found = await Reviews(desk).what_if(call_id, turn, say)
    before, live.call = live.call, found.changed
    if as_json:
        lines = [briefing_line(live.record, live.customer.persona), *event_lines(found.changed.events)]
        lines.append(what_if_line(found, before))
        if found.changed.outcome is not None:
            lines.append(coaching.debrief_json(coaching.debrief(found.changed)))
        write_lines(map(json_line, lines))
        return
    narrator = _narrator(live)
    narrator.console.print(_beside(found, before, narrator.console))
    narrator.console.print(Text(_sentence(found)), soft_wrap=True)
    after = _following(found.changed.events, turn)
    if after:
        narrator.console.print()
        narrator.console.print(Text("What would have followed:", style="bold"))
        narrator.events(after)


def _narrator(live: LiveCall) -> Narrator:
    narrator = Narrator(console(), live)
    if live.notice:
        narrator.console.print(Text(live.notice, style="italic"))
    return narrator


def _beside(found: coaching.WhatIf, before: Call, out: Console) -> Table:
    """The message as it was and as it would have been, in two columns."""
    table = Table(expand=out.width <= 100, safe_box=True, title=f"Message {found.turn}", title_justify="left")
    table.add_column("")
    table.add_column("as it was", ratio=1)
    table.add_column("with your new message", ratio=1)
    both = ((before, found.original), (found.changed, found.would))
    for title, cells in (
        ("you", [turn.text for _, turn in both]),
        ("anger", [_anger(turn) for _, turn in both]),
        ("because", [_because(turn) for _, turn in both]),
        ("they", [_answer(call.events, found.turn) for call, _ in both]),
        ("then", [_end(call) for call, _ in both]),
    ):
        table.add_row(title, *(escape(shown(cell)) for cell in cells))
    return table


def _anger(turn: Turn) -> str:
    arrow = f"{turn.before.anger} to {turn.after.anger} ({signed(turn.delta)})"
    return f"{arrow}, {turn.after.state.value}"


def _because(turn: Turn) -> str:
    reasons = sorted(turn.reasons, key=lambda reason: -abs(reason.delta))
    return (
        "\n".join(
            f"{signed(r.delta)} {r.cause.replace('_', ' ')}" + (f" ({r.technique})" if r.technique else "")
            for r in reasons
        )
        or "nothing moved"
    )


def _answer(events: Iterable[Event], turn: int) -> str:
    """What the customer said to the message, up to the next one."""
    after = _following(tuple(events), turn)
    until = next((place for place, event in enumerate(after) if isinstance(event, AgentSaid)), len(after))
    return "\n".join(event.text for event in after[:until] if isinstance(event, CustomerSaid)) or "(nothing)"


def _following(events: tuple[Event, ...], turn: int) -> tuple[Event, ...]:
    said = (place for place, event in enumerate(events) if isinstance(event, AgentSaid) and event.turn == turn)
    return events[next(said, len(events)) + 1 :]


def _sentence(found: coaching.WhatIf) -> str:
    """What the change made of the call."""
    unsaid = ""
    if found.unsaid:
        unsaid = f" {found.unsaid} later message{'' if found.unsaid == 1 else 's'} would have found nobody there."
    return (
        f"With your new message {found.turn}: anger {found.would_anger} instead of {found.was_anger} after it.{unsaid}"
    )


def _end(call: Call) -> str:
    ended = next((event for event in call.events if isinstance(event, Ended)), None)
    if ended is None:
        return f"is open after {call.turn} messages"
    total = coaching.score(call).total
    score = "" if total is None else f", score {total}"
    return f"ends '{ended.outcome.value}' after {ended.turns} messages{score}"
