"""Files that commands write for the user."""

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
