"""Where in a TOML text each key and value stands: tomllib tells values only, authors need the line.

Built on tree-sitter's TOML grammar, which also reads texts that are only partly right.
"""

from collections.abc import Iterable, Mapping
from functools import cache

import tree_sitter_toml
from tree_sitter import Language, Node, Parser

Path = tuple[str | int, ...]


@cache
def _parser() -> Parser:
    return Parser(Language(tree_sitter_toml.language()))


def _text(node: Node) -> str:
    raw = (node.text or b"").decode("utf-8")
    return raw.strip("\"'") if node.type == "quoted_key" else raw


def _key(node: Node) -> list[str]:
    """The parts of a bare, quoted or dotted key, in order."""
    if node.type == "dotted_key":
        return [part for child in node.named_children for part in _key(child)]
    return [_text(node)]


class _Places:
    """Collects the first line on which each path is written."""

    def __init__(self) -> None:
        self.lines: dict[Path, int] = {(): 1}
        self._last: dict[Path, int] = {}  # array of tables -> index of the table being written

    def _note(self, path: Path, node: Node) -> None:
        self.lines.setdefault(path, node.start_point.row + 1)

    def document(self, node: Node) -> None:
        for child in node.named_children:
            if child.type == "pair":
                self._pair((), child)
            elif child.type == "table":
                self._table(self._inside(_key(child.named_children[0])), child)
            elif child.type == "table_array_element":
                path = self._inside(_key(child.named_children[0]))
                self._last[path] = self._last.get(path, -1) + 1
                self._note(path, child)
                self._table((*path, self._last[path]), child)

    def _inside(self, key: Iterable[str]) -> Path:
        """`[[facts]]` followed by `[facts.tell]` means the last of the facts."""
        path: Path = ()
        for part in key:
            if path in self._last:
                path = (*path, self._last[path])
            path = (*path, part)
        return path

    def _table(self, path: Path, node: Node) -> None:
        for end in range(1, len(path) + 1):
            self._note(path[:end], node)
        for child in node.named_children:
            if child.type == "pair":
                self._pair(path, child)

    def _pair(self, path: Path, node: Node) -> None:
        if len(node.named_children) < 2:
            return
        key, value = node.named_children[0], node.named_children[1]
        for part in _key(key):
            path = (*path, part)
            self._note(path, node)
        self._value(path, value)

    def _value(self, path: Path, node: Node) -> None:
        if node.type == "array":
            for nth, item in enumerate(child for child in node.named_children if child.type != "comment"):
                self._note((*path, nth), item)
                self._value((*path, nth), item)
        elif node.type == "inline_table":
            for child in node.named_children:
                if child.type == "pair":
                    self._pair(path, child)


def lines_of(text: str) -> Mapping[Path, int]:
    """The line of every key and array item in `text`, by path."""
    places = _Places()
    places.document(_parser().parse(text.encode("utf-8")).root_node)
    return places.lines


def line_at(lines: Mapping[Path, int], path: Path) -> int:
    """The line of `path`, or of the nearest part of it that is written down."""
    for end in range(len(path), 0, -1):
        if path[:end] in lines:
            return lines[path[:end]]
    return 0


def written(path: Path) -> str:
    """A path as an author writes it: `facts[2].tell.hot[0]`."""
    said = ""
    for part in path:
        said += f"[{part}]" if isinstance(part, int) else f".{part}" if said else part
    return said or "(file)"
