"""The debrief on a terminal: 80 columns, readable without colour, the glance first."""

import textwrap
from collections.abc import Iterable

from bot.coaching.better import Better
from bot.coaching.coverage import Use
from bot.coaching.debrief import Debrief, Point, Remark, TurningPoint
from bot.coaching.human import HumanReview, band_of, reviewed_total
from bot.coaching.own_view import gap_text
from bot.coaching.wording import MINUS, load_wording, signed

WIDTH = 80
_SCALE = 40
"""Columns of the mood curve: 100 points of anger."""
_PART_BAR = 20
_ASCII = str.maketrans(
    {
        "█": "#",
        "░": ".",
        "★": "*",
        "☆": "-",
        "─": "-",
        "·": "-",
        "→": ">",
        MINUS: "-",
        "±": "",
        "…": "...",
        "“": '"',
        "”": '"',
        "\N{RIGHT SINGLE QUOTATION MARK}": "'",
        "\N{LEFT SINGLE QUOTATION MARK}": "'",
    }
)


def debrief_text(
    debrief: Debrief, *, human: HumanReview | None = None, rating: int | None = None, unicode: bool = True
) -> str:
    """The debrief as text, with what reviewers said and how well the trainee thought it went, where there is any.

    Without `unicode` in plain ASCII, for terminals that know no more.
    """
    human = human or HumanReview()
    sections: list[list[str]] = [_glance(debrief, human, rating)]
    if debrief.score.total is not None:
        sections += [
            _parts(debrief),
            _human(debrief, human),
            _curve(debrief.curve),
            _turning_points(debrief.turning_points),
            _strengths(debrief.strengths),
            _improve(debrief),
            _techniques(debrief),
            _notes(debrief),
        ]
    sections.append(_after(debrief))
    text = "\n\n".join("\n".join(lines) for lines in sections if lines)
    return text if unicode else text.translate(_ASCII)


def _wrap(text: str, indent: str = "  ", first: str | None = None) -> list[str]:
    lines = textwrap.wrap(
        " ".join(text.split()),
        WIDTH,
        initial_indent=indent if first is None else first,
        subsequent_indent=indent,
        break_on_hyphens=False,
    )
    return lines or [first or indent]


def _heading(title: str) -> str:
    return f"── {title} " + "─" * (WIDTH - len(title) - 4)


def _glance(debrief: Debrief, human: HumanReview, rating: int | None) -> list[str]:
    words, score = load_wording(), debrief.score
    outcome = words.outcomes["open" if debrief.outcome is None else debrief.outcome.value]
    lines = [_heading(f"Debrief: {debrief.persona}, {debrief.company}"), *_wrap(outcome)]
    if score.total is not None:
        band = f"{score.band.upper()}" if score.band != "none" else "no band yet (bronze from 50)"
        lines.append(
            f"  Score {score.total} of 100 · {band} · {_count(debrief.turns, 'message')} · {_time(debrief.seconds)}"
        )
        if debrief.hints:
            lines.append(f"  {_count(debrief.hints, 'hint')} shown, a point each at most")
        if score.notes and score.uncapped is not None and score.uncapped > score.total:
            lines += _wrap(f"Held down, it would have been {score.uncapped}: {' '.join(score.notes)}", "    ", "  ")
        if human.parts:
            total = _reviewed(debrief, human)
            same = "the same" if total == score.total else f"{total} of 100"
            lines += _wrap(f"Reviewed by {', '.join(dict.fromkeys(r.by for r in human.parts))}: {same}", "    ", "  ")
        if rating is not None:
            lines += _wrap(gap_text(rating, score.total), "    ", "  ")
    return [*lines, *_wrap(debrief.next, "        ", "  Next: ")]


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _time(seconds: float) -> str:
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02d} min"


def _bar(value: int, of: int, width: int) -> str:
    filled = round(width * value / of) if of else 0
    return "█" * filled + "░" * (width - filled)


def _parts(debrief: Debrief) -> list[str]:
    if not debrief.score.parts:  # a call from before the parts were kept
        return []
    longest = max(map(len, debrief.score.parts), default=0)
    return [
        _heading("Parts"),
        *(
            f"  {name:<{longest}}  {_bar(part.score, part.of, _PART_BAR)}  {part.score:>2} of {part.of}"
            for name, part in debrief.score.parts.items()
        ),
    ]


def _reviewed(debrief: Debrief, human: HumanReview) -> int:
    machine = {name: part.score for name, part in debrief.score.parts.items()}
    return reviewed_total(machine, [(one.part, one.score) for one in human.parts])


def _human(debrief: Debrief, human: HumanReview) -> list[str]:
    """Both values of each part that a reviewer saw otherwise, and what they said about messages."""
    parts = debrief.score.parts
    lines: list[str] = []
    for one in human.differing(parts):
        machine = parts[one.part]
        lines += _wrap(
            f"{one.part}: {one.score} of {machine.of} ({one.by}), by the rules {machine.score}. {one.reason}",
            "      ",
            "  ",
        )
    if human.parts and not lines:
        lines.append("  Every part as it stands.")
    elif lines:
        total = _reviewed(debrief, human)
        band = band_of(total)
        lines.append(f"  In all {total} of 100" + (f", {band}" if band != "none" else "") + ".")
    for comment in human.comments:
        lines += _wrap(f"Message {comment.turn} ({comment.by}): {comment.text}", "      ", "  ")
    return [_heading("Reviewed by people"), *lines] if lines else []


