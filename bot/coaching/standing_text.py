"""A person's progress on a terminal: 80 columns, readable without colour."""

import textwrap

from bot.coaching.progress import Strength
from bot.coaching.standing import ShownCall, Standing
from bot.coaching.wording import signed
from bot.craft import TECHNIQUES

_WIDTH = 80
_MOST_COLUMNS = 22
"""Calls in the chart: three columns each beside the scale."""
_STEP = 5
"""Points a row: the bands begin at multiples of it."""
_BANDS = {90: "gold", 75: "silver", 50: "bronze"}
_BAR = 10
_ASCII = str.maketrans("█░●○─·│→└", "#.*o--|>+")


def standing_text(standing: Standing, *, unicode: bool = True) -> str:
    """The progress as text; without `unicode` in plain ASCII."""
    sections = [_figures(standing), _chart(standing.calls), _techniques(standing), _own(standing), _next(standing)]
    text = "\n\n".join("\n".join(lines) for lines in sections if lines)
    return text if unicode else text.translate(_ASCII).replace("\N{MINUS SIGN}", "-").replace("±", "")


def _heading(title: str) -> str:
    return f"── {title} " + "─" * (_WIDTH - len(title) - 4)


def _wrap(text: str, indent: str = "  ") -> list[str]:
    return textwrap.wrap(text, _WIDTH, initial_indent=indent, subsequent_indent=indent)


def _figures(standing: Standing) -> list[str]:
    known = standing.progress
    lines = [_heading(f"Progress: {standing.name}")]
    if known.recent is None:
        lines += _wrap("No scored call yet.")
    else:
        lines.append(
            f"  {known.calls} call{'' if known.calls == 1 else 's'} · first {known.first} · best {known.best} · "
            f"latest {known.latest} · recent average {known.recent:.0f}"
        )
        if known.calls > 1:
            lines += _wrap(f"Trend: {known.direction}, {_slope(known.trend)}.")
        if known.streak > 1:
            lines += _wrap(f"{known.streak} calls in a row with a band.")
    if standing.tries_again:
        tries = standing.tries_again
        lines += _wrap(
            f"{tries} {'try' if tries == 1 else 'tries'} again from the middle of a call, which do not count here."
        )
    return lines


def _slope(trend: float) -> str:
    points = round(trend, 1)
    return f"{'+' if points > 0 else ''}{points:g} points a call".replace("-", "\N{MINUS SIGN}")


def _chart(calls: tuple[ShownCall, ...]) -> list[str]:
    """Score by call: one column a call, the scale on the left, the bands as lines."""
    if len(calls) < 2:
        return []
    latest = calls[-_MOST_COLUMNS:]
    rated = any(one.rating is not None for one in latest)
    lines = [_heading("Score" if len(latest) == len(calls) else f"Score of the latest {len(latest)} calls")]
    for level in range(100, -1, -_STEP):
        line = _BANDS.get(level, "")
        cells = "".join(_cell(one, level, banded=bool(line)) for one in latest)
        label = level if level % 10 == 0 or line else ""
        lines.append(f"  {label:>3} │{cells}{f' {line}' if line else ''}".rstrip())
    lines.append("      └" + "───" * len(latest))
    first, last = latest[0].day, latest[-1].day
    lines.append(f"       {first}{last:>{max(len(last) + 1, 3 * len(latest) - len(first))}}")
    lines.append("  ● score" + ("   ○ how you rated it yourself before the debrief" if rated else ""))
    return lines


def _cell(one: ShownCall, level: int, *, banded: bool) -> str:
    empty = "─" if banded else " "
    own = None if one.rating is None else (one.rating - 1) * 25
    mark = "●" if _at(one.past.score, level) else "○" if own is not None and _at(own, level) else empty
    return f"{empty}{mark}{empty}"


def _at(value: int, level: int) -> bool:
    return value // _STEP * _STEP == level


def _techniques(standing: Standing) -> list[str]:
    """The weakest first: this is what there is to work at."""
    known = standing.progress.strengths
    if not known:
        return []
    order = sorted(known, key=lambda key: (known[key].value, int(key[1:])))
    longest = max(len(TECHNIQUES[key].name) for key in order)
    lines = [_heading("Techniques, the weakest first")]
    lines += [f"  {key:<3} {TECHNIQUES[key].name:<{longest}}  {_strength(known[key])}" for key in order]
    return [*lines, *_wrap("In brackets: in how many calls it could be seen. 'simmer learn T5' shows its card.")]


def _strength(strength: Strength) -> str:
    filled = round(_BAR * strength.value)
    return f"{'█' * filled}{'░' * (_BAR - filled)} {round(100 * strength.value):>3} % ({strength.observations})"


def _own(standing: Standing) -> list[str]:
    own = standing.own
    if not own.gaps:
        return []
    lines = [_heading("Your own view")]
    latest = ", ".join(signed(gap) for gap in own.gaps[-8:])
    lines += _wrap(f"Your rating against the score, in points, latest last: {latest} (+ is a better light).")
    if own.before is not None and own.lately is not None:
        says = {
            "closer": "You see your calls more clearly than at first",
            "wider": "Your view and the score drift apart",
            "level": "The distance stays about the same",
        }[own.direction]
        lines += _wrap(f"{says}: {own.before:.0f} points away at first, {own.lately:.0f} lately.")
    return lines


def _next(standing: Standing) -> list[str]:
    found = standing.suggestion
    if found is None:
        return []
    why = f", to train {found.technique} {TECHNIQUES[found.technique].name}" if found.technique else ""
    lines = [_heading("Next"), *_wrap(f"{found.persona}, {found.difficulty.value}{why}:")]
    return [*lines, f"  simmer practice --persona {found.persona} --difficulty {found.difficulty.value}"]
