"""How well and how fast messages are read: python -m benchmarks.reading [FILES] [--write]

Without FILES it reads the three sets beside this file, which neither rule nor weight has met: `unseen`, written to be
difficult, `everyday`, a new writer's usual mixture, and `mixed`, another writer's twenty voices, plain and tricky.
`--folds` adds the figures of the training, each fifth of the files held out in turn. `--write` puts the tables into
docs/reading.md.
In the same run, where they are installed, VADER is compared on direction and a plain learner (plain.py) on the
signals: its figure tells how hard a set is.
"""

import argparse
import json
import statistics
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.reading.plain import plain_reading
from bot.craft import CALMING, HEATING, Signal
from bot.reading import Reader
from bot.reading.model import model

HERE = Path(__file__).parent
DOCS = HERE.parent.parent / "docs" / "reading.md"
BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"


@dataclass(frozen=True)
class Labelled:
    text: str
    context: str
    signals: frozenset[str]


def load(paths: Sequence[Path]) -> list[Labelled]:
    rows = []
    for path in paths:
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.strip():
                row = json.loads(line)
                rows.append(Labelled(row["text"], row.get("context") or "", frozenset(row["signals"])))
    return rows


def f1_of(tp: int, found: int, there: int) -> tuple[float, float, float]:
    p = tp / found if found else 0.0
    r = tp / there if there else 0.0
    return p, r, 2 * p * r / (p + r) if p + r else 0.0


def direction(signals: frozenset[str]) -> str:
    calm = sum(s.value in signals for s in CALMING)
    heat = sum(s.value in signals for s in HEATING)
    if calm == heat:
        return "neutral" if not calm else "mixed"
    return "calming" if calm > heat else "heating"


def is_mixed(signals: frozenset[str]) -> bool:
    return any(s.value in signals for s in CALMING) and any(s.value in signals for s in HEATING)


def recalls(rows: Sequence[Labelled], said: Sequence[str]) -> dict[str, float]:
    out = {}
    for way in ("calming", "heating", "neutral"):
        those = [d for r, d in zip(rows, said, strict=True) if not is_mixed(r.signals) and direction(r.signals) == way]
        out[way] = sum(d == way for d in those) / len(those) if those else 0.0
    return out


def vader() -> Callable[[str], str] | None:
    try:
        from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer  # noqa: PLC0415
    except ImportError:
        return None
    analyse = SentimentIntensityAnalyzer().polarity_scores

    def read(text: str) -> str:
        compound = analyse(text)["compound"]
        return "calming" if compound >= 0.05 else "heating" if compound <= -0.05 else "neutral"

    return read


