"""How well conduct is detected: python -m benchmarks.conduct [--misses]

Precision, recall and F1 of each kind on labelled excerpts of calls. The detectors were improved by looking at the
tuned half only; the held-back half shows how far that carries. `--misses` lists what went wrong in the tuned half.
"""

import argparse

from rich.console import Console
from rich.table import Table

from benchmarks.conduct.excerpts import CONDUCT, Excerpt, detect, load_excerpts, measure


def figures(excerpts: list[Excerpt], title: str) -> Table:
    pairs = [(e.conduct, detect(e)) for e in excerpts]
    table = Table("conduct", "there", "precision", "recall", "F1", title=f"{title}: {len(excerpts)} excerpts")
    for name, kinds in [*((kind.value, (kind,)) for kind in CONDUCT), ("all", CONDUCT)]:
        f = measure(pairs, *kinds)
        table.add_row(name, str(f.there), f"{f.precision:.2f}", f"{f.recall:.2f}", f"{f.f1:.2f}")
    return table


def misses(excerpts: list[Excerpt]) -> list[str]:
    lines: list[str] = []
    for e in excerpts:
        detected = detect(e)
        if detected != e.conduct:
            wrong = [f"-{c.value}" for c in e.conduct - detected] + [f"+{c.value}" for c in detected - e.conduct]
            lines.append(f"{e.id} {' '.join(sorted(wrong))}: {e.text}")
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.conduct", description=__doc__)
    parser.add_argument("--misses", action="store_true", help="list what went wrong in the tuned half")
    args = parser.parse_args()
    excerpts = load_excerpts()
    tuned = [e for e in excerpts if not e.held_back]
    console = Console(highlight=False)
    console.print(figures(tuned, "tuned"))
    console.print(figures([e for e in excerpts if e.held_back], "held back"))
    if args.misses:
        for line in misses(tuned):
            console.print(line, markup=False)


if __name__ == "__main__":
    main()
