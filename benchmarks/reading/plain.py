"""What a plain learner makes of the same messages: TF-IDF and logistic regression, a model a signal.

It is taught from the five oldest files alone, so that its figure tells how hard a set is and stays the same while
Simmer's own rows grow.
"""

import json
from collections.abc import Sequence
from functools import cache
from typing import Any

from bot.craft import Signal
from bot.reading.rows import LABELLED

OLDEST = ("dev", "more_a", "more_b", "more_c", "more_d")
NAMES = [s.value for s in Signal]


@cache
def _taught() -> tuple[Any, list[Any]] | None:
    """The words' weights and a model a signal; nothing without scikit-learn."""
    try:
        from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415
        from sklearn.linear_model import LogisticRegression  # noqa: PLC0415
    except ImportError:
        return None
    lines = [line for stem in OLDEST for line in (LABELLED / f"{stem}.jsonl").read_text("utf-8").splitlines()]
    rows = [json.loads(line) for line in lines if line.strip()]
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2)
    x = words.fit_transform([r["text"] for r in rows])
    return words, [
        LogisticRegression(C=10, class_weight="balanced", max_iter=500).fit(x, [name in r["signals"] for r in rows])
        for name in NAMES
    ]


def plain_reading(texts: Sequence[str]) -> list[frozenset[str]] | None:
    """The signals of each text as the plain learner reads them; nothing without scikit-learn."""
    taught = _taught()
    if taught is None:
        return None
    words, models = taught
    x = words.transform(texts)
    said = [model.predict(x) for model in models]
    return [frozenset(n for n, found in zip(NAMES, row, strict=True) if found) for row in zip(*said, strict=True)]
