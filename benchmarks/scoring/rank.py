"""Does the score rank calls as an experienced trainer would? Spearman of score and mark over calls.toml.

Run from the repository's root: python -m benchmarks.scoring.rank [--rows]
Needs scipy (a development tool; the product does not use it).
"""

import sys
import tomllib
from pathlib import Path

from scipy.stats import spearmanr

from bot import coaching
from tests.coaching.playing import play

CALLS = Path(__file__).with_name("calls.toml")
NEEDED = 0.9


def main() -> int:
    rows = tomllib.loads(CALLS.read_text(encoding="utf-8"))["calls"]
    scored = []
    for row in rows:
        call = play(row["persona"], row["script"])
        score = coaching.score(call)
        scored.append((row, call, score))
    if "--rows" in sys.argv:
        show_held = "--held" in sys.argv
        for row, call, score in sorted(scored, key=lambda r: -r[0]["mark"]):
            if row.get("held_back") and not show_held:
                continue
            points = " ".join(f"{name[:3]}{part.score}" for name, part in score.parts.items())
            line = f"{row['mark']:>3} {score.total:>3} {row['id']:<32} {call.outcome:<10} {call.turn:>2}"
            print(line, points, ",".join(score.hard_fails))
    worst = 1.0
    for title, wanted in (("tuned", (False,)), ("held back", (True,)), ("all", (False, True))):
        chosen = [(row["mark"], score.total) for row, _, score in scored if row.get("held_back", False) in wanted]
        rho = spearmanr([m for m, _ in chosen], [s for _, s in chosen]).statistic
        gap = sum(abs(m - s) for m, s in chosen) / len(chosen)
        print(f"{title:<10} {len(chosen):>3} calls  Spearman {rho:.3f}  mean distance {gap:.1f} points")
        worst = min(worst, rho)
    return int(worst < NEEDED)


if __name__ == "__main__":
    raise SystemExit(main())
