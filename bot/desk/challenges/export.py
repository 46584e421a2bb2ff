"""The standing of a challenge as a table: the figures that every front shows, for a spreadsheet."""

from collections.abc import Iterator
from itertools import chain

from bot.desk.challenges.scores import Standing
from bot.desk.challenges.terms import Kind
from bot.desk.spreadsheet import csv_rows

_TOURNAMENT = ("rank", "person", "name", "score", "band", "outcome", "messages", "seconds", "attempts", "call")
_DUEL = ("winner", "person", "name", "stage", "outcome", "heat", "messages", "seconds", "decided by", "call")
_RELAY = ("person", "name", "messages", "moved", "best", "best message", "worst", "worst message", "call")
_RAID = (*_RELAY, "proposed", "chosen", "votes")


def standing_csv(standing: Standing, *, bom: bool = False) -> Iterator[bytes]:
    """The CSV row by row; times in seconds, `moved`, `best` and `worst` in points of anger."""
    return csv_rows(chain([_heads(standing)], standing_rows(standing)), bom=bom)


def standing_figures(standing: Standing) -> list[dict[str, object]]:
    """The same rows by their heads."""
    return [dict(zip(_heads(standing), row, strict=True)) for row in standing_rows(standing)]


def standing_rows(standing: Standing) -> Iterator[tuple[object, ...]]:
    """The rows of the table, in the order of the standings."""
    kind = Kind(standing.challenge.kind)
    if kind is Kind.TOURNAMENT:
        yield from _places(standing)
    elif kind is Kind.DUEL:
        yield from _sides(standing)
    else:
        yield from _parts(standing, raid=kind is Kind.RAID)


def _heads(standing: Standing) -> tuple[str, ...]:
    kinds = {Kind.TOURNAMENT: _TOURNAMENT, Kind.DUEL: _DUEL, Kind.RELAY: _RELAY, Kind.RAID: _RAID}
    return kinds[Kind(standing.challenge.kind)]


def _places(standing: Standing) -> Iterator[tuple[object, ...]]:
    for place in standing.places:
        call = place.counted
        if call is None:
            yield (place.rank, place.person_id, place.name, None, None, None, None, None, place.attempts, None)
            continue
        yield (
            place.rank,
            place.person_id,
            place.name,
            call.score,
            call.band,
            call.outcome,
            call.turns,
            round(call.seconds),
            place.attempts,
            call.call_id,
        )


def _sides(standing: Standing) -> Iterator[tuple[object, ...]]:
    board = standing.board
    if board is None:
        return
    verdict = board.verdict
    for side in board.sides:
        won = verdict is not None and verdict.winner_id == side.person_id
        yield (
            "yes" if won else "no",
            side.person_id,
            side.name,
            side.stage.value,
            side.outcome,
            side.heat,
            side.turns,
            round(side.seconds),
            None if verdict is None else verdict.why.value,
            side.call_id,
        )


def _parts(standing: Standing, *, raid: bool) -> Iterator[tuple[object, ...]]:
    brought = {one.person_id: one for one in standing.credits}
    spoke = set()
    for part in standing.parts:
        spoke.add(part.person_id)
        best, worst, own = part.best, part.worst, brought.get(part.person_id)
        row: tuple[object, ...] = (
            part.person_id,
            part.name,
            len(part.turns),
            part.moved,
            None if best is None else best.delta,
            None if best is None else best.text,
            None if worst is None else worst.delta,
            None if worst is None else worst.text,
            standing.challenge.call_id,
        )
        if raid:
            row += (0, 0, 0) if own is None else (own.proposed, own.chosen, own.votes)
        yield row
    for own in standing.credits if raid else ():
        if own.person_id not in spoke:  # what they proposed was never chosen
            nothing = (0, 0, None, None, None, None, standing.challenge.call_id)
            yield (own.person_id, own.name, *nothing, own.proposed, own.chosen, own.votes)
