import os
import random
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from statistics import mean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.customers.chain import phrases_of
from bot.customers.loading import load_persona
from bot.customers.occasions import OCCASIONS
from bot.customers.persona import Lines, Manner, Persona
from bot.customers.stock import Stock, shipped_stock
from bot.customers.voice import Line, Voice, register_of
from tests.customers.conftest import ADA, few

PERSONA = load_persona(ADA)
STOCK = shipped_stock()
NONE = Stock(lines={}, questions={}, mild=STOCK.mild)
SLOTS = {"when": "Friday", "offer": "a new kettle", "fact": "my name", "waited": "4 minutes", "promised": "2 minutes"}

Saying = tuple[str, str, int]
sayings = st.lists(
    st.one_of(
        st.tuples(st.just("say"), st.sampled_from(sorted(OCCASIONS)), st.integers(0, 100)),
        st.tuples(st.just("vent"), st.just(""), st.integers(0, 100)),
        st.tuples(st.just("beat"), st.sampled_from([b.id for b in PERSONA.story]), st.integers(0, 100)),
        st.tuples(st.just("tell"), st.sampled_from([f.id for f in PERSONA.facts]), st.integers(0, 100)),
        st.tuples(st.just("accept"), st.sampled_from([r.id for r in PERSONA.remedies]), st.integers(0, 100)),
        st.tuples(st.just("refuse"), st.sampled_from([r.id for r in PERSONA.remedies]), st.integers(0, 100)),
    ),
    max_size=60,
)


def said(voice: Voice, what: Saying, rng: random.Random) -> Line | None:
    kind, which, anger = what
    if kind == "say":
        return voice.say(which, anger, rng, SLOTS)
    if kind == "vent":
        return voice.vent(anger, rng)
    if kind == "beat":
        return voice.beat(which, anger, rng)
    if kind == "tell":
        return voice.tell(which, anger, rng)
    if kind == "accept":
        return voice.remedy(which, "accept", anger, rng, SLOTS)
    return voice.remedy(which, "refuse", anger, rng, SLOTS)


def call(whats: list[Saying], seed: int, persona: Persona = PERSONA, *, mild: bool = False) -> list[Line | None]:
    voice, rng = Voice(persona, STOCK, mild=mild), random.Random(seed)
    return [said(voice, what, rng) for what in whats]


def messages(lines: list[Line | None]) -> list[str]:
    return [message for line in lines if line is not None for message in line.messages]


