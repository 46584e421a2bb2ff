"""The mood in one short piece of text: word, number, bar and symbol, so that nothing hangs on colour alone."""

from bot.call import Mood, MoodState

BAR = 10

_SYMBOLS: dict[MoodState, tuple[str, str]] = {
    # with Unicode, without
    MoodState.FURIOUS: ("▲▲", "!!"),
    MoodState.ANGRY: ("▲", "!"),
    MoodState.UPSET: ("◆", "~"),
    MoodState.WARY: ("■", "-"),
    MoodState.CALM: ("●", "+"),
    MoodState.RELIEVED: ("♥", "++"),
}

STYLES: dict[MoodState, str] = {
    MoodState.FURIOUS: "bold red",
    MoodState.ANGRY: "red",
    MoodState.UPSET: "yellow",
    MoodState.WARY: "yellow",
    MoodState.CALM: "green",
    MoodState.RELIEVED: "bold green",
}


def mood_text(mood: Mood, *, unicode: bool) -> str:
    """`▲ angry 72 ███████░░░`, or with plain characters where the console has no others."""
    symbol = _SYMBOLS[mood.state][0 if unicode else 1]
    full = round(mood.anger * BAR / 100)
    bar = ("█" if unicode else "#") * full + ("░" if unicode else ".") * (BAR - full)
    return f"{symbol} {mood.state.value} {mood.anger} {bar}"


def change_text(before: Mood, after: Mood) -> str:
    """`+6`, `-12` or nothing."""
    change = after.anger - before.anger
    return f"{change:+d}" if change else ""
