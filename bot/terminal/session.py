"""The interactive call: a prompt at the bottom, the conversation above it, and time that runs while the trainee types.

One task reads the prompt, another wakes when the customer has something to say. Both go through the desk, which keeps
them in order.
"""

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from enum import Enum
from typing import Any

from prompt_toolkit import PromptSession
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.completion import WordCompleter
from prompt_toolkit.patch_stdout import patch_stdout
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from bot.call import CallError, Event, Input, InputKind, Outcome
from bot.customers import Customer
from bot.desk import (
    AfterCall,
    Command,
    CommandError,
    Desk,
    DeskError,
    LiveCall,
    Standings,
    no_such,
    parse_command,
)
from bot.terminal.mood import mood_text
from bot.terminal.narrator import Narrator, shown

TYPING_EVERY = 5.0
"""Seconds between two reports that the trainee types: enough for the rules, and few rows."""

HELP: tuple[tuple[str, str], ...] = (
    ("/help", "this list"),
    ("/case", "the case file again"),
    ("/hint", "what to do next (not in an exam)"),
    ("/hold 2m", "put the customer on hold; ask for it first, and say how long"),
    ("/resume", "come back from the hold"),
    ("/supervisor what", "ask your supervisor for something you may not decide"),
    ("/note text", "the after-call note; also asked for at the end"),
    ("/end", "end the call"),
    ("/stop", "stop at once; the call is not scored (so does your own stop word, see 'simmer me')"),
    ("Ctrl-C", "leave the call; it is stored and can be resumed"),
)
_COMMANDS = [name.split()[0] for name, _ in HELP if name.startswith("/")]


class Asked(Enum):
    """How the trainee left the prompt."""

    OVER = "over"
    LEFT = "left"


