"""Names that people type: which of the valid ones did they mean?"""

from collections.abc import Iterable

from rapidfuzz import process, utils


def nearest(word: str, choices: Iterable[str]) -> str | None:
    """The choice most like `word`; None only when there is nothing to choose from."""
    found = process.extractOne(word, list(choices), processor=utils.default_process)
    return None if found is None else str(found[0])


def no_such(what: str, word: str, choices: Iterable[str]) -> str:
    """Say that a name does not exist: "There is no customer 'mart'; the nearest one is 'marta'."."""
    known = list(choices)
    close = nearest(word, known)
    if close is None:
        return f"There is no {what} '{word}', and none to choose from."
    return f"There is no {what} '{word}'; the nearest one is '{close}'."
