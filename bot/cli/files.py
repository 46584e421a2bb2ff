"""Files that commands write for the user."""

import sys
from collections.abc import AsyncIterator
from pathlib import Path

from bot.desk import DeskError


def write_picture(path: Path, png: bytes) -> None:
    """Write a picture where the user asked for it.

    Raises:
        DeskError: that is not possible.
    """
    try:
        path.write_bytes(png)
    except OSError as error:
        why = (error.strerror or "unknown reason").lower()
        raise DeskError(f"The picture {path} cannot be written: {why}.") from None


STANDARD_OUTPUT = Path("-")


async def write_pieces(path: Path, pieces: AsyncIterator[bytes]) -> None:
    """Write a file, or standard output, piece by piece, as the pieces come.

    Raises:
        DeskError: that is not possible.
    """
    if path == STANDARD_OUTPUT:
        async for piece in pieces:
            sys.stdout.buffer.write(piece)
        sys.stdout.buffer.flush()
        return
    try:
        with path.open("wb") as file:
            async for piece in pieces:
                file.write(piece)
    except OSError as error:
        why = (error.strerror or "unknown reason").lower()
        raise DeskError(f"The file {path} cannot be written: {why}.") from None