class TerminalCall:
    """Plays one call with a person at the terminal."""

    def __init__(self, desk: Desk, live: LiveCall, make_console: Callable[[], Console]) -> None:
        self._desk = desk
        self._live = live
        self._make_console = make_console
        self._changed = asyncio.Event()
        self._typed_at = -TYPING_EVERY
        self._tasks: set[asyncio.Task[None]] = set()
        self._failed: BaseException | None = None
        self._session: PromptSession[str] = PromptSession(
            completer=WordCompleter(_COMMANDS, sentence=True), complete_while_typing=False
        )
        self._session.default_buffer.on_text_changed += self._typing

    async def run(self, shown_before: Sequence[Event] = ()) -> Asked:
        """Play until the call is over or the trainee leaves. `shown_before` is printed again after a resume."""
        with patch_stdout(raw=True):
            # The console is made inside, so that it writes above the prompt.
            self._narrator = Narrator(self._make_console(), self._live, echo=False)
            self._narrator.briefing()
            if self._live.notice:
                self._say(self._live.notice)
            if shown_before:
                Narrator(self._narrator.console, self._live).events(shown_before)
            self._say("Write to the customer; /help lists the commands, Ctrl-C leaves.")
            ticking = asyncio.create_task(self._tick())
            try:
                left = await self._talk()
            finally:
                ticking.cancel()
                for task in self._tasks:
                    task.cancel()
                await asyncio.gather(ticking, *self._tasks, return_exceptions=True)
            if self._failed is not None:
                raise self._failed
            if left is Asked.LEFT:
                self._narrator.resume_hint()
                return left
            await self._look_back()
            return left

    # -- the trainee's side

    async def _talk(self) -> Asked:
        while self._live.call.outcome is None and self._failed is None:
            try:
                line = await self._session.prompt_async("You: ", bottom_toolbar=self._toolbar, refresh_interval=0.5)
            except KeyboardInterrupt:
                if await self._leaves():
                    return Asked.LEFT
                continue
            except EOFError:
                return Asked.LEFT
            if line.strip():
                await self._line(line.strip())
        return Asked.OVER

    async def _leaves(self) -> bool:
        """After Ctrl-C: leave, end, or go on."""
        try:
            answer = await self._session.prompt_async("Leave (Enter), end the call (e), or go on (g)? ")
        except (KeyboardInterrupt, EOFError):
            return True
        answer = answer.strip().lower()
        if self._live.call.outcome is not None:
            return False
        if answer.startswith("e"):
            await self._take(InputKind.END)
        return not answer.startswith(("e", "g"))

    async def _line(self, line: str) -> None:
        try:
            if not line.startswith("/"):
                await self._take(InputKind.SAY, line)
            elif line.split(maxsplit=1)[0].lower() == "/help":
                self._help()
            elif line.split(maxsplit=1)[0].lower() == "/case":
                self._narrator.briefing()
            else:
                await self._command(line)
        except (CommandError, CallError, DeskError) as error:
            self._say(str(error))

    async def _command(self, line: str) -> None:
        word = line.split(maxsplit=1)[0].lower()
        if word not in _COMMANDS:
            raise CommandError(no_such("command", word, _COMMANDS))
        command, text, seconds = parse_command(line)
        if command is Command.HINT:
            self._show(await self._desk.hint(self._live.id))
            return
        await self._take(InputKind(command.value), text, seconds)

    async def _look_back(self) -> None:
        """Note, own view, debrief, in this order: who has seen the debrief no longer knows their own view."""
        after = AfterCall(self._desk)
        if self._live.call.outcome is not Outcome.STOPPED:  # who stopped is asked nothing
            await self._note()
            await self._rate(after)
        look = await after.look(self._live.id)
        nudge = await Standings(self._desk).nudge(self._live.record.trainee_id)
        self._narrator.debrief(look, "" if nudge == look.debrief.reset else nudge)

    async def _rate(self, after: AfterCall) -> None:
        """How well it went, in the trainee's own view."""
        while True:
            try:
                answer = await self._session.prompt_async(
                    "How well did it go, 1 (badly) to 5 (very well)? Enter skips: "
                )
            except (KeyboardInterrupt, EOFError):
                return
            if not answer.strip():
                return
            try:
                await after.rate(self._live.id, int(answer) if answer.strip().isdecimal() else 0)
            except DeskError as error:
                self._say(str(error))
            else:
                return

    async def _note(self) -> None:
        """The after-call note; the debrief looks at it (T22)."""
        try:
            note = await self._session.prompt_async("After-call note (Enter for none): ", bottom_toolbar=None)
        except (KeyboardInterrupt, EOFError):
            return
        if note.strip():
            await self._take(InputKind.NOTE, note.strip())

    def _typing(self, _: Buffer) -> None:
        now = self._live.now()
        if (
            self._live.call.outcome is None
            and now - self._typed_at >= TYPING_EVERY
            and self._session.default_buffer.text
        ):
            self._typed_at = now
            task = asyncio.create_task(self._report_typing())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _report_typing(self) -> None:
        # The call may have ended, or be on hold, between the key and this moment.
        with contextlib.suppress(CallError):
            await self._take(InputKind.TYPING)

    # -- the customer's side

    async def _tick(self) -> None:
        """Let time pass in the call whenever something is due."""
        try:
            while self._live.call.outcome is None:
                self._changed.clear()
                due = self._live.call.due()
                if due is not None and due <= self._live.now():
                    self._show(await self._desk.take(self._live.id, Input(InputKind.WAIT, self._live.now())))
                    continue
                await self._sleep(due)
        except Exception as error:  # noqa: BLE001 (raised again by run: a task's error must not vanish)
            self._failed = error
        self._close_prompt()

    async def _sleep(self, due: float | None) -> None:
        waiting: list[asyncio.Task[Any]] = [asyncio.create_task(self._changed.wait())]
        if due is not None:
            waiting.append(asyncio.create_task(self._until(due)))
        try:
            await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in waiting:
                task.cancel()
            await asyncio.gather(*waiting, return_exceptions=True)

    async def _until(self, due: float) -> None:
        await self._live.clock.sleep_until(due)

    def _close_prompt(self) -> None:
        app = self._session.app
        if app.is_running and not app.is_done:
            app.exit(result="")

    # -- both

    async def _take(self, kind: InputKind, text: str = "", seconds: float | None = None) -> None:
        entry = Input(kind, self._live.now(), text, seconds)
        self._show(await self._desk.take(self._live.id, entry))

    def _show(self, events: Sequence[Event]) -> None:
        self._narrator.events(events)
        self._changed.set()

    def _say(self, text: str) -> None:
        self._narrator.console.print(Text(shown(text), style="italic"))

    def _help(self) -> None:
        table = Table.grid(padding=(0, 2))
        table.add_column(style="bold", no_wrap=True)
        table.add_column()
        for name, does in HELP:
            table.add_row(escape(name), escape(does))
        self._narrator.console.print(table)

    def _toolbar(self) -> str:
        call = self._live.call
        parts = []
        if self._live.mode.shows_mood:
            parts.append(mood_text(call.mood, unicode=self._narrator.unicode))
        if call.customer_typing(self._live.now()):
            parts.append(f"{shown(self._live.customer.persona.called[0])} is typing...")
        parts.append("/help")
        return " " + " | ".join(parts)


async def choose_customer(customers: Sequence[Customer], console: Console) -> Customer:
    """Let the trainee choose; Enter takes the first."""
    table = Table(box=None, padding=(0, 2, 0, 0))
    for column in ("", "customer", "difficulty", "what happened"):
        table.add_column(column, no_wrap=column != "what happened")
    for number, customer in enumerate(customers, start=1):
        persona = customer.persona
        table.add_row(str(number), escape(shown(persona.id)), persona.difficulty.value, escape(shown(persona.about)))
    console.print(table)
    ids = [customer.id for customer in customers]
    session: PromptSession[str] = PromptSession(completer=WordCompleter(ids))
    while True:
        answer = (await session.prompt_async("Who is calling? (number or id, Enter for 1) ")).strip().lower()
        if not answer:
            return customers[0]
        if answer.isdecimal() and 1 <= int(answer) <= len(customers):
            return customers[int(answer) - 1]
        if answer in ids:
            return customers[ids.index(answer)]
        console.print(Text(no_such("customer", answer, ids)))
