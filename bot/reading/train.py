"""Train the reader's weights: python -m bot.reading.train [--check]

Needs scikit-learn (a development dependency; reading does without). The same data gives the same artefact.
Holding whole writers out in turn gives the thresholds and the figures that are printed.
"""

import argparse
import hashlib
import json
import re
import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import scipy.sparse as sp
from joblib import Parallel, delayed
from sklearn.svm import LinearSVC
from snowballstemmer import stemmer

from bot.reading import model as artefact
from bot.reading.features import features_of
from bot.reading.model import SIGNALS
from bot.reading.names import _ORDINARY
from bot.reading.spelling import given_names

HERE = Path(__file__).parent
LABELLED = HERE / "labelled"
DATA = HERE / "data"
C = 0.5
SEEN_AT_LEAST = 2
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class Row:
    """One labelled message."""

    writer: str
    text: str
    context: str
    signals: tuple[str, ...]


def rows_of(folder: Path = LABELLED) -> list[Row]:
    """Every labelled message, with its writer: the file's name before the last underscore."""
    out: list[Row] = []
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.strip():
                r = json.loads(line)
                out.append(Row(_writer(path.stem), r["text"], r.get("context") or "", tuple(r["signals"])))
    return out


def _writer(stem: str) -> str:
    return stem if stem.startswith("more_") else stem.split("_")[0]


def digest() -> str:
    """A fingerprint of all that the weights are made from."""
    sha = hashlib.sha256()
    files = [*sorted(LABELLED.glob("*.jsonl")), *sorted(DATA.glob("*.toml")), *sorted(HERE.glob("*.py"))]
    for path in files:
        sha.update(path.name.encode() + b"\0" + path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return sha.hexdigest()


def write_vocabulary(rows: Sequence[Row]) -> None:
    """Write the words known to be spelt as meant, each with its stem."""
    with (DATA / "spelling.toml").open("rb") as file:
        short = tomllib.load(file)["short"]
    with (DATA / "lexicon.toml").open("rb") as file:
        lexicon = " ".join(tomllib.load(file).values()).replace("-", " ").split()
    rules = " ".join(tomllib.loads((DATA / "rules.toml").read_text(encoding="utf-8")).values())
    seen: Counter[str] = Counter()
    careful: set[str] = set(w for w in lexicon if w.isalpha())
    careful.update(w for full in short.values() for w in full.split() if w.isalpha())
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
    said = {w for w in lexicon} | {w for w in careful if seen[w] == 0} | {w for w in careful if seen[w] > 2}
    known = sorted(
        w
        for w in set(seen) | careful
        if (w in careful or seen[w] >= 4) and w not in short and w.isalpha() and not re.search(r"(.)\1\1", w)
        and (len(w) > 1 or w in "ai") and (w in small or w in said) and (w not in given_names() or w in _ORDINARY)
    )
    stem = stemmer("english").stemWord
    scratch = DATA / "vocabulary.new"
    scratch.write_text("\n".join(f"{w} {stem(w)}" for w in known) + "\n", encoding="utf-8")
    scratch.replace(DATA / "vocabulary.txt")


def matrix(docs: Sequence[dict[str, object]], names: dict[str, int], rarity: np.ndarray) -> sp.csr_matrix:
    ind: list[int] = []
    ptr = [0]
    for doc in docs:
        ind += [names[k] for k in doc if k in names]
        ptr.append(len(ind))
    x = sp.csr_matrix((np.ones(len(ind)), ind, ptr), shape=(len(docs), len(names)))
    x = x @ sp.diags(rarity)
    length = np.sqrt(x.multiply(x).sum(axis=1)).A1 if hasattr(x, "A1") else np.sqrt(np.asarray(x.multiply(x).sum(axis=1))).ravel()
    length[length == 0] = 1
    return sp.diags(1 / length) @ x


def _fit(x: sp.csr_matrix, y: np.ndarray) -> tuple[np.ndarray, float]:
    svm = LinearSVC(C=C, max_iter=2000, tol=1e-4, random_state=7)
    svm.fit(x, y)
    return svm.coef_.ravel(), float(svm.intercept_[0])


def _fold(x: sp.csr_matrix, y: np.ndarray, held: np.ndarray) -> np.ndarray:
    out = np.zeros((int(held.sum()), y.shape[1]))
    for s in range(y.shape[1]):
        w, b = _fit(x[~held], y[~held, s])
        out[:, s] = x[held] @ w + b
    return out


def best_threshold(y: np.ndarray, p: np.ndarray) -> tuple[float, float]:
    """The threshold of the best F1, and that F1."""
    order = np.argsort(-p, kind="stable")
    tp = np.cumsum(y[order])
    f1 = 2 * tp / (np.arange(1, len(y) + 1) + y.sum())
    smooth = np.convolve(f1, np.ones(9) / 9, mode="same")
    i = int(np.argmax(smooth))
    return float(p[order[i]]) - 1e-9, float(f1[i])


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--no-folds", action="store_true", help="keep the thresholds of the present artefact")
    ask.parse_args()
    rows = rows_of()
    write_vocabulary(rows)
    docs = [features_of(r.text, r.context) for r in rows]
    count = Counter(k for d in docs for k in d)
    kept = sorted(k for k, n in count.items() if n >= SEEN_AT_LEAST and "\n" not in k)
    names = {k: i for i, k in enumerate(kept)}
    rarity = np.array([np.log((1 + len(rows)) / (1 + count[k])) + 1 for k in kept])
    # the rarity as the artefact holds it: its square in one byte
    square = float((rarity**2).max() / 255)
    rarity = np.sqrt(np.maximum(1, np.round(rarity**2 / square)) * square)
    x = matrix(docs, names, rarity)
    y = np.array([[s.value in r.signals for s in SIGNALS] for r in rows], dtype=int)
    writers = np.array([r.writer for r in rows])
    parts = Parallel(n_jobs=2)(delayed(_fold)(x, y, writers == w) for w in sorted(set(writers)))
    p = np.zeros(y.shape)
    for w, part in zip(sorted(set(writers)), parts, strict=True):
        p[writers == w] = part
    fits = Parallel(n_jobs=2)(delayed(_fit)(x, y[:, s]) for s in range(len(SIGNALS)))
    weights = np.array([w for w, _ in fits]) * rarity
    bias: list[float] = []
    figures: list[float] = []
    for s, signal in enumerate(SIGNALS):
        threshold, f1 = best_threshold(y[:, s], p[:, s])
        figures.append(f1)
        bias.append(fits[s][1] - threshold)
        print(f"{signal.value:24s} F1 {f1:.3f}  of {y[:, s].sum()}")
    print(f"macro {np.mean(figures):.3f} over {len(set(writers))} writers held out in turn")
    scale = np.abs(weights).max(axis=1) / 127
    small = np.round(weights / scale[:, None]).astype(int)
    # what moves no signal is left out, unless it is common enough to count in the length
    rowsbytes = np.concatenate([small + 128, np.round(rarity**2 / square).astype(int)[None, :]]).T.astype(np.uint8)
    head = {
        "digest": digest(),
        "signals": [s.value for s in SIGNALS],
        "scale": [float(v) for v in scale],
        "bias": bias,
        "square": square,
    }
    artefact.write(artefact.ARTEFACT, head, kept, rowsbytes.tobytes())
    print(f"{len(kept)} features, {artefact.ARTEFACT.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
