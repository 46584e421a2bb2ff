"""What is missing or wrong in a customer that can already be played: every gap at once, each with its repair.

bot/customers/loading.py refuses what cannot be played; here stands what would sound thin, wrong or twice the same.
docs/writing-personas.md lists the codes.
"""

from bot.customers.check.book import distinct_lines
from bot.customers.check.examining import check, examine
from bot.customers.check.limits import check_limits

__all__ = ["check", "check_limits", "distinct_lines", "examine"]
