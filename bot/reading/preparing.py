"""What training lays ready for reading: the vocabulary, and families, meanings and rules with all words stemmed."""

import json
import re
import tomllib
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from snowballstemmer import stemmer

from bot.reading.lexicon import PREPARED, build_lexicon, lexicon, prepared
from bot.reading.meaning import CONCEPTS, build_concepts, concepts
from bot.reading.rows import Row
from bot.reading.rules import build_rules, rules
from bot.reading.smallwords import small_words
from bot.reading.spelling import given_names, vocabulary

DATA = Path(__file__).parent / "data"
_WORD = re.compile(r"[^\W\d_]+")


def write_vocabulary(rows: Sequence[Row]) -> None:
    """Write the words known to be spelt as meant, each with its stem."""
    with (DATA / "spelling.toml").open("rb") as file:
        short = tomllib.load(file)["short"]
    with (DATA / "lexicon.toml").open("rb") as file:
        families = tomllib.load(file)
    with CONCEPTS.open("rb") as file:
        families |= tomllib.load(file)
    lexicon = " ".join(families.values()).replace("-", " ").split()
    rules = " ".join(tomllib.loads((DATA / "rules.toml").read_text(encoding="utf-8")).values())
    seen: Counter[str] = Counter()
    careful = {w for w in lexicon if w.isalpha()}
    careful.update(w for full in short.values() for w in full.split() if w.isalpha())
    ordinary = small_words("names")["ordinary"]
    small: set[str] = set()
    careful.update(_WORD.findall(re.sub(r"<\w+>|\{\w+\}", " ", rules)))
    for row in rows:
        for text in (row.text, row.context):
            words = [w.casefold() for w in _WORD.findall(text)]
            seen.update(words)
            if text is row.text and text[:1].isupper() and text[-1:] in ".?!":
                careful.update(words)
                small.update(w for w in _WORD.findall(text) if w.islower())
            else:
                small.update(w for w in _WORD.findall(text) if w.islower())
    said = set(lexicon) | {w for w in careful if seen[w] == 0} | {w for w in careful if seen[w] > 2}
    known = sorted(
        w
        for w in set(seen) | careful
        if (w in careful or seen[w] >= 4)
        and w not in short
        and w.isalpha()
        and not re.search(r"(.)\1\1", w)
        and (len(w) > 1 or w in "ai")
        and (w in small or w in said)
        and (w not in given_names() or w in ordinary)
    )
    stem = stemmer("english").stemWord
    scratch = DATA / "vocabulary.new"
    scratch.write_text("\n".join(f"{w} {stem(w)}" for w in known) + "\n", encoding="utf-8")
    scratch.replace(DATA / "vocabulary.txt")


def prepare() -> None:
    """Write the families and rules with all their words stemmed, which at every start would take too long."""
    vocabulary.cache_clear()
    families, meanings = build_lexicon(), build_concepts()
    known = sorted(
        {f for fams in families.single.values() for f in fams}
        | {f for seconds in families.runs.values() for those in seconds.values() for _, fams in those for f in fams}
    )
    stemmed = {
        "single": families.single,
        "runs": families.runs,
        "rules": build_rules(known),
        "concepts": {"single": meanings.single, "runs": meanings.runs},
    }
    scratch = PREPARED.with_suffix(".new")
    scratch.write_text(json.dumps(stemmed, sort_keys=True), encoding="utf-8")
    scratch.replace(PREPARED)
    prepared.cache_clear()
    lexicon.cache_clear()
    concepts.cache_clear()
    rules.cache_clear()
