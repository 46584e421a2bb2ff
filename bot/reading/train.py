"""Train the reader's weights (python -m bot.reading.train).

Needs scikit-learn (a development dependency; reading does without). The same data gives the same artefact.
Holding files out in turn gives the thresholds and the figures that are printed.
"""

import argparse
import hashlib
import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np  # type: ignore[import-untyped, import-not-found, unused-ignore]
import scipy.sparse as sp  # type: ignore[import-untyped, import-not-found, unused-ignore]
from joblib import Parallel, delayed  # type: ignore[import-untyped, import-not-found, unused-ignore]
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped, import-not-found, unused-ignore]
from sklearn.svm import LinearSVC  # type: ignore[import-untyped, import-not-found, unused-ignore]

from bot.craft import CALMING, Signal
from bot.reading.features import ALWAYS, NEVER, SETTLED, certainties, spelling_of, units
from bot.reading.message import Message
from bot.reading.model import ARTEFACT, HEADS, SIGNALS, ZERO, Head, write
from bot.reading.names import NO_NAME, addresses, cues
from bot.reading.preparing import DATA, prepare, write_vocabulary
from bot.reading.rows import LABELLED, TYPICAL, Row, rows_of, writer_of
from bot.reading.together import HOPELESS, Together, least_heard, seen_together

TOLERANCE = 0.05  # how exactly a model is fitted: finer changes no reading
C = 1.0  # how far the weights may go to fit the rows
SAMPLED = 100  # of so many rows one is looked at to tell whether the code sees messages as it did
ROUNDS = 1  # in which sentence and guess improve each other
SEEN_AT_LEAST = 4  # messages a feature must stand in
# Of some kinds there are so many features that the rare ones cost memory and time, and tell nothing.
LEAST_OF_KIND = {"w:": 2, "f:": 2, "r:": 2, "R:": 2, "k:": 14, "y:": 14, "c:": 14}
BLOCKS = {"R": 3.0, "r": 1.5, "f": 1.5, "m": 1.5, "s": 1.5, "w": 1.2, "c": 0.6}  # how loudly a kind of feature speaks
WORDED = frozenset(("w", "n", "b", "c"))  # the kinds of feature that hang on the very words
TELLING = 0.5  # how far a feature's loudness follows how much more often it stands where the signal is
FIFTHS = 5
# A kind sentence taken for an insult costs a trainee more than an insult overheard: surer before one is read.
RECALL_WEIGHS = {Signal.BE_HOSTILE: 0.7}
TOGETHER_C = 0.03  # how far the second look may go to fit the rows


