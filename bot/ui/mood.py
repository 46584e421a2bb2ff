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


def mood_text(state: str, anger: int) -> str:
    """`▲ angry 72 ███████░░░`."""
    symbol, _ = _LOOKS[state]
    full = round(anger * _BAR / 100)
    return f"{symbol} {state} {anger} {'█' * full}{'░' * (_BAR - full)}"


def mood_colour(state: str) -> int:
    return _LOOKS[state][1]


def signed(change: int) -> str:
    """A change with its sign; the minus is a true one."""
    return f"{change:+d}".replace("-", "\N{MINUS SIGN}") if change else "±0"
