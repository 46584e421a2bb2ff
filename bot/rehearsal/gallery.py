"""The gallery: for each customer one excellent and one poor call, as really played (docs/gallery.md)."""

from collections.abc import Iterable, Iterator

from bot.call.events import AgentSaid, CustomerSaid, Ended, MoodMoved
from bot.customers import Customer, Difficulty
from bot.customers.stock import Stock
from bot.rehearsal.agents import Skill
from bot.rehearsal.playing import Played, play

SEED = 7
SHOWN = ((Skill.EXCELLENT, "An excellent call"), (Skill.CARELESS, "A poor call"))


_ABOUT = (
    f"Calls as really played by the scripted agents of a rehearsal, at normal difficulty with seed {SEED}. Behind each "
    "message of the agent stands what it did to the customer. Made by `simmer personas gallery`."
)


def gallery(customers: Iterable[Customer], *, stock: Stock) -> str:
    """The page as Markdown. The same customers, rules and reader give the same page."""
    parts = [
        "# Gallery",
        _ABOUT,
    ]
    for customer in customers:
        persona = customer.persona
        parts += [f"## {persona.name}", f"*{persona.trade}, {persona.company}; {persona.anger_kind}.* {persona.about}"]
        for skill, title in SHOWN:
            played = play(customer, skill, SEED, stock=stock, difficulty=Difficulty.NORMAL)
            parts += [f"### {title}", "\n".join(_told(played))]
    return "\n\n".join(parts) + "\n"


def _told(played: Played) -> Iterator[str]:
    call = played.call
    moods = {e.turn: e for e in call.events if isinstance(e, MoodMoved)}
    name = call.persona.called[0]
    for event in call.events:
        match event:
            case CustomerSaid():
                yield f"> **{name}:** {_plain(event.text)}  "
            case AgentSaid():
                yield f"> *Agent:* {_plain(event.text)} {_moved(moods.get(event.turn))}  "
            case Ended():
                yield f"> — {event.outcome.value.replace('_', ' ')} after {event.turns} messages, score {played.score}"


def _moved(moved: MoodMoved | None) -> str:
    if moved is None:
        return ""
    change = moved.after.anger - moved.before.anger
    return f"`{moved.after.state.value} {moved.after.anger} ({change:+d})`"


def _plain(text: str) -> str:
    """Signs that Markdown would take for its own."""
    for sign in "\\`*_<>#":
        text = text.replace(sign, f"\\{sign}")
    return text
