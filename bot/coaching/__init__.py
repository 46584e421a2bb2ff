"""Coaching: hints during the call, the score and the debrief after it, and what a better sentence would have done.

The picture of the mood stands apart, in bot.coaching.picture: it needs Pillow, which a terminal can do without.
"""

from bot.coaching.agreement import Agreement, agreement
from bot.coaching.better import Better
from bot.coaching.board_page import COLLEAGUE, BoardLine, BoardPage, board_json
from bot.coaching.boards import (
    Board,
    CountedCall,
    Tally,
    board_rules,
    board_terms,
    counted_call,
    counted_calls,
    figure,
    figure_text,
    lowest_first,
)
from bot.coaching.cards import Card, NoSuchTechniqueError, card_text, learn, load_cards
from bot.coaching.coverage import Covered, Use
from bot.coaching.debrief import Debrief, debrief
from bot.coaching.debrief_json import debrief_json
from bot.coaching.debrief_text import debrief_text
from bot.coaching.hints import coach_line, hint
from bot.coaching.human import HumanReview, LineComment, PartReview, band_of, human_json, reviewed_total
from bot.coaching.marking import Mark, mark
from bot.coaching.note import NoteCheck, check_note
from bot.coaching.own_view import RATINGS, OwnView, gap, gap_text, own_view
from bot.coaching.progress import PastCall, Progress, Suggestion, pause_nudge, progress, suggest
from bot.coaching.rubric import rubric_version
from bot.coaching.score import Part, Score, score
from bot.coaching.standing import ShownCall, Standing, standing, standing_json
from bot.coaching.standing_text import standing_text
from bot.coaching.whatif import NoSuchTurnError, WhatIf, try_again, what_if

__all__ = [
    "COLLEAGUE",
    "RATINGS",
    "Agreement",
    "Better",
    "Board",
    "BoardLine",
    "BoardPage",
    "Card",
    "CountedCall",
    "Covered",
    "Debrief",
    "HumanReview",
    "LineComment",
    "Mark",
    "NoSuchTechniqueError",
    "NoSuchTurnError",
    "NoteCheck",
    "OwnView",
    "Part",
    "PartReview",
    "PastCall",
    "Progress",
    "Score",
    "ShownCall",
    "Standing",
    "Suggestion",
    "Tally",
    "Use",
    "WhatIf",
    "agreement",
    "band_of",
    "board_json",
    "board_rules",
    "board_terms",
    "card_text",
    "check_note",
    "coach_line",
    "counted_call",
    "counted_calls",
    "debrief",
    "debrief_json",
    "debrief_text",
    "figure",
    "figure_text",
    "gap",
    "gap_text",
    "hint",
    "human_json",
    "learn",
    "load_cards",
    "lowest_first",
    "mark",
    "own_view",
    "pause_nudge",
    "progress",
    "reviewed_total",
    "rubric_version",
    "score",
    "standing",
    "standing_json",
    "standing_text",
    "suggest",
    "try_again",
    "what_if",
]