def digest() -> str:
    """A fingerprint of all that the weights are made from: messages, data files, what is seen in a few rows."""
    sha = hashlib.sha256()
    for path in [*sorted(LABELLED.glob("*.jsonl")), *sorted(DATA.glob("*.toml")), DATA / "names.txt"]:
        sha.update(path.name.encode() + b"\0" + path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    for doc in _features(rows_of()[::SAMPLED]):
        sha.update(json.dumps([sorted(sentence) for sentence in doc]).encode())
    return sha.hexdigest()


@dataclass(frozen=True)
class Seen:
    """What the model sees of all rows: a matrix of sentences, a matrix of messages, and whose sentence is whose."""

    sentences: sp.csr_matrix
    messages: sp.csr_matrix
    owner: np.ndarray
    first: np.ndarray
    """Where each message's sentences begin."""
    worded: np.ndarray
    """Which features hang on the very words, as 1 and 0."""


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
    worded = np.array([k.partition(":")[0] in WORDED for k in names], dtype=float)
    first = np.searchsorted(whose, np.arange(len(docs)))
    return Seen(_scaled(x, rarity), _scaled(gather @ x, rarity), whose, first, worded)


def _scaled(x: sp.csr_matrix, rarity: np.ndarray) -> sp.csr_matrix:
    length = np.sqrt(x @ rarity**2)
    length[length == 0] = 1
    return sp.csr_matrix(sp.diags(1 / length) @ x @ sp.diags(rarity))


def _telling(x: sp.csr_matrix, y: np.ndarray) -> np.ndarray:
    """How loudly each feature speaks: the more, the more its share differs between rows with the signal and without."""
    there = sp.csr_matrix((np.ones_like(x.data), x.indices, x.indptr), shape=x.shape)
    share, elsewhere = (1 + there.T @ y) / y.sum(), (1 + there.T @ (1 - y)) / (1 - y).sum()
    ratio = np.abs(np.log(share / elsewhere))
    return np.asarray(1 - TELLING + TELLING * ratio / np.sqrt(np.mean(ratio**2)))


def _svm(x: sp.csr_matrix, y: np.ndarray, loud: np.ndarray) -> tuple[np.ndarray, float]:
    heard = sp.csr_matrix(x @ sp.diags(loud))
    heard.eliminate_zeros()
    svm = LinearSVC(C=C, max_iter=3000, tol=TOLERANCE, random_state=7)
    svm.fit(heard, y)
    return svm.coef_.ravel() * loud, float(svm.intercept_[0])


def _from_three_sides(x: sp.csr_matrix, y: np.ndarray, worded: np.ndarray) -> tuple[np.ndarray, float]:
    """The mean of three linear models: of the words alone, of build and meaning alone, and of all of it (twice).

    Where the words of a writer give a signal away, a model of everything leans on them and learns little of the
    meaning beside them; the next writer has other words. Being linear, the three are one in the artefact.
    """
    sides = [_svm(x, y, worded), _svm(x, y, 1 - worded), *[_svm(x, y, _telling(x, y))] * 2]
    return np.mean([weights for weights, _ in sides], axis=0), float(np.mean([bias for _, bias in sides]))


Weights = tuple[np.ndarray, float, np.ndarray, float]


def fit(seen: Seen, y: np.ndarray, rows: np.ndarray) -> Weights:
    """Weights for one signal from the given rows: of the whole message, and of a sentence.

    Which sentence of a message carries its signal is not labelled. The whole message's weights guess first;
    then a sentence's weights and the guess improve each other.
    """
    whole, whole_bias = _from_three_sides(seen.messages[rows], y[rows], seen.worded)
    score = seen.sentences @ whole + whole_bias
    mine = rows[seen.owner]
    carries = y[seen.owner] == 1
    weights, bias = whole, whole_bias
    for _ in range(ROUNDS):
        best = score >= np.maximum.reduceat(score, seen.first)[seen.owner] - 1e-12
        positive = mine & carries & (best | (score > 0))
        used = positive | (mine & (~carries | (~best & (score < -0.5))))
        weights, bias = _from_three_sides(seen.sentences[used], positive[used].astype(int), seen.worded)
        score = seen.sentences @ weights + bias
    return weights, bias, whole, whole_bias


def decide(seen: Seen, weights: Weights, certain: np.ndarray) -> np.ndarray:
    """The margin of every message: its strongest sentence and the whole, added."""
    sentence, sentence_bias, whole, whole_bias = weights
    best = np.maximum.reduceat(seen.sentences @ sentence + sentence_bias + certain, seen.first)
    return np.asarray(best + seen.messages @ whole + whole_bias)


def _settled(docs: Sequence[Sequence[Sequence[str]]]) -> np.ndarray:
    """What the rules settle, a row a sentence."""
    sentences = [set(s) for d in docs for s in (d or [[]])]
    settled = np.zeros((len(sentences), HEADS))
    for i, sentence in enumerate(sentences):
        for s, certain in certainties(sentence):
            settled[i, s] = certain
    return settled


def _heads(y: np.ndarray) -> np.ndarray:
    """The signals, and whether anything calms, anything heats, nothing is there."""
    calm, heat = y[:, : len(CALMING)].any(axis=1), y[:, len(CALMING) :].any(axis=1)
    return np.column_stack([y, calm, heat, ~(calm | heat)]).astype(int)


def _fold(seen: Seen, y: np.ndarray, held: np.ndarray, certain: np.ndarray) -> np.ndarray:
    return np.stack([decide(seen, fit(seen, y[:, s], ~held), certain[:, s])[held] for s in range(y.shape[1])], axis=1)


def f1_of(y: np.ndarray, found: np.ndarray) -> float:
    """The F1 of what was found; 0 where there was nothing to find."""
    return float(2 * (y * found).sum() / max(1, y.sum() + found.sum()))


def best_threshold(y: np.ndarray, p: np.ndarray, recall_weighs: float = 1.0) -> float:
    """The threshold of the best F measure, in which recall weighs so much beside precision."""
    order = np.argsort(-p, kind="stable")
    right, given = np.cumsum(y[order]), np.arange(1, len(y) + 1)
    square = recall_weighs**2
    i = int(np.argmax((1 + square) * right / (given + square * y.sum())))
    return float(p[order[i]] + p[order[min(i + 1, len(y) - 1)]]) / 2


def look_together(rows: Sequence[Row], margins: np.ndarray) -> np.ndarray:
    """What the second look sees of every row."""
    words = [sum(t.is_word for t in Message(r.text).tokens) for r in rows]
    return np.array(
        [seen_together(m, w, answers=bool(r.context)) for m, w, r in zip(margins.tolist(), words, rows, strict=True)]
    )


def fit_together(seen: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Weights and constant of the second look, a row for each column of what is wanted."""
    looks = [LogisticRegression(C=TOGETHER_C, solver="newton-cholesky").fit(seen, y[:, s]) for s in range(y.shape[1])]
    return np.array([k.coef_.ravel() for k in looks]), np.array([k.intercept_[0] for k in looks])


def _passing(odds: np.ndarray, margins: np.ndarray) -> np.ndarray:
    """The odds of the signals as the reader takes them: settled by a rule, out of the question, or themselves."""
    own, signals = margins[:, : len(SIGNALS)], odds[:, : len(SIGNALS)]
    silence = np.array([[least_heard(nothing)] for nothing in odds[:, -1].tolist()])
    return np.where(own >= SETTLED, ALWAYS, np.where((own <= HOPELESS) | (signals < silence), NEVER, signals))


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


def _must_be_seen(feature: str) -> int:
    """In how many messages a feature must stand to be learned."""
    return LEAST_OF_KIND.get(feature[:2], SEEN_AT_LEAST)


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
    kept = sorted(k for k, n in count.items() if n >= _must_be_seen(k) and "\n" not in k)
    names = {k: i for i, k in enumerate(kept)}
    rarity = np.array([(np.log((1 + len(rows)) / (1 + count[k])) + 1) * BLOCKS.get(k.split(":")[0], 1.0) for k in kept])
    # as the artefact holds it: its square in one byte
    square = float((rarity**2).max() / 255)
    stored = np.maximum(1, np.round(rarity**2 / square))
    rarity = np.sqrt(stored * square)
    seen = see(docs, names, rarity)
    certain = _settled(docs)
    y = np.array([[s.value in r.signals for s in SIGNALS] for r in rows], dtype=int)
    heads = _heads(y)
    held = held_out(rows, whole_writers=whole_writers)
    margins = np.zeros(heads.shape)
    parts = Parallel(n_jobs=jobs)(delayed(_fold)(seen, heads, m, certain) for m in held)
    for part, mask in zip(parts, held, strict=True):
        margins[mask] = part
    for mask in held:
        margins[mask, NAMED] = fit_names(rows, y[:, NAMED], ~mask)[1][mask]
    everything = np.ones(len(rows), dtype=bool)
    fits = Parallel(n_jobs=jobs)(delayed(fit)(seen, heads[:, s], everything) for s in range(HEADS))
    weights = np.concatenate([np.array([f[0] for f in fits]), np.array([f[2] for f in fits])]) * rarity
    bias = [f[1] for f in fits] + [f[3] for f in fits]
    address, _ = fit_names(rows, y[:, NAMED], everything)
    beheld = look_together(rows, margins)
    wanted = np.column_stack([y, heads[:, -1]])
    odds = np.zeros(wanted.shape)
    for mask in held:
        looked, constant = fit_together(beheld[~mask], wanted[~mask])
        odds[mask] = beheld[mask] @ looked.T + constant
    odds = _passing(odds, margins)
    typical = np.array([r.file in TYPICAL for r in rows])
    least = np.array(
        [
            best_threshold(y[typical, s], odds[typical, s], RECALL_WEIGHS.get(signal, 1.0))
            for s, signal in enumerate(SIGNALS)
        ]
    )
    figures = {signal.value: f1_of(y[:, s], odds[:, s] > least[s]) for s, signal in enumerate(SIGNALS)}
    figures["direction"] = direction_recall(y == 1, odds > least)
    looked, constant = fit_together(beheld, wanted)
    together = Together(
        tuple(tuple(row) for row in np.round(looked, 4).tolist()),
        tuple(np.round(constant, 4).tolist()),
        tuple(np.round(least, 4).tolist()),
    )
    scale = np.maximum(np.abs(weights).max(axis=1), 1e-9) / 127
    small = np.round(weights / scale[:, None]).astype(int) + ZERO
    figures = {name: round(figure, 4) for name, figure in figures.items()}
    head = Head(digest(), tuple(map(float, scale)), tuple(bias), square, address, together, figures)
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
