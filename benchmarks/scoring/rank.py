"""Does the score rank calls as an experienced trainer would? Spearman of score and mark, for three groups of calls.

Tuned and held back are in calls.toml, other customers in others.toml; the files say how each came about.
Run from the repository's root: python -m benchmarks.scoring.rank [--rows [--held]]
--rows prints each tuned call with its parts, --held those of the other groups as well.
Needs scipy (a development tool; the product does not use it).
"""

import sys
import tomllib
from pathlib import Path
from typing import Any

from scipy.stats import spearmanr

from bot import coaching
from tests.coaching.playing import play

HERE = Path(__file__).parent
TUNED, HELD_BACK, OTHERS = "tuned", "held back", "other customers"
NEEDED = 0.9


def marked_calls() -> list[dict[str, Any]]:
    """Every marked call with its `group`."""
    calls = tomllib.loads((HERE / "calls.toml").read_text(encoding="utf-8"))["calls"]
    others = tomllib.loads((HERE / "others.toml").read_text(encoding="utf-8"))["calls"]
    return [row | {"group": HELD_BACK if row.get("held_back") else TUNED} for row in calls] + [
        row | {"group": OTHERS} for row in others
    ]


def main() -> int:
    scored = []
    for row in marked_calls():
        call = play(row["persona"], row["script"])
        scored.append((row, call, coaching.score(call)))
    if "--rows" in sys.argv:
        show_held = "--held" in sys.argv
        for row, call, score in sorted(scored, key=lambda r: -r[0]["mark"]):
            if row["group"] != TUNED and not show_held:
                continue
            points = " ".join(f"{name[:3]}{part.score}" for name, part in score.parts.items())
            line = f"{row['mark']:>3} {score.total:>3} {row['id']:<32} {call.outcome:<10} {call.turn:>2}"
            print(line, points, ",".join(score.hard_fails))
    worst = 1.0
    for title, groups in (
        (TUNED, {TUNED}),
        (HELD_BACK, {HELD_BACK}),
        (OTHERS, {OTHERS}),
        ("all", {TUNED, HELD_BACK, OTHERS}),
    ):
        chosen = [(row["mark"], score.total) for row, _, score in scored if row["group"] in groups]
        rho = spearmanr([m for m, _ in chosen], [s for _, s in chosen]).statistic
        gap = sum(abs(m - s) for m, s in chosen) / len(chosen)
        print(f"{title:<15} {len(chosen):>3} calls  Spearman {rho:.3f}  mean distance {gap:.1f} points")
        worst = min(worst, rho)
    return int(worst < NEEDED)


if __name__ == "__main__":
    raise SystemExit(main())