def letters(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def changed(persona: Persona, **changes: object) -> Persona:
    return persona.model_copy(update=changes)


def with_lines(occasion: str, **lines: tuple[str, ...]) -> Persona:
    return changed(PERSONA, lines={occasion: Lines(**lines)})


# -- what holds in every call


@few
@given(sayings, st.integers(0, 10_000))
def test_no_message_is_said_twice_in_a_call(whats: list[Saying], seed: int) -> None:
    plain = changed(PERSONA, manner=Manner())
    counted = Counter(letters(message) for message in messages(call(whats, seed, plain)))
    assert not [message for message, times in counted.items() if times > 1]


@few
@given(sayings, st.integers(0, 10_000))
def test_no_three_messages_of_a_call_begin_alike(whats: list[Saying], seed: int) -> None:
    plain = changed(PERSONA, manner=Manner())
    openings = Counter(
        " ".join(letters(message.replace("'", "")).split()[:2]) for message in messages(call(whats, seed, plain))
    )
    assert not [opening for opening, times in openings.items() if times > 2]


@few
@given(sayings, st.integers(0, 10_000), st.booleans())
def test_no_slot_stays_open_and_no_message_is_empty(whats: list[Saying], seed: int, mild: bool) -> None:  # noqa: FBT001
    for message in messages(call(whats, seed, mild=mild)):
        assert message.strip() == message != ""
        assert "{" not in message
        assert "|" not in message


@few
@given(sayings, st.integers(0, 10_000))
def test_the_same_history_and_dice_give_the_same_lines(whats: list[Saying], seed: int) -> None:
    assert call(whats, seed) == call(whats, seed)


@few
@given(sayings, st.integers(0, 10_000))
def test_a_calm_customer_never_speaks_a_hot_line(whats: list[Saying], seed: int) -> None:
    groups = [f.tell for f in PERSONA.facts] + [*PERSONA.story, *PERSONA.lines.values()]
    groups += [lines for r in PERSONA.remedies for lines in (r.accept, r.refuse)]
    plain = changed(PERSONA, manner=Manner())
    hot = {letters(text) for lines in [*groups, *STOCK.lines.values()] for text in lines.hot}
    hot -= {letters(text) for lines in [*groups, *STOCK.lines.values()] for text in lines.cool + lines.any + lines.sore}
    lines = call([(kind, which, min(anger, 34)) for kind, which, anger in whats], seed, plain)
    assert not hot & {letters(line.text) for line in lines if line is not None}


@few
@given(sayings, st.integers(0, 10_000))
def test_mild_language_leaves_no_curse(whats: list[Saying], seed: int) -> None:
    words = {word for message in messages(call(whats, seed, mild=True)) for word in letters(message).split()}
    assert not words & set(STOCK.mild.curses)


@few
@given(st.integers(0, 10_000), st.lists(st.integers(0, 100), min_size=2, max_size=25))
def test_no_phrase_is_vented_twice_in_a_call(seed: int, angers: list[int]) -> None:
    plain = changed(PERSONA, manner=Manner(), lines={})
    voice, rng = Voice(plain, NONE), random.Random(seed)
    vents = [line for anger in angers if (line := voice.vent(anger, rng))]
    assert {line.source for line in vents} <= {"chain"}
    phrases = sorted({phrase for text in PERSONA.vents.all() for phrase in phrases_of(text)}, key=len)
    text = " / ".join(letters(line.text) for line in vents)
    for phrase in phrases:
        if "{" not in phrase:
            assert text.count(letters(phrase)) <= 1


def test_lines_do_not_depend_on_the_order_of_hashes() -> None:
    program = (
        "from tests.customers.test_voice import *\n"
        "whats=[(k,w,a) for a in (95,72,50,20) for k,w in [('say',o) for o in OCCASIONS]+[('vent','')]*5]\n"
        "print([line and line.messages for line in call(whats,7)])\n"
    )
    outputs = [
        subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=Path(__file__).parents[2],
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert outputs[0] == outputs[1]
    assert len(outputs[0]) > 1000


# -- which line


def test_the_registers_follow_the_anger_and_the_named_states() -> None:
    assert [register_of(anger).value for anger in (100, 70, 69, 35, 34, 0)] == [
        "hot", "hot", "sore", "sore", "cool", "cool",
    ]  # fmt: skip
    assert register_of("furious") is register_of(90)
    assert register_of("wary") is register_of(50)
    assert register_of("relieved") is register_of(5)


def test_own_lines_come_before_the_stock_and_none_is_left_at_last() -> None:
    voice, rng = Voice(PERSONA, STOCK), random.Random(1)
    sources = [line.source if (line := voice.say("empathize", 90, rng)) else None for _ in range(8)]
    assert sources[:2] == ["own", "own"]
    assert "stock" in sources
    assert sources[-1] is None


def test_a_neighbouring_register_lends_a_line_only_near_the_border() -> None:
    persona = with_lines("demand", hot=("Boiling!",), cool=("Breezy.",))

    def spoken(anger: int) -> str | None:
        line = Voice(persona, NONE).say("demand", anger, random.Random(1))
        return line.text if line else None

    assert spoken(65) == "Boiling!"
    assert spoken(50) is None
    assert spoken(40) == "Breezy."
    assert spoken(20) == "Breezy."


def test_a_line_whose_slot_is_unknown_is_not_said() -> None:
    persona = with_lines("demand", any=("You said {when}.", "Well?"))
    rng = random.Random(1)
    voice = Voice(persona, NONE)
    assert [line and line.text for line in (voice.say("demand", 50, rng), voice.say("demand", 50, rng))] == [
        "Well?",
        None,
    ]
    told = Voice(changed(persona, lines={"demand": Lines(any=("You said {when}.",))}), NONE)
    assert (line := told.say("demand", 50, rng, {"when": "noon"})) is not None
    assert line.text == "You said noon."


def test_a_worn_opening_is_varied_before_a_line_is_lost() -> None:
    persona = with_lines("demand", hot=("My cat is mad.", "My cat is sad.", "My cat is bad."))
    voice, rng = Voice(persona, NONE), random.Random(3)
    texts = [line.text for _ in range(3) if (line := voice.say("demand", 90, rng))]
    assert [text.startswith("My cat") for text in texts] == [True, True, False]
    assert "my cat is" in texts[2]


def test_double_bars_begin_new_messages() -> None:
    persona = with_lines("opening", hot=("One. || Two. || Three.",))
    line = Voice(persona, NONE).say("opening", 90, random.Random(1))
    assert line == Line(("One.", "Two.", "Three."), "opening", "own")


def test_fury_prefers_the_short_line() -> None:
    long = "I have been standing here for what feels like half of my life, and all that I ever hear is an excuse."
    persona = with_lines("demand", hot=("Fix it!", long), sore=("Fix it?", long.replace("an excuse", "a song")))

    def length(anger: int) -> float:
        lines = [Voice(persona, NONE).say("demand", anger, random.Random(seed)) for seed in range(200)]
        return mean(len(line.text) for line in lines if line)

    assert length(95) < 0.75 * length(50)


def test_every_beat_and_every_answer_can_be_told_calmly_and_says_what_it_was_for() -> None:
    for anger in (0, 50, 100):
        voice, rng = Voice(PERSONA, STOCK), random.Random(anger)
        for beat in PERSONA.story:
            assert (line := voice.beat(beat.id, anger, rng)) is not None
            assert line.occasion == f"beat:{beat.id}"
        for fact in PERSONA.facts:
            assert (line := voice.tell(fact.id, anger, rng)) is not None
            assert line.occasion == f"tell:{fact.id}"


def test_an_offer_is_answered_with_the_remedys_own_line_and_then_with_the_occasions() -> None:
    voice, rng = Voice(PERSONA, STOCK), random.Random(1)
    first = voice.remedy("replacement", "accept", 20, rng, {"when": "Friday"})
    assert first == Line(("A new kettle would be lovely.",), "accept:replacement", "own")
    rest = [voice.remedy("replacement", "accept", 20, rng) for _ in range(3)]
    assert rest[0] is not None
    assert rest[0].occasion == "accept:replacement"  # the sore one
    assert rest[-1] is not None
    assert rest[-1].occasion == "offer_agreed"


def test_two_calls_rarely_vent_alike() -> None:
    vents = [
        [line.text for anger in (95, 90, 85, 80) if (line := voice.vent(anger, rng))]
        for voice, rng in ((Voice(PERSONA, STOCK), random.Random(seed)) for seed in range(30))
    ]
    shared = [len(set(a) & set(b)) / len(a) for i, a in enumerate(vents) for b in vents[:i]]
    assert mean(shared) <= 0.35


@pytest.mark.parametrize("occasion", sorted(OCCASIONS))
def test_a_customer_without_a_line_of_their_own_still_finds_words(occasion: str) -> None:
    silent = changed(PERSONA, lines={}, vents=Lines())
    for register in OCCASIONS[occasion].registers:
        anger = {"hot": 90, "sore": 50, "cool": 10}[register.value]
        assert Voice(silent, STOCK).say(occasion, anger, random.Random(1), SLOTS) is not None
