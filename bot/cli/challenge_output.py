"""How challenges look on a terminal and as JSON lines."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from bot.desk.challenges import Kind, Scoreboard, Stage, Standing, State, Step, Why, standing_figures, terms_of
from bot.store import Member, StoredChallenge
from bot.terminal import shown

_STATES = {
    State.ANNOUNCED: "opens {opens}",
    State.OPEN: "open until {closes}",
    State.CLOSING: "closing, the last calls may end until {ends}",
    State.CLOSED: "closed {closed}",
}
_DECIDED = {
    Why.ENDING: "{winner} wins: the better ending.",
    Why.CALMER: "{winner} wins: the same ending, and the calmer way there.",
    Why.QUICKER: "{winner} wins: as calm, and quicker.",
    Why.DRAW: "A draw: the same ending, as calm and as quick.",
    Why.UNFINISHED: "{winner} wins: the other call was not over in time.",
    Why.WALKOVER: "{winner} wins: there was no other call to the end.",
    Why.STOPPED: "No winner: a call was stopped.",
    Why.NOBODY: "No winner: neither call was played.",
}
_STAGES = {
    Stage.WAITING: "has not taken the call",
    Stage.RUNNING: "on the call",
    Stage.DONE: "done",
    Stage.STOPPED: "stopped",
    Stage.LEFT: "left",
}


def time_text(at: datetime | None) -> str:
    """A time in UTC, to the minute."""
    return "when it is begun" if at is None else f"{at:%Y-%m-%d %H:%M} UTC"


def challenge_line(one: StoredChallenge) -> str:
    """One challenge on one line."""
    waits = one.kind == Kind.DUEL and one.state == State.ANNOUNCED
    state = "begins when two are in it" if waits else _STATES[State(one.state)].format(
        opens=time_text(one.opens_at),
        closes=time_text(one.closes_at),
        ends=time_text(one.ends_at),
        closed=time_text(one.closed_at),
    )  # fmt: skip
    return shown(f"{one.id}  {one.name}: {one.kind} with {one.persona_id}, {one.difficulty}; {state}")


def challenge_text(one: StoredChallenge, members: Sequence[Member]) -> str:
    """One challenge with its rules and members."""
    terms = terms_of(one)
    lines = [challenge_line(one), f"Created by {one.created_by_name}, {time_text(one.created_at)}; mode {one.mode}."]
    if one.kind == Kind.TOURNAMENT:
        attempts = "1 attempt" if terms.attempts == 1 else f"{terms.attempts} attempts, the {terms.counts} one counts"
        band = "" if terms.least_band == "none" else f"; ranked from {terms.least_band}"
        lines.append(f"{attempts}{band}{'; standings hidden until the close' if terms.hidden else ''}.")
    names = ", ".join(member.name for member in members)
    lines.append(f"In it ({len(members)}): {names or 'nobody yet'}.")
    return shown("\n".join(lines))


def standing_table(standing: Standing) -> RenderableType:
    """How it stands."""
    head = Text(challenge_line(standing.challenge))
    if standing.board is not None:
        return Group(head, _duel(standing.board))
    if standing.challenge.kind != Kind.TOURNAMENT:
        return Group(head, _together(standing))
    table = _table("", "name", "score", "band", "messages", "time", "attempts", "call")
    for place in standing.places:
        call = place.counted
        figures = ("-", "-", "-", "-") if call is None else (
            str(call.score), call.band, str(call.turns), _minutes(call.seconds)
        )  # fmt: skip
        rank = "-" if place.rank is None else str(place.rank)
        _row(table, rank, place.name, *figures, str(place.attempts), "" if call is None else call.call_id)
    if not standing.hidden:
        return Group(head, table)
    return Group(head, table, Text("The standings are hidden until the close; this is your own result."))


def podium_text(steps: Sequence[Step]) -> str:
    """The podium of a tournament that is closed."""
    lines = ["Podium"] if steps else ["Nobody is on the podium."]
    for step in steps:
        lines.append(f"{step.place.rank}. {step.place.name}, {step.place.score} points")
        lines += [
            f"   message {point.turn}, anger {point.before.anger} to {point.after.anger}: {point.quote or point.text}"
            for point in step.turning_points
            if point.text
        ]
    return shown("\n".join(lines))


def challenge_json(one: StoredChallenge) -> dict[str, Any]:
    """One challenge as a JSON line; times in UTC."""
    times = {name: getattr(one, name) for name in ("created_at", "opens_at", "closes_at", "ends_at", "closed_at")}
    return {
        "type": "challenge",
        "id": one.id,
        "kind": one.kind,
        "name": one.name,
        "persona": one.persona_id,
        "difficulty": one.difficulty,
        "mode": one.mode,
        "seed": one.seed,
        "state": one.state,
        "terms": one.terms,
    } | {name: None if at is None else at.isoformat() for name, at in times.items()}


def standing_json(standing: Standing) -> dict[str, Any]:
    """The standing as a JSON line: the rows of the CSV by their heads."""
    return {
        "type": "standings",
        "challenge": standing.challenge.id,
        "kind": standing.challenge.kind,
        "state": standing.challenge.state,
        "hidden": standing.hidden,
        "rows": standing_figures(standing),
    }


def _duel(board: Scoreboard) -> RenderableType:
    table = _table("name", "", "anger", "mood", "messages", "time", "heat", "outcome")
    for side in board.sides:
        _row(
            table,
            side.name,
            _STAGES[side.stage],
            "-" if side.anger is None else str(side.anger),
            "-" if side.state is None else side.state.value,
            str(side.turns),
            _minutes(side.seconds),
            str(side.heat),
            side.outcome or "-",
        )
    if board.verdict is None:
        return table
    winner = next((side.name for side in board.sides if side.person_id == board.verdict.winner_id), "")
    return Group(table, Text(shown(_DECIDED[board.verdict.why].format(winner=winner))))


def _together(standing: Standing) -> RenderableType:
    call = standing.call
    table = _table("name", "messages", "moved", "best", "worst")
    for part in standing.parts:
        best = "-" if part.best is None else f"message {part.best.turn}: {part.best.delta}"
        worst = "-" if part.worst is None else f"message {part.worst.turn}: +{part.worst.delta}"
        _row(table, part.name, str(len(part.turns)), f"{part.moved:+}", best, worst)
    if call is None:
        return Text("The call has not begun.")
    score = "no score" if call.score is None else f"{call.score} points"
    return Group(Text(f"The call {call.id}: {call.outcome or 'going on'}, {score}."), table)


def _table(*columns: str) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0))
    for column in columns:
        table.add_column(column)
    return table


def _row(table: Table, *cells: str) -> None:
    table.add_row(*(Text(shown(cell)) for cell in cells))


def _minutes(seconds: float) -> str:
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02d}"
