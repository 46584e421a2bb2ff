"""Rehearsals: scripted agents of known skill play a customer many times, and the table says how it went.

Plays on the call's own clock and stores nothing.
"""

from bot.rehearsal.agents import CHEATS, SKILLS, Skill
from bot.rehearsal.playing import Played, play, rehearse
from bot.rehearsal.table import Row, expectations, rows

__all__ = ["CHEATS", "SKILLS", "Played", "Row", "Skill", "expectations", "play", "rehearse", "rows"]
