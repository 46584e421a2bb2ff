"""The labelled messages that the reader learns from."""

import json
from dataclasses import dataclass
from pathlib import Path

LABELLED = Path(__file__).parent / "labelled"
# Files that hold each signal about as often as chats do, in everybody's manner. The others were written where reading
# was weakest: much heat, few plain words. Thresholds taken from them would hear heat everywhere.
_TYPICAL = """
    alder_a birch_a brand_a cedar_a chat_c chat_d chat_e chat_f chat_g chat_h chat_i desk_a dev guest_a hazel_a
    isles_a long_a long_b maple_a more_a more_b more_c more_d next_a onto_a real_a reply_b reply_c reply_d reply_e
    reply_f reply_g reply_h rota_a rowan_a second_a shift_a slap_a states_a terse_a then_a turn_b turn_d
"""
TYPICAL = frozenset(_TYPICAL.split())


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