def _curve(points: tuple[Point, ...]) -> list[str]:
    """One row a message; the bar is the anger after it."""
    lines = [_heading("Anger after each message"), f"  {'':<7}0{'50':>{_SCALE // 2}}{'100':>{_SCALE // 2}}"]
    for index, point in enumerate(points):
        label = "start" if index == 0 else f"{point.turn:>3}" if point.message else "  (…)"
        change = signed(point.delta) if index else ""
        anger, state = point.mood.anger, point.mood.state.value
        lines.append(f"  {label:<6} {_bar(anger, 100, _SCALE)} {anger:>3} {state:<9}{change:>4}".rstrip())
    if any(not p.message for p in points):
        lines.append("  (…) time passed without a message, or a hold")
    return lines


def _turning_points(moments: tuple[TurningPoint, ...]) -> list[str]:
    if not moments:
        return []
    lines = [_heading("Turning points")]
    for moment in moments:
        where = f"Message {moment.turn}" if moment.text else f"After message {moment.turn}"
        change = signed(moment.delta)
        lines += _wrap(
            f"{where}: {moment.before.anger} → {moment.after.anger} ({change}), {moment.before.state.value} → "
            f"{moment.after.state.value}" + (f" · {moment.technique}" if moment.technique else "")
        )
        if moment.text:
            lines += _wrap(f"“{moment.quote}”", "      ", "    ")
        reasons = ", ".join(f"{r.cause.replace('_', ' ')} {signed(r.delta)}" for r in moment.reasons[:4])
        subject = "It" if moment.text else "Time"
        lines += _wrap(f"{subject} {moment.why}." + (f" ({reasons})" if reasons else ""), "    ")
        lines += _better(moment.better)
    return lines


def _better(better: Better | None, where: str = "") -> list[str]:
    if better is None:
        return []
    wait = ", once they had finished writing" if better.waited else ""
    proof = f"With this sentence the anger would have gone to {better.would} instead of {better.was}."
    return [*_wrap(f"Better{where}{wait}: “{better.text}”", "      ", "    "), *_wrap(proof, "      ")]


def _strengths(remarks: tuple[Remark, ...]) -> list[str]:
    if not remarks:
        return []
    lines = [_heading("What worked")]
    for remark in remarks:
        lines += _wrap(f"{remark.text} Message {remark.turn}: “{remark.quote}”", "    ", "  + ")
        lines += _wrap(f"{remark.technique} {remark.name}, {signed(-remark.points)} in all", "    ")
    return lines


def _improve(debrief: Debrief) -> list[str]:
    if not debrief.improve:
        return []
    shown: set[Better | None] = {m.better for m in debrief.turning_points if m.better}
    lines = [_heading("What to improve")]
    for number, remark in enumerate(debrief.improve, start=1):
        quote = f" (“{remark.quote}”)" if remark.quote and remark.turn else ""
        lines += _wrap(f"{remark.text}{quote}", "     ", f"  {number}. ")
        lines += _wrap(f"{remark.technique} {remark.name}", "     ")
        if remark.better and remark.better in shown:
            lines.append(f"     Better: see message {remark.better.turn} above.")
        else:
            where = f" at message {remark.better.turn}" if remark.better and not remark.turn else ""
            lines += _better(remark.better, where)
            shown.add(remark.better)
    return lines


_USES = {Use.WELL: "used well", Use.LATE: "late", Use.MISSED: "missed", Use.MISUSED: "went wrong"}


def _techniques(debrief: Debrief) -> list[str]:
    lines = [_heading("Techniques")]
    for use, title in _USES.items():
        ids = [c.technique for c in debrief.coverage if c.use is use]
        if ids:
            lines += _wrap(" ".join(ids), " " * 14, f"  {title:<12}")
    return lines if len(lines) > 1 else []


def _notes(debrief: Debrief) -> list[str]:
    lines: list[str] = []
    for note in debrief.notes:
        lines += _wrap("Complete." if note.complete else "Not complete yet.")
        lines += _listed("missing", note.missing) + _listed("wrong", note.wrong)
    return [_heading("Your note"), *lines] if lines else []


def _listed(title: str, rows: Iterable[str]) -> list[str]:
    return [line for row in rows for line in _wrap(f"{title}: {row}", "      ", "    - ")]


def _after(debrief: Debrief) -> list[str]:
    lines: list[str] = []
    if debrief.stars:
        lines += [_heading("What stays"), f"  {'★' * debrief.stars}{'☆' * (5 - debrief.stars)}  {debrief.stars} of 5"]
        lines += _wrap(debrief.remembered)
    lines += _wrap(debrief.costs) if debrief.costs else []
    lines += _wrap(debrief.reaches, "  ", "  What reaches them: ") if debrief.stars else []
    lines += ["", *_wrap(debrief.reset)] if debrief.reset else []
    return lines
