"""What all of the desk refuses with."""


class DeskError(Exception):
    """What was asked for cannot be done; the message is the sentence that the user reads."""
