"""The mood in Discord: always word, symbol and number, never colour alone."""

_LOOKS: dict[str, tuple[str, int]] = {
    "furious": ("▲▲", 0xB3261E),
    "angry": ("▲", 0xD9541E),
    "upset": ("◆", 0xE09F1F),
    "wary": ("■", 0xB8A13A),
    "calm": ("●", 0x3E8E7E),
    "relieved": ("♥", 0x2F7DB5),
}
_BAR = 10


def mood_text(state: str, anger: int, change: int | None = None) -> str:
    """`▲ angry 72 (+8) ███████░░░`. The bar comes last: on a phone, what does not fit the line is the least of it."""
    symbol, _ = _LOOKS[state]
    full = round(anger * _BAR / 100)
    changed = "" if change is None else f" ({signed(change)})"
    return f"{symbol} {state} {anger}{changed} {'█' * full}{'░' * (_BAR - full)}"


def mood_colour(state: str) -> int:
    return _LOOKS[state][1]


def signed(change: int) -> str:
    """A change with its sign; the minus is a true one."""
    return f"{change:+d}".replace("-", "\N{MINUS SIGN}") if change else "±0"


def signed_points(points: float) -> str:
    """`+1.5 points`; the minus is a true one."""
    return f"{points:+.1f} points".replace("-", "\N{MINUS SIGN}")
