"""Ids in a customer file that point at each other. Where one points nowhere, a call cannot be played."""

from collections.abc import Iterator, Mapping

from bot.customers.finding import Finding
from bot.customers.occasions import OCCASIONS
from bot.customers.persona import Persona
from bot.customers.schema_errors import nearest
from bot.customers.source import Path, line_at, written


def references(persona: Persona, lines: Mapping[Path, int]) -> Iterator[Finding]:
    """Every id that names nothing, and every id that is given twice."""
    facts = [fact.id for fact in persona.facts]
    remedies = [remedy.id for remedy in persona.remedies]
    beats = [beat.id for beat in persona.story]
    for key, ids in (("facts", facts), ("remedies", remedies), ("story", beats)):
        for nth, one in enumerate(ids):
            if one in ids[:nth]:
                path: Path = (key, nth, "id")
                reason = f"{one!r} stands above already"
                yield Finding("P010", written(path), reason, "choose another id", line_at(lines, path))
    kinds = (
        ("P011", "fact", facts, _facts_named(persona)),
        ("P012", "remedy", remedies, _remedies_named(persona)),
        ("P013", "beat", beats, _beats_named(persona)),
        ("P014", "occasion", list(OCCASIONS), ((("lines", key), key) for key in persona.lines)),
    )
    for code, what, known, named in kinds:
        for path, said in named:
            if said not in known:
                near = nearest(said, known)
                repair = f"did you mean {near!r}?" if near else f"known are: {', '.join(known)}"
                yield Finding(code, written(path), f"there is no {what} {said!r}", repair, line_at(lines, path))


_Named = Iterator[tuple[Path, str]]


def _facts_named(persona: Persona) -> _Named:
    for nth, row in enumerate(persona.case):
        if row.fact is not None:
            yield ("case", nth, "fact"), row.fact
    for nth, beat in enumerate(persona.story):
        for i, told in enumerate(beat.tells):
            yield ("story", nth, "tells", i), told


def _remedies_named(persona: Persona) -> _Named:
    settlement = persona.settlement
    for nth, remedy in enumerate(persona.remedies):
        for i, bargain in enumerate(remedy.bargain_if):
            for key in ("offered", "not_offered"):
                for k, named in enumerate(getattr(bargain, key)):
                    yield ("remedies", nth, "bargain_if", i, key, k), named
    for key, groups in (("resolved_by", settlement.resolved_by), ("settles_for", settlement.settles_for)):
        for nth, group in enumerate(groups):
            for i, one in enumerate(group):
                yield ("settlement", key, nth, i), one
    if settlement.wish is not None:
        yield ("settlement", "wish"), settlement.wish
    if persona.safety is not None:
        yield ("safety", "remedy"), persona.safety.remedy


def _beats_named(persona: Persona) -> _Named:
    if persona.safety is not None:
        yield ("safety", "beat"), persona.safety.beat
