"""A short customer as a team's trainer might write one, and the ways in which files go wrong."""

from tests.customers.conftest import ADA

TEXT = ADA.read_text(encoding="utf-8")


def brought(*changes: tuple[str, str], persona_id: str = "ada") -> bytes:
    """The file, with some of its words in the place of others."""
    text = TEXT.replace('id = "ada"', f'id = "{persona_id}"', 1)
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text.encode()


KETTLE = ("Northwind Kettles", "Southwind Kettles")
"""A change that makes a new version."""
NO_SUCH_REMEDY = ('resolved_by = [["', 'resolved_by = [["no_such_remedy", "')
SLOW = b".".join([b"a"] * 100_000) + b" = 1"
"""It keeps Python's TOML reader busy for longer than anybody waits."""
