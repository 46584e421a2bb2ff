"""Reads an uploaded file from the standard input and writes what is wrong with it, one JSON object a line.

`python -m bot.customers.check STOCK`: a process of its own, which whoever began it may end at any time.
"""

import json
import sys
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from bot.customers.check.upload import examine_upload
from bot.customers.stock import read_stock

_MOST_MEMORY = 1 << 30
"""Bytes; an ordinary check takes less than a tenth of it."""


def main() -> None:
    with suppress(ImportError, ValueError, OSError):  # Windows has no such limit
        import resource  # noqa: PLC0415

        resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
    stock = read_stock(Path(sys.argv[1]))
    for finding in examine_upload(sys.stdin.buffer.read(), "", stock):
        sys.stdout.write(json.dumps(asdict(finding)) + "\n")


if __name__ == "__main__":
    main()
