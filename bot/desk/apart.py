"""Reading a file that nobody here has seen: in a process of its own, with an end to its time and its memory.

A key of twenty thousand parts, 40 KB of text, keeps Python's TOML reader busy for ten seconds, and a thread cannot be
ended.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

from bot.customers import Finding, Severity

_SECONDS = 20.0
"""An ordinary check takes half a second."""
_ABOVE = Path(__file__).resolve().parents[2]
"""The folder that holds the package, in a checkout or installed: the other process imports it from there."""
_OVERTAXED = Finding(
    "P005", "(file)", "reading it takes longer than any customer should", "write it as docs/writing-personas.md shows"
)


def examine_apart(raw: bytes, stock: Path, *, seconds: float = _SECONDS) -> list[Finding]:
    """What is wrong with an uploaded file; `stock` is the folder of the lines that all customers share.

    Meant for a worker thread: it waits for the other process, `seconds` at most.
    """
    command = [sys.executable, "-P", "-m", "bot.customers.check", str(stock)]
    environment = os.environ | {"PYTHONPATH": str(_ABOVE)}
    try:
        done = subprocess.run(  # noqa: S603 (our own module; the file is its input, never its command)
            command, input=raw, capture_output=True, timeout=seconds, env=environment, check=False
        )
    except subprocess.TimeoutExpired:
        return [_OVERTAXED]
    if done.returncode != 0:  # it ran out of memory, which no file of a customer makes it do
        return [_OVERTAXED]
    return [_finding(line) for line in done.stdout.splitlines()]


def _finding(line: bytes) -> Finding:
    data = json.loads(line)
    return Finding(**data | {"severity": Severity(data["severity"])})
