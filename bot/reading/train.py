"""Train the reader's weights (python -m bot.reading.train).

Needs scikit-learn (a development dependency; reading does without). The same data gives the same artefact.
Holding files out in turn gives the thresholds and the figures that are printed.
"""

import argparse
import hashlib
import json
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np  # type: ignore[import-untyped, import-not-found, unused-ignore]
import scipy.sparse as sp  # type: ignore[import-untyped, import-not-found, unused-ignore]
from joblib import Parallel, delayed  # type: ignore[import-untyped, import-not-found, unused-ignore]
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped, import-not-found, unused-ignore]
from sklearn.svm import LinearSVC  # type: ignore[import-untyped, import-not-found, unused-ignore]
from snowballstemmer import stemmer

from bot.craft import CALMING, Signal
from bot.reading.features import certainties, spelling_of, units
from bot.reading.lexicon import PREPARED, Lexicon, build_lexicon, lexicon
from bot.reading.message import Message
from bot.reading.model import ARTEFACT, SIGNALS, ZERO, Head, write
from bot.reading.names import addresses, cues
from bot.reading.rules import build_rules, rules
from bot.reading.smallwords import small_words
from bot.reading.spelling import given_names, vocabulary

HERE = Path(__file__).parent
LABELLED = HERE / "labelled"
DATA = HERE / "data"
C = 1.0  # how far the weights may go to fit the rows
SAMPLED = 100  # of so many rows one is looked at to tell whether the code sees messages as it did
ROUNDS = 1  # in which sentence and guess improve each other
SEEN_AT_LEAST = 3  # messages a feature must stand in
_ALWAYS = frozenset(("w:", "f:", "r:", "R:"))
BLOCKS = {"R": 3.0, "r": 1.5, "f": 1.5, "w": 1.2, "c": 0.6}  # how loudly a kind of feature speaks
FIFTHS = 5
# A kind sentence taken for an insult costs a trainee far more than an insult overheard: surer before these are read.
RECALL_WEIGHS = {
    Signal.BE_HOSTILE: 0.6,
    Signal.ARGUE: 0.75,
    Signal.BLAME_CUSTOMER: 0.75,
    Signal.DISMISS: 0.85,
    Signal.OVERPROMISE: 0.6,
    Signal.HIDE_BEHIND_POLICY: 0.85,
}
NO_NAME = -20.0  # the margin of a message without any name
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class Row:
    """One labelled message."""

    file: str
    text: str
    context: str
    signals: tuple[str, ...]


def rows_of(folder: Path = LABELLED) -> list[Row]:
    """Every labelled message."""
    out: list[Row] = []
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.strip():
                r = json.loads(line)
                out.append(Row(path.stem, r["text"], r.get("context") or "", tuple(r["signals"])))
    return out


def writer_of(stem: str) -> str:
    """Who wrote a file: of calm_a, calm_b and calm_c it is one person in three manners; the others are one each."""
    return stem if stem.startswith("more_") else stem.partition("_")[0]


