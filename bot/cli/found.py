"""Found signals as JSON. Apart from the calls' lines, so that `simmer analyze` starts without loading calls."""

from collections.abc import Iterable
from typing import Any

from bot.reading import Found


def found_json(found: Iterable[Found]) -> list[dict[str, Any]]:
    return [{"signal": one.signal.value, "quote": one.quote, "start": one.start, "end": one.end} for one in found]
