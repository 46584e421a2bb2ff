"""Challenges: what a team plays together. Knows no Discord; fronts call the services of `ChallengeDesk`.

Everything that changes is stored before a method returns, and what is to be told of it stands in the store until a
front says that it was told. See docs/challenges.md.
"""

from bot.desk.challenges.board import ChallengeDesk
from bot.desk.challenges.duel import Scoreboard, Side, Stage, Verdict, Why
from bot.desk.challenges.export import standing_csv, standing_figures, standing_rows
from bot.desk.challenges.news import Because, News
from bot.desk.challenges.raid import Credit, RoundView
from bot.desk.challenges.ranking import Place
from bot.desk.challenges.relay import Said, Whose
from bot.desk.challenges.scores import Standing, Step
from bot.desk.challenges.shared import Moment, Part, TeamDebrief
from bot.desk.challenges.terms import Counts, Kind, Order, State, Terms, Wanted, limits, terms_of

__all__ = [
    "Because",
    "ChallengeDesk",
    "Counts",
    "Credit",
    "Kind",
    "Moment",
    "News",
    "Order",
    "Part",
    "Place",
    "RoundView",
    "Said",
    "Scoreboard",
    "Side",
    "Stage",
    "Standing",
    "State",
    "Step",
    "TeamDebrief",
    "Terms",
    "Verdict",
    "Wanted",
    "Whose",
    "Why",
    "limits",
    "standing_csv",
    "standing_figures",
    "standing_rows",
    "terms_of",
]
