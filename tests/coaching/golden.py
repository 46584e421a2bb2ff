"""Golden debriefs: stored calls and what the product says about them. Rewrite after a wanted change, and read the diff:

    python -m tests.coaching.golden

A stored call keeps its readings, so that a better reader changes no golden; rules, customers and texts do.
"""

import io
import json
from pathlib import Path
from typing import Any

from PIL import Image

from bot import coaching
from bot.call import Call, Input, InputKind
from bot.call.events import AgentSaid, Read
from bot.coaching.picture import mood_picture
from bot.craft import Signal
from bot.customers import Difficulty
from bot.reading import Found, Reading
from tests.coaching.playing import customer, play, stock

FOLDER = Path(__file__).with_name("stored_calls")
SCRIPTS: dict[str, tuple[str, str]] = {
    "marta-resolved": (
        "marta",
        """
        Hello Ms. Lindqvist, I can see that your mixer came late. I understand why you are angry. What happened?
        That must have hurt, on your daughter's birthday. Please go on, Marta.
        I hear you. Please tell me the rest, I'm listening.
        I'm truly sorry, Marta. That is our mistake, and I will see to it myself from here.
        Let me check that I have this right: the hinge is snapped, the bowl is dented, and you need it on Sunday?
        I will send you a new mixer by express today, it is with you on Saturday 15 June. Does that work for you?
        I'd also like to put a $15 credit on your account for the trouble.
        Thank you, Marta. Is there anything else I can do for you?
        /note Hinge snapped, bowl dented. New mixer by express, arrives Saturday 15 June. $15 credit.
        """,
    ),
    "marta-polite-failure": (
        "marta",
        """
        Good afternoon, thank you for contacting us today.
        I completely understand how frustrating this must be for you.
        I'm very sorry for the inconvenience.
        Thank you for your patience, we really value you.
        I will pass your feedback on.
        Have a lovely day.
        """,
    ),
    "marta-walked-out": (
        "marta",
        """
        Calm down, it's only a mixer.
        You probably dropped it yourself.
        Are you deaf? Stop whining.
        """,
    ),
    "desmond-hold": (
        "desmond",
        """
        Good morning Mr. Achebe, I've read your file. Two visits and no result, I'm sorry. What happens on the line?
        I hear you. Please go on.
        May I put you on hold for one minute to look at the slots?
        /hold 60s
        /wait 4m
        /resume
        I will book a senior line engineer for tomorrow, Friday, between 8 and 10.
        """,
    ),
    "gus-interrupted": (
        "gus",
        """
        Hello Gus, what happened?
        /now What is the parcel number?
        /now Is it the red door?
        I'm sorry for cutting in. Please tell me everything.
        """,
    ),
    "bev-promise": (
        "bev",
        """
        Hello Bev, I'm so sorry that nobody came. Please tell me what is going on.
        That must be awful for you. Please go on.
        I guarantee you that a boiler engineer will be at your door this afternoon.
        Thank you, Bev. Anything else?
        """,
    ),
    "marta-stopped": ("marta", "Hello Marta.\n/stop"),
    "gus-silence": ("gus", "/wait 10m"),
}


def stored(call: Call) -> dict[str, Any]:
    """The call as it would stand in a database, with what the reader saw."""
    texts = {e.turn: e.text for e in call.events if isinstance(e, AgentSaid)}
    readings = {
        texts[e.turn]: [[f.signal.value, f.start, f.end] for f in e.found] for e in call.events if isinstance(e, Read)
    }
    return {
        "persona": call.persona.id,
        "difficulty": call.difficulty.value,
        "seed": call.seed,
        "inputs": [[i.kind.value, i.at, i.text, i.seconds] for i in call.inputs],
        "readings": readings,
    }


def restored(data: dict[str, Any]) -> Call:
    def reader(text: str, _context: str = "") -> Reading:
        found = data["readings"].get(text, [])
        return Reading(text, tuple(Found(Signal(s), start, end, text[start:end]) for s, start, end in found))

    call = Call(customer(data["persona"]), Difficulty(data["difficulty"]), data["seed"], stock=stock(), reader=reader)
    for kind, at, text, seconds in data["inputs"]:
        call.take(Input(InputKind(kind), at, text, seconds))
    return call


def told(call: Call) -> dict[str, str]:
    """What the product says about the call, by the name of the file."""
    # A better sentence is read by the real reader, so it is left to its own tests.
    debrief = coaching.debrief(call, better=False)
    return {
        "txt": coaching.debrief_text(debrief) + "\n",
        "json": json.dumps(coaching.debrief_json(debrief), indent=1, ensure_ascii=False) + "\n",
        "hash": picture_hash(mood_picture(debrief)) + "\n",
    }


def picture_hash(png: bytes) -> str:
    """A perceptual hash: which of 16 x 16 fields are lighter than the field to their right."""
    small = Image.open(io.BytesIO(png)).convert("L").resize((17, 16))
    fields = list(small.tobytes())
    bits = "".join(str(int(fields[r * 17 + c] > fields[r * 17 + c + 1])) for r in range(16) for c in range(16))
    return f"{int(bits, 2):064x}"


def distance(one: str, other: str) -> int:
    """In how many fields two pictures differ, of 256."""
    return (int(one, 16) ^ int(other, 16)).bit_count()


def main() -> None:
    """Play the scripts anew and write what is said about them."""
    for name, (persona, script) in SCRIPTS.items():
        data = stored(play(persona, script))
        (FOLDER / f"{name}.call.json").write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", "utf-8")
        for kind, text in told(restored(data)).items():
            (FOLDER / f"{name}.{kind}").write_text(text, "utf-8")


if __name__ == "__main__":
    main()
