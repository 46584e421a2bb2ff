"""How a call reads in a terminal: the case file, what is said, the mood, the debrief. Prints; never asks."""

import re
from collections.abc import Iterable

from rich.console import Console, Group
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from bot import coaching
from bot.call import Event, Outcome
from bot.call.events import (
    AgentSaid,
    CameBack,
    CustomerSaid,
    Ended,
    HeldOn,
    HintShown,
    MoodMoved,
    NoteTaken,
    SupervisorAnswered,
)
from bot.desk import LiveCall, Look, Mode
from bot.terminal.mood import STYLES, change_text, mood_text

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""What could steer the terminal from inside a message: escape sequences and direction overrides."""

OUTCOMES: dict[Outcome, str] = {
    Outcome.RESOLVED: "resolved: the customer is glad",
    Outcome.SETTLED: "settled: the customer accepts it",
    Outcome.ESCALATED: "escalated: the customer wants the manager",
    Outcome.WALKED_OUT: "walked out: the customer is gone",
    Outcome.ENDED: "ended by you",
    Outcome.TIMED_OUT: "timed out: the customer gave up waiting",
    Outcome.STOPPED: "stopped; this call is not scored",
}


def shown(text: str) -> str:
    """The text without what could steer the terminal."""
    return _CONTROL.sub("\ufffd", text)


def clock_text(seconds: float) -> str:
    """`2:05`."""
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02d}"


def _bullets(rows: Iterable[str]) -> Table:
    table = Table.grid(padding=(0, 1))
    for row in rows:
        table.add_row(" -", escape(shown(row)))
    return table


class Narrator:
    """Prints one call to a Rich console."""

    def __init__(self, console: Console, live: LiveCall, *, echo: bool = True) -> None:
        self.console = console
        self.live = live
        self._echo = echo
        """Print the agent's messages too; a prompt has done so already."""

    @property
    def unicode(self) -> bool:
        return self.console.encoding.lower().startswith("utf")

    def briefing(self) -> None:
        """What the desk's system shows before the call."""
        persona = self.live.customer.persona
        record = self.live.record
        case = Table.grid(padding=(0, 2))
        case.add_column(style="bold", max_width=24)
        case.add_column()
        for row in persona.case:
            case.add_row(escape(shown(row.label)), escape(shown(row.value)))
        authority = persona.authority
        parts: list[Text | Table] = [
            Text(shown(f"{persona.name} · {persona.company} · {persona.trade}"), style="bold"),
            Text(shown(persona.about)),
            Text(),
            case,
            Text(),
        ]
        if authority.credit_up_to:
            amount = f"{authority.currency}{authority.credit_up_to:g}"
            parts.append(Text(f"Goodwill you may give: up to {amount}"))
        for title, rows in (
            ("You may", authority.may),
            ("With your supervisor's approval", authority.with_supervisor),
            ("You may not", authority.may_not),
        ):
            if rows:
                parts.append(Text(f"{title}:", style="bold"))
                parts.append(_bullets(rows))
        title = f"Case file · call {record.id} · {record.difficulty} · {record.mode} · seed {record.seed}"
        if not self.unicode:
            title = title.replace("·", "-")
        self.console.print(Panel(Group(*parts), title=title, title_align="left", safe_box=True))

    def events(self, events: Iterable[Event]) -> None:
        for event in events:
            self._event(event)

    def _event(self, event: Event) -> None:
        match event:
            case CustomerSaid():
                self._said(self.live.customer.persona.called[0], event.text, "bold cyan")
            case AgentSaid() if self._echo:
                self._said("You", event.text, "bold")
            case MoodMoved():
                self._moved(event)
            case HeldOn():
                promised = "no time given" if event.promised is None else f"{clock_text(event.promised)} announced"
                self._aside(f"On hold, {promised}.")
            case CameBack():
                self._aside(f"Back after {clock_text(event.held)}.")
            case SupervisorAnswered():
                self._said("Supervisor", event.text, "bold magenta")
            case HintShown():
                self._said("Hint", event.text, "bold yellow")
            case NoteTaken():
                self._aside("Your note is kept.")
            case Ended():
                self._aside(f"The call is over after {clock_text(event.at)}: {OUTCOMES[event.outcome]}.")
            case _:
                pass

    def _moved(self, event: MoodMoved) -> None:
        if not self.live.mode.shows_mood:
            return
        line = Text("  ")
        line.append(mood_text(event.after, unicode=self.unicode), style=STYLES[event.after.state])
        line.append(f"  {change_text(event.before, event.after)}")
        self.console.print(line)
        if self.live.mode is Mode.COACH:
            comment = coaching.coach_line(self.live.call, event.turn)
            if comment:
                self._said("Coach", comment, "bold yellow")

    def _said(self, who: str, text: str, style: str) -> None:
        line = Text()
        line.append(f"{shown(who)}: ", style=style)
        line.append(shown(text))
        self.console.print(line)

    def _aside(self, text: str) -> None:
        dash = "—" if self.unicode else "--"
        self.console.print(Text(f"{dash} {text}", style="dim"))

    def debrief(self, look: Look, pause: str = "") -> None:
        """What worked, what it cost, better wordings; and a word to pause, where one is due."""
        self.console.print()
        self.console.print(Text(shown(look.text(unicode=self.unicode))), soft_wrap=True)
        if pause:
            self.console.print()
            self.console.print(Text(pause, style="bold"))

    def resume_hint(self) -> None:
        self.console.print(
            Text(f"The call is stored. Go on with it: simmer practice --resume {self.live.id}"), soft_wrap=True
        )
