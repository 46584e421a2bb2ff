"""What is drawn where nobody chose it. A call's own dice are not thrown here: they come from its seed."""

import secrets

_ID_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
"""No 0/o, 1/l/i: an id is read aloud and typed."""
_ID_LENGTH = 6
_MOST_SEEDS = 1_000_000
"""Seeds that nobody chose stay short, because people pass them on."""


def new_id() -> str:
    """A short id that can be read aloud and typed: six letters and digits."""
    return "".join(secrets.choice(_ID_LETTERS) for _ in range(_ID_LENGTH))


def new_seed() -> int:
    """A seed from 0 to 999,999."""
    return secrets.randbelow(_MOST_SEEDS)
