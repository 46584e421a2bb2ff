"""How long does a debrief with its picture take? Run from the repository's root: python -m benchmarks.scoring.speed"""

import statistics
import time
import tomllib
from pathlib import Path

from bot import coaching
from bot.coaching.picture import mood_picture
from tests.coaching.playing import play

CALLS = Path(__file__).with_name("calls.toml")
MOST = 0.4  # seconds


def main() -> int:
    rows = tomllib.loads(CALLS.read_text(encoding="utf-8"))["calls"]
    calls = [play(row["persona"], row["script"]) for row in rows]
    for call in calls[:3]:  # warm: files read, patterns compiled
        mood_picture(coaching.debrief(call))
    wall, work = [], []
    for call in calls:
        started, worked = time.perf_counter(), time.process_time()
        mood_picture(coaching.debrief(call))
        wall.append(time.perf_counter() - started)
        work.append(time.process_time() - worked)
    for title, times in (("wall clock", wall), ("processor", work)):
        median, slow = statistics.median(times), statistics.quantiles(times, n=20)[-1]
        print(
            f"{title:<10} median {median * 1000:.0f} ms  95 % {slow * 1000:.0f} ms  slowest {max(times) * 1000:.0f} ms"
        )
    return int(max(work) > MOST)


if __name__ == "__main__":
    raise SystemExit(main())
