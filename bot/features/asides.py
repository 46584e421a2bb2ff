"""What the bot says beside a conversation: holds, the supervisor's answers, and how the customer's mood moved."""

from bot.call import Event
from bot.call.events import CameBack, HeldOn, MoodMoved, SupervisorAnswered
from bot.desk import Mode
from bot.ui import mood_text


def aside(event: Event, mode: Mode, comment: str = "") -> str:
    """The line for an event, empty where nothing is said; `comment` is the coach's, on the message."""
    match event:
        case MoodMoved():
            if not mode.shows_mood:
                return ""
            after = event.after
            line = f"-# {mood_text(after.state.value, after.anger, after.anger - event.before.anger)}"
            return f"{line}\n-# 🎧 {comment}" if comment else line
        case HeldOn():
            promised = "no time given" if event.promised is None else f"{clock(event.promised)} min announced"
            return f"-# ⏸️ On hold, {promised}."
        case CameBack():
            return f"-# ▶️ Back after {clock(event.held)} min."
        case SupervisorAnswered():
            return f"🧑‍💼 **Supervisor:** {event.text}"
        case _:
            return ""


def clock(seconds: float) -> str:
    """`2:05`."""
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02d}"
