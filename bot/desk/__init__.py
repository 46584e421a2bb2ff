"""Where call, store and time meet. Fronts (terminal, Discord) talk to this room and hold no rule of the game."""

from bot.desk.after import AfterCall, Look
from bot.desk.clock import Clock, RealClock, SimulatedClock
from bot.desk.desk import Desk, DeskError, stock_of
from bot.desk.judging import AgreementReport, Judges
from bot.desk.live import LiveCall, Mode, Trainee
from bot.desk.nearest import nearest, no_such
from bot.desk.personal import Personal
from bot.desk.script import (
    Command,
    CommandError,
    ScriptError,
    ScriptPlayer,
    Step,
    parse_command,
    parse_duration,
    parse_line,
    parse_script,
)
from bot.desk.standings import Standings

__all__ = [
    "AfterCall",
    "AgreementReport",
    "Clock",
    "Command",
    "CommandError",
    "Desk",
    "DeskError",
    "Judges",
    "LiveCall",
    "Look",
    "Mode",
    "Personal",
    "RealClock",
    "ScriptError",
    "ScriptPlayer",
    "SimulatedClock",
    "Standings",
    "Step",
    "Trainee",
    "nearest",
    "no_such",
    "parse_command",
    "parse_duration",
    "parse_line",
    "parse_script",
    "stock_of",
]
