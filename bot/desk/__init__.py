"""Where call, store and time meet. Fronts (terminal, Discord) talk to this room and hold no rule of the game."""

from bot.desk.after import AfterCall, Look
from bot.desk.assignments import Assignments, GivenRole, Order, Overview, Own, Reached, Reminder
from bot.desk.boards import Boards, Narrowing
from bot.desk.clock import Clock, RealClock, SimulatedClock
from bot.desk.costly import CostlyType
from bot.desk.customer_files import stock_of
from bot.desk.dates import Period, Span, moment
from bot.desk.desk import Desk
from bot.desk.errors import DeskError
from bot.desk.fulfilling import BANDS, CustomerDone, Fulfilment, State
from bot.desk.judging import AgreementReport, Judges
from bot.desk.live import LiveCall, Mode, Trainee
from bot.desk.nearest import nearest, no_such
from bot.desk.own_data import OwnData
from bot.desk.personal import Personal
from bot.desk.report import FORMS, Choice, TeamReports
from bot.desk.report_figures import MemberFigures, TeamReport, member_figures, strength_figures, technique_figures
from bot.desk.rights import Action, Actor, Role
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
from bot.desk.uploads import Kept, Removal, Upload, Uploads

__all__ = [
    "BANDS",
    "FORMS",
    "Action",
    "Actor",
    "AfterCall",
    "AgreementReport",
    "Assignments",
    "Boards",
    "Choice",
    "Clock",
    "Command",
    "CommandError",
    "CostlyType",
    "CustomerDone",
    "Desk",
    "DeskError",
    "Fulfilment",
    "GivenRole",
    "Judges",
    "Kept",
    "LiveCall",
    "Look",
    "MemberFigures",
    "Mode",
    "Narrowing",
    "Order",
    "Overview",
    "Own",
    "OwnData",
    "Period",
    "Personal",
    "Reached",
    "RealClock",
    "Reminder",
    "Removal",
    "Role",
    "ScriptError",
    "ScriptPlayer",
    "SimulatedClock",
    "Span",
    "Standings",
    "State",
    "Step",
    "TeamReport",
    "TeamReports",
    "Trainee",
    "Upload",
    "Uploads",
    "member_figures",
    "moment",
    "nearest",
    "no_such",
    "parse_command",
    "parse_duration",
    "parse_line",
    "parse_script",
    "stock_of",
    "strength_figures",
    "technique_figures",
]
