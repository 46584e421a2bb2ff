"""What people mean by the names and words that they type for persons, servers and difficulties."""

from collections.abc import Collection, Iterable

from bot.customers import Difficulty
from bot.desk.errors import DeskError
from bot.desk.nearest import no_such


def person_meant(what: str, name: str, known: Iterable[tuple[str, str]]) -> tuple[str, str]:
    """Id and name of the person who is meant by an id, or by a name in any case; `known` are ids with names.

    Raises:
        DeskError: nobody is called so (`what` says what they would be), or several people are.
    """
    people = list(known)
    same = [who for who in people if who[0] == name] or [w for w in people if w[1].casefold() == name.casefold()]
    if len(same) > 1:
        raise DeskError(f"Several people are called {name}; name one by their id: {', '.join(w[0] for w in same)}.")
    if not same:
        raise DeskError(no_such(what, name, (who[1] for who in people)))
    return same[0]


def server_meant(guild_id: str, known: Collection[str]) -> str:
    """A server that is known, for a front that is not on one.

    Raises:
        DeskError: there is none of that id.
    """
    if guild_id not in known:
        raise DeskError(no_such("server", guild_id, known))
    return guild_id


def difficulty_meant(word: str) -> Difficulty | None:
    """The difficulty that a word names, in any case; None for an empty one.

    Raises:
        DeskError: there is none of that name.
    """
    word = word.strip().lower()
    if not word:
        return None
    if word not in tuple(Difficulty):
        raise DeskError(no_such("difficulty", word, Difficulty))
    return Difficulty(word)
