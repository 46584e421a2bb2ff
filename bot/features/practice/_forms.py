"""The forms of a practice."""

from bot.ui import Form

RATINGS = {
    "5": "5 · very well, I would do it like this again",
    "4": "4 · well",
    "3": "3 · so-so",
    "2": "2 · badly",
    "1": "1 · very badly",
}


def rating(practice_id: str, *, ending: bool) -> Form:
    """How it went in the trainee's own view, and the after-call note."""
    form = Form("rate", practice_id, "End the call" if ending else "How did it go?")
    form.choose("rating", "How did it go, in your own view?", RATINGS)
    form.ask(
        "note",
        "After-call note",
        description="What happened, what you promised, by when. Leave it empty if you want none.",
        long=True,
        required=False,
    )
    return form


def what_if(practice_id: str) -> Form:
    form = Form("what_if", practice_id, "What if")
    form.ask("turn", "Which of your messages? Its number", description="Turn by turn shows the numbers.", most=3)
    form.ask("text", "What would you say instead?", long=True, most=1800)
    return form


def from_here(practice_id: str) -> Form:
    form = Form("from_here", practice_id, "Try again from a message")
    form.ask(
        "turn", "From which of your messages on? Its number", description="Turn by turn shows the numbers.", most=3
    )
    return form