def milliseconds(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return (time.perf_counter() - start) * 1000


def yardstick() -> float:
    """A fixed piece of plain Python, so that figures of different machines can be compared."""

    def work() -> int:
        words = ["the", "quick", "brown", "fox", "jumps", "over", "the", "lazy", "dog", "and", "sends", "money"] * 24
        counts: dict[str, int] = {}
        for word in words:
            counts[word] = counts.get(word, 0) + len(word)
        return sum(sorted(counts.values()))

    return statistics.median(milliseconds(work) for _ in range(200))


Counts = dict[str, tuple[int, int, int]]
"""A signal's name to how often it was rightly found, found, there."""


def counted(rows: Sequence[Labelled], found: Sequence[frozenset[str]]) -> Counts:
    return {
        s.value: (
            sum(s.value in r.signals and s.value in f for r, f in zip(rows, found, strict=True)),
            sum(s.value in f for f in found),
            sum(s.value in r.signals for r in rows),
        )
        for s in Signal
    }


def macro(counts: Counts) -> float:
    """The mean F1 of the signals that are there at all."""
    return statistics.mean(f1_of(*count)[2] for count in counts.values() if count[2])


def report(rows: Sequence[Labelled], title: str) -> list[str]:
    reader = Reader()
    found = [frozenset(s.value for s in reader.read(r.text, r.context).signals) for r in rows]
    lines = [f"### {title}: {len(rows)} messages", "", "| signal | there | P | R | F1 |", "|---|--:|--:|--:|--:|"]
    counts = counted(rows, found)
    for name, (tp, got, there) in counts.items():
        p, r, f1 = f1_of(tp, got, there)
        lines.append(f"| {name} | {there} | {p:.2f} | {r:.2f} | {f1:.2f} |")
    tp, got, there = map(sum, zip(*counts.values(), strict=True))
    p, r, f1 = f1_of(tp, got, there)
    lines += [
        f"| **macro** | | | | **{macro(counts):.3f}** |",
        f"| micro | {there} | {p:.2f} | {r:.2f} | {f1:.3f} |",
    ]
    plain = plain_reading([r.text for r in rows])
    if plain:
        lines.append(f"| macro of a plain learner | | | | {macro(counted(rows, plain)):.3f} |")
    ours = recalls(rows, [direction(f) for f in found])
    lines += ["", "| direction | calming | heating | neutral | mean |", "|---|--:|--:|--:|--:|", _ways("Simmer", ours)]
    rival = vader()
    if rival:
        lines.append(_ways("VADER", recalls(rows, [rival(r.text) for r in rows])))
    pairs: Counter[tuple[str, str]] = Counter()
    for row, got_here in zip(rows, found, strict=True):
        pairs.update((miss, extra) for miss in row.signals - got_here for extra in got_here - row.signals)
    told = ", ".join(f"{a} as {b} ({n})" for (a, b), n in pairs.most_common(8))
    return [*lines, "", f"Most confused: {told}."]


def speed(rows: Sequence[Labelled]) -> list[str]:
    reader, rival, stick = Reader(), vader(), yardstick()
    for r0 in rows[:200]:
        reader.read(r0.text, r0.context)
    each = sorted(milliseconds(lambda r=r: reader.read(r.text, r.context)) for r in rows)  # type: ignore[misc]
    median, high = each[len(each) // 2], each[int(len(each) * 0.95)]
    told = f"Speed: median {median:.2f} ms a message ({median / stick:.1f} yardsticks), 95th percentile {high:.2f} ms."
    if rival:
        theirs = statistics.median(milliseconds(lambda r=r: rival(r.text)) for r in rows)  # type: ignore[misc]
        told += f" VADER: {theirs:.2f} ms ({theirs / stick:.1f} yardsticks)."
    return ["", told]


def _ways(name: str, r: dict[str, float]) -> str:
    mean = statistics.mean(r.values())
    return f"| {name} | {r['calming']:.2f} | {r['heating']:.2f} | {r['neutral']:.2f} | {mean:.3f} |"


def folds() -> list[str]:
    figures = model().head.folds
    lines = ["### The labelled messages, each fifth of the files held out in turn", "", "| signal | F1 |", "|---|--:|"]
    lines += [f"| {signal.value} | {figures[signal.value]:.2f} |" for signal in Signal]
    lines.append(f"| **macro** | **{statistics.mean(figures[s.value] for s in Signal):.3f}** |")
    lines += ["", f"Direction, mean of the three recalls: {figures['direction']:.3f}."]
    return lines


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("files", nargs="*", type=Path)
    ask.add_argument("--folds", action="store_true", help="print the training's figures as well")
    ask.add_argument("--write", action="store_true", help="put the tables into docs/reading.md")
    args = ask.parse_args()
    if args.files:
        rows = load(args.files)
        lines = report(rows, ", ".join(p.stem for p in args.files))
    else:
        rows = load(sorted((HERE / "unseen").glob("*.jsonl")))
        everyday = load(sorted((HERE / "everyday").glob("*.jsonl")))
        mixed = load(sorted((HERE / "mixed").glob("*.jsonl")))
        lines = [*report(rows, "The unseen set"), "", *report(everyday, "The everyday set")]
        lines += ["", *report(mixed, "The mixed set")]
    lines += speed(rows)
    if args.folds or args.write:
        lines += ["", *folds()]
    print("\n".join(lines))
    if args.write:
        text = DOCS.read_text(encoding="utf-8")
        head, _, rest = text.partition(BEGIN)
        _, _, tail = rest.partition(END)
        DOCS.write_text(head + BEGIN + "\n" + "\n".join(lines) + "\n" + END + tail, encoding="utf-8")


if __name__ == "__main__":
    main()