def digest() -> str:
    """A fingerprint of all that the weights are made from: messages, data files, what is seen in a few rows."""
    sha = hashlib.sha256()
    for path in [*sorted(LABELLED.glob("*.jsonl")), *sorted(DATA.glob("*.toml")), DATA / "names.txt"]:
        sha.update(path.name.encode() + b"\0" + path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    for doc in _features(rows_of()[::SAMPLED]):
        sha.update(json.dumps([sorted(sentence) for sentence in doc]).encode())
    return sha.hexdigest()


def write_vocabulary(rows: Sequence[Row]) -> None:
    """Write the words known to be spelt as meant, each with its stem."""
    with (DATA / "spelling.toml").open("rb") as file:
        short = tomllib.load(file)["short"]
    with (DATA / "lexicon.toml").open("rb") as file:
        lexicon = " ".join(tomllib.load(file).values()).replace("-", " ").split()
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
    families = build_lexicon()
    known = sorted(
        {f for fams in families.single.values() for f in fams}
        | {f for runs in families.runs.values() for _, fams in runs for f in fams}
    )
    prepared = {
        "single": families.single,
        "runs": families.runs,
        "rules": build_rules(known, common=_met(families)),
    }
    scratch = PREPARED.with_suffix(".new")
    scratch.write_text(json.dumps(prepared, sort_keys=True), encoding="utf-8")
    scratch.replace(PREPARED)
    lexicon.cache_clear()
    rules.cache_clear()


def _met(families: Lexicon) -> Counter[str]:
    """How often each stem and each family stands in the labelled messages."""
    met: Counter[str] = Counter()
    for row in rows_of():
        stems = {t.stem for t in Message(row.text).tokens}
        met.update(stems)
        met.update({"#" + f for s in stems for f in families.single.get(s, ())})
        met.update({"#" + f for s in stems for _, fams in families.runs.get(s, ()) for f in fams})
    met.update(dict.fromkeys(("@money", "@time", "@duration", "@percent", "@code"), met.total() // 100))
    return met


@dataclass(frozen=True)
class Seen:
    """What the model sees of all rows: a matrix of sentences, a matrix of messages, and whose sentence is whose."""

    sentences: sp.csr_matrix
    messages: sp.csr_matrix
    owner: np.ndarray
    first: np.ndarray
    """Where each message's sentences begin."""


def see(docs: Sequence[Sequence[Sequence[str]]], names: dict[str, int], rarity: np.ndarray) -> Seen:
    """Lay the features out; a row's length is taken as the model takes it."""
    ind: list[int] = []
    ptr = [0]
    owner: list[int] = []
    for i, doc in enumerate(docs):
        for sentence in doc or [[]]:
            ind += [names[k] for k in sentence if k in names]
            ptr.append(len(ind))
            owner.append(i)
    x = sp.csr_matrix((np.ones(len(ind)), ind, ptr), shape=(len(owner), len(names)))
    whose = np.array(owner)
    gather = sp.csr_matrix((np.ones(len(owner)), (whose, np.arange(len(owner)))), shape=(len(docs), len(owner)))
    return Seen(_scaled(x, rarity), _scaled(gather @ x, rarity), whose, np.searchsorted(whose, np.arange(len(docs))))


def _scaled(x: sp.csr_matrix, rarity: np.ndarray) -> sp.csr_matrix:
    length = np.sqrt(x @ rarity**2)
    length[length == 0] = 1
    return sp.csr_matrix(sp.diags(1 / length) @ x @ sp.diags(rarity))


def _svm(x: sp.csr_matrix, y: np.ndarray) -> tuple[np.ndarray, float]:
    svm = LinearSVC(C=C, max_iter=3000, tol=1e-2, random_state=7)
    svm.fit(x, y)
    return svm.coef_.ravel(), float(svm.intercept_[0])


Weights = tuple[np.ndarray, float, np.ndarray, float]


def fit(seen: Seen, y: np.ndarray, rows: np.ndarray) -> Weights:
    """Weights for one signal from the given rows: of the whole message, and of a sentence.

    Which sentence of a message carries its signal is not labelled. The whole message's weights guess first;
    then a sentence's weights and the guess improve each other.
    """
    whole, whole_bias = _svm(seen.messages[rows], y[rows])
    score = seen.sentences @ whole + whole_bias
    mine = rows[seen.owner]
    carries = y[seen.owner] == 1
    weights, bias = whole, whole_bias
    for _ in range(ROUNDS):
        best = score >= np.maximum.reduceat(score, seen.first)[seen.owner] - 1e-12
        positive = mine & carries & (best | (score > 0))
        used = positive | (mine & (~carries | (~best & (score < -0.5))))
        weights, bias = _svm(seen.sentences[used], positive[used].astype(int))
        score = seen.sentences @ weights + bias
    return weights, bias, whole, whole_bias


def decide(seen: Seen, weights: Weights, certain: np.ndarray) -> np.ndarray:
    """The margin of every message: its strongest sentence and the whole, added."""
    sentence, sentence_bias, whole, whole_bias = weights
    best = np.maximum.reduceat(seen.sentences @ sentence + sentence_bias + certain, seen.first)
    return np.asarray(best + seen.messages @ whole + whole_bias)


def _fold(seen: Seen, y: np.ndarray, held: np.ndarray, certain: np.ndarray) -> np.ndarray:
    return np.stack([decide(seen, fit(seen, y[:, s], ~held), certain[:, s])[held] for s in range(y.shape[1])], axis=1)


def best_threshold(y: np.ndarray, p: np.ndarray, recall_weighs: float = 1.0) -> tuple[float, float]:
    """The threshold of the best F measure, in which recall weighs so much beside precision, and the F1 there."""
    order = np.argsort(-p, kind="stable")
    right, given = np.cumsum(y[order]), np.arange(1, len(y) + 1)
    square = recall_weighs**2
    i = int(np.argmax((1 + square) * right / (given + square * y.sum())))
    return float(p[order[i]] + p[order[min(i + 1, len(y) - 1)]]) / 2, float(2 * right[i] / (given[i] + y.sum()))


def direction_recall(there: np.ndarray, found: np.ndarray) -> float:
    """The mean recall of calming, heating and neutral messages; those that do both are left out."""
    calm, heat = there[:, : len(CALMING)].sum(axis=1), there[:, len(CALMING) :].sum(axis=1)
    tilt = np.sign(found[:, : len(CALMING)].sum(axis=1) - found[:, len(CALMING) :].sum(axis=1))
    silent = ~found.any(axis=1)
    return float(
        np.mean(
            [
                (tilt[(calm > 0) & (heat == 0)] > 0).mean(),
                (tilt[(heat > 0) & (calm == 0)] < 0).mean(),
                np.asarray(silent)[(calm == 0) & (heat == 0)].mean(),
            ]
        )
    )


NAMED = SIGNALS.index(Signal.USE_NAME)


def fit_names(rows: Sequence[Row], y: np.ndarray, use: np.ndarray) -> tuple[dict[str, float], np.ndarray]:
    """Weights of the cues for an address by name, and every row's strongest address."""
    seen: list[list[str]] = []
    owner: list[int] = []
    for i, row in enumerate(rows):
        message = Message(row.text)
        for address in addresses(message):
            seen.append(cues(address, message))
            owner.append(i)
    whose = np.array(owner)
    names = {k: i for i, k in enumerate(sorted({c for s in seen for c in s}))}
    x = sp.lil_matrix((len(seen), len(names)))
    for i, s in enumerate(seen):
        x[i, [names[c] for c in s]] = 1
    x = x.tocsr()
    label: np.ndarray = np.asarray(y[whose] == 1)
    score = np.zeros(len(seen))
    weights, bias = np.zeros(len(names)), 0.0
    for _ in range(ROUNDS + 1):
        logistic = LogisticRegression(C=1.0, max_iter=500)
        logistic.fit(x[use[whose]], label[use[whose]])
        weights, bias = logistic.coef_.ravel(), float(logistic.intercept_[0])
        score = x @ weights + bias
        best = np.full(len(rows), -np.inf)
        np.maximum.at(best, whose, score)
        label = np.asarray((y[whose] == 1) & (score >= best[whose] - 1e-9))
    strongest = np.full(len(rows), NO_NAME)
    np.maximum.at(strongest, whose, score)
    kept = {k: round(float(weights[i]), 3) for k, i in names.items() if abs(weights[i]) > 0.02}
    return {**kept, "": bias}, strongest


def _features(chunk: Sequence[Row]) -> list[list[list[str]]]:
    return [
        [
            [*u.features, *(gram for word in u.words for gram in spelling_of(word))]
            for u in units(Message(r.text), Message(r.context) if r.context else None)
        ]
        for r in chunk
    ]


def held_out(rows: Sequence[Row], *, whole_writers: bool) -> list[np.ndarray]:
    """Which rows are held out together: whole writers, or each fifth of the files.

    Fifths leave something of each writer to learn from, as it is when everything is learned in the end: thresholds
    are taken from them. Whole writers tell more honestly how text of a stranger is read.
    """
    files = sorted({r.file for r in rows})
    party = {f: writer_of(f) if whole_writers else str(i % FIFTHS) for i, f in enumerate(files)}
    of = np.array([party[r.file] for r in rows])
    return [of == p for p in sorted(set(party.values()))]


def train(rows: Sequence[Row], jobs: int = 2, *, whole_writers: bool = False) -> tuple[Head, list[str], bytes]:
    """The artefact's parts."""
    step = max(1, -(-len(rows) // (4 * jobs)))
    chunks = [rows[i : i + step] for i in range(0, len(rows), step)]
    docs = [d for part in Parallel(n_jobs=jobs)(delayed(_features)(c) for c in chunks) for d in part]
    count = Counter(k for d in docs for k in {k for s in d for k in s})
    kept = sorted(k for k, n in count.items() if n >= (2 if k[:2] in _ALWAYS else SEEN_AT_LEAST) and "\n" not in k)
    names = {k: i for i, k in enumerate(kept)}
    rarity = np.array([(np.log((1 + len(rows)) / (1 + count[k])) + 1) * BLOCKS.get(k.split(":")[0], 1.0) for k in kept])
    # as the artefact holds it: its square in one byte
    square = float((rarity**2).max() / 255)
    stored = np.maximum(1, np.round(rarity**2 / square))
    rarity = np.sqrt(stored * square)
    seen = see(docs, names, rarity)
    certain = np.array([certainties(set(s)) for d in docs for s in (d or [[]])])
    y = np.array([[s.value in r.signals for s in SIGNALS] for r in rows], dtype=int)
    held = held_out(rows, whole_writers=whole_writers)
    margins = np.zeros(y.shape)
    for part, mask in zip(Parallel(n_jobs=jobs)(delayed(_fold)(seen, y, m, certain) for m in held), held, strict=True):
        margins[mask] = part
    for mask in held:
        margins[mask, NAMED] = fit_names(rows, y[:, NAMED], ~mask)[1][mask]
    everything = np.ones(len(rows), dtype=bool)
    fits = Parallel(n_jobs=jobs)(delayed(fit)(seen, y[:, s], everything) for s in range(len(SIGNALS)))
    weights = np.concatenate([np.array([f[0] for f in fits]), np.array([f[2] for f in fits])]) * rarity
    bias = [f[1] for f in fits] + [f[3] for f in fits]
    figures: dict[str, float] = {}
    passed = np.zeros(y.shape, dtype=bool)
    for s, signal in enumerate(SIGNALS):
        threshold, figures[signal.value] = best_threshold(y[:, s], margins[:, s], RECALL_WEIGHS.get(signal, 1.0))
        passed[:, s] = margins[:, s] > threshold
        bias[s] -= threshold
    figures["direction"] = direction_recall(y == 1, passed)
    address, _ = fit_names(rows, y[:, NAMED], everything)
    address[""] -= best_threshold(y[:, NAMED], margins[:, NAMED])[0]
    scale = np.maximum(np.abs(weights).max(axis=1), 1e-9) / 127
    small = np.round(weights / scale[:, None]).astype(int) + ZERO
    figures = {name: round(figure, 4) for name, figure in figures.items()}
    head = Head(digest(), tuple(map(float, scale)), tuple(bias), square, address, figures)
    return head, kept, np.concatenate([small, stored[None, :]]).T.astype(np.uint8).tobytes()


def main() -> None:
    """Make the artefact anew, and say how well each signal is read in text that was held out."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--writers", action="store_true", help="hold whole writers out; print figures, write nothing")
    whole_writers: bool = ask.parse_args().writers
    rows = rows_of()
    if not whole_writers:
        write_vocabulary(rows)
        prepare()
    head, names, weights = train(rows, whole_writers=whole_writers)
    if not whole_writers:
        write(ARTEFACT, head, names, weights)
    lines = [
        f"{signal.value:24s} F1 {head.folds[signal]:.3f}  of {sum(signal.value in r.signals for r in rows)}"
        for signal in SIGNALS
    ]
    macro = np.mean([head.folds[s] for s in SIGNALS])
    lines += [
        f"macro {macro:.3f}, direction {head.folds['direction']:.3f}",
        f"{len(names)} features from {len(rows)} messages, {ARTEFACT.stat().st_size / 1e6:.2f} MB",
    ]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
