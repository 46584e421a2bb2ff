"""Every card and form stays within Discord's limits, whatever stands in it."""

from collections.abc import Iterator
from typing import Any

import discord
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.call import Mood, MoodState, Outcome, Phase, Reason
from bot.coaching.account import Turn
from bot.coaching.better import Better
from bot.coaching.debrief import Debrief, Point, Remark, TurningPoint
from bot.coaching.note import NoteCheck
from bot.coaching.score import Part, Score
from bot.customers import load_customer, personas_dir
from bot.customers.persona import Authority, CaseRow, Persona
from bot.desk import Actor, Role
from bot.desk.review import Review
from bot.desk.servers import ServerSettings
from bot.features import call_forms
from bot.features.lines import quoted
from bot.features.practice import _cards as cards
from bot.features.practice import _forms as forms
from bot.features.practice._opening import latest
from bot.features.server import _cards as server_cards
from bot.store import Practice
from bot.ui import Card, Press, shortened
from bot.ui.permissions import _WORDS

MARTA = load_customer(personas_dir() / "marta.toml").persona
TEXT = st.text(alphabet=st.sampled_from("ab *_`~|<>@#:-\n“é☎\U0001f9fe"), max_size=4500)
WORDS = st.text(alphabet="ab *_`|", max_size=120)
MOOD = Mood(MoodState.ANGRY, 80)


def practice(name: str = "ann") -> Practice:
    return Practice(
        id="abcdef",
        created_at=discord.utils.utcnow(),
        guild_id="1" * 19,
        channel_id="2" * 19,
        trainee_id="3" * 19,
        trainee_name=name,
        persona_id="p" * 40,
        difficulty="extreme",
        mode="practice",
        seed=999_999,
        mild=False,
        public=True,
        thread_id="4" * 19,
        from_turn=999,
    )


def check(view: discord.ui.LayoutView) -> None:
    """The limits of Discord's documentation of components."""
    payload = payload_of(view)
    parts = list(walk(payload))
    assert 0 < len(parts) <= 40
    assert sum(len(part.get("content", "")) for part in parts) <= 4000
    ids = [part["custom_id"] for part in parts if "custom_id" in part]
    assert len(ids) == len(set(ids))
    assert all(len(id_) <= 100 for id_ in ids)
    for part in parts:
        if part["type"] == 1:
            assert 1 <= len(part["components"]) <= 5
        if part["type"] == 2:
            assert len(part.get("label") or "") <= 80
        if part["type"] == 3:
            assert 1 <= len(part["options"]) <= 25
            assert all(len(option["label"]) <= 100 for option in part["options"])
        if part["type"] == 10:
            assert part["content"].strip()
        if part["type"] == 12:
            assert all(len(item.get("description") or "") <= 256 for item in part["items"])


def payload_of(view: discord.ui.LayoutView) -> list[dict[str, Any]]:
    payload: list[dict[str, Any]] = view.to_components()  # type: ignore[no-untyped-call]
    return payload


def walk(parts: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for part in parts:
        yield part
        yield from walk(part.get("components", []))
        yield from walk([part["accessory"]] if part.get("accessory") else [])


def persona(text: str, words: str, rows: int) -> Persona:
    text, words = text or "x", words or "x"
    row = CaseRow.model_construct(label=words, value=text, fact=None)
    return MARTA.model_copy(
        update={
            "name": words,
            "company": words,
            "about": text,
            "reaches": text,
            "case": (row,) * rows,
            "authority": Authority.model_construct(
                currency="$", may=(text,) * rows, with_supervisor=(text,) * rows, may_not=(text,), credit_up_to=1e9
            ),
        }
    )


def turn(text: str, quote: str) -> Turn:
    reasons = tuple(Reason("promise_found_out", n, quote, "T24", "R17") for n in range(-8, 9))
    return Turn(
        number=999,
        at=9e5,
        text=text,
        heard=text,
        phase=Phase.SOLVING,
        before=MOOD,
        after=MOOD,
        found=(),
        conduct=(),
        reasons=reasons,
        offers=(),
        stuffed=False,
        asked_secret=False,
        floor="",
    )


def debrief(text: str, quote: str, many: int) -> Debrief:
    better = Better(text, 999, 100, 0, waited=True)
    reason = Reason("promise_found_out", 99, quote, "T24")
    point = TurningPoint(999, text, quote, MOOD, MOOD, (reason,) * 9, "T24", text, better)
    remark = Remark("T24", quote, 999, quote, 999, text, better)
    return Debrief(
        persona=quote,
        company=quote,
        outcome=Outcome.WALKED_OUT,
        turns=999,
        seconds=9e6,
        score=Score(
            100, "bronze", {f"part {n} {quote}": Part(n, 25) for n in range(many)}, ("a",), (text,) * many, 100
        ),
        next=text,
        curve=tuple(Point(n, MOOD, 99) for n in range(many * 10)),
        turning_points=(point,) * many,
        strengths=(remark,) * many,
        improve=(remark,) * many,
        coverage=(),
        stars=1,
        remembered=text,
        costs=text,
        reaches=text,
        reset=text,
        hints=9,
        notes=(NoteCheck((text,) * many, (text,)),) * many,
    )


@settings(max_examples=60, deadline=None)
@given(text=TEXT, words=WORDS, rows=st.integers(1, 40), portrait=st.booleans(), reply=st.booleans())
def test_the_briefing(text: str, words: str, rows: int, *, portrait: bool, reply: bool) -> None:
    address = "attachment://portrait.png" if portrait else None
    card = cards.briefing(practice(), persona(text, words, rows), address, reply=reply)
    check(card)
    assert "simmer:take:abcdef" in str(payload_of(card))


@settings(max_examples=60, deadline=None)
@given(text=TEXT, quote=TEXT, many=st.integers(1, 9), pictures=st.booleans())
def test_the_debrief(text: str, quote: str, many: int, *, pictures: bool) -> None:
    review = Review(debrief(text, quote, many), text, None, text[:200])
    portrait, picture = ("attachment://a.png", "attachment://b.png") if pictures else (None, None)
    card = cards.debrief(practice(), review, portrait, picture, "attachment://debrief.txt")
    check(card)
    assert "simmer:share:abcdef" in str(payload_of(card))
    check(cards.shared(practice(text), review.debrief))


@settings(max_examples=40, deadline=None)
@given(text=TEXT, quote=TEXT, many=st.integers(0, 60), page=st.integers(-1, 30))
def test_turn_by_turn(text: str, quote: str, many: int, page: int) -> None:
    check(cards.turn_by_turn(practice(), [turn(text, quote)] * many, page))


@settings(max_examples=20, deadline=None)
@given(text=TEXT, quote=TEXT)
def test_what_if(text: str, quote: str) -> None:
    found = type("Found", (), {"original": turn(text, quote), "would": turn(text, quote), "outcome": Outcome.ESCALATED})
    check(cards.what_if(999, text, found, quote))  # type: ignore[arg-type]


@settings(max_examples=20, deadline=None)
@given(words=WORDS)
def test_status_and_end(words: str) -> None:
    check(cards.status(practice(), persona("x", words, 2), MOOD, Phase.SOLVING, 9e6, 999))
    check(cards.status(practice(), persona("x", words, 2), None, Phase.SOLVING, 0, 0))
    for outcome in Outcome:
        check(cards.over(practice(), outcome.value))


@given(ids=st.lists(st.integers(1, 2**63 - 1).map(str), max_size=40, unique=True))
def test_settings(ids: list[str]) -> None:
    now = ServerSettings(channels=tuple(ids), trainers=tuple(ids), leads=tuple(ids), mild=True)
    check(server_cards.settings("1" * 19, now, list(_WORDS.values())))


@given(commands=st.lists(st.tuples(WORDS, WORDS, st.just("") | WORDS), max_size=60))
def test_help_and_greeting(commands: list[tuple[str, str, str]]) -> None:
    check(server_cards.help_card(Actor("1", "Ann", "500", frozenset(Role)), commands))
    check(server_cards.greeting(list(_WORDS.values()), reads=False))


@pytest.mark.parametrize(
    "form",
    [
        forms.rating("abcdef", ending=True),
        forms.rating("abcdef", ending=False),
        call_forms.reply_form("relay_reply", "abcdef"),
        call_forms.hold_form("relay_hold", "abcdef"),
        call_forms.supervisor_form("relay_supervisor", "abcdef"),
        forms.what_if("abcdef"),
        forms.from_here("abcdef"),
    ],
    ids=lambda form: str(form.custom_id),
)
def test_forms(form: discord.ui.Modal) -> None:
    payload = form.to_dict()
    assert len(payload["title"]) <= 45
    assert len(payload["custom_id"]) <= 100
    assert 1 <= len(payload["components"]) <= 5
    for label in payload["components"]:
        assert len(label["label"]) <= 45
        assert len(label.get("description") or "") <= 100
        inner = label["component"]
        assert len(inner.get("placeholder") or "") <= 100
        if inner["type"] == 21:
            assert 2 <= len(inner["options"]) <= 10
            assert all(len(option["label"]) <= 100 for option in inner["options"])


@given(text=TEXT, most=st.integers(1, 200))
def test_what_is_shortened_is_short_enough_and_begins_the_same(text: str, most: int) -> None:
    short = shortened(text, most)
    assert len(short) <= most
    assert text.startswith(short.removesuffix("…").rstrip())


@given(name=TEXT, text=TEXT)
def test_a_quoted_reply_fits_a_message(name: str, text: str) -> None:
    assert len(quoted(name, text)) <= 2000


@given(lines=st.lists(TEXT, max_size=30))
def test_the_recap_fits_a_message(lines: list[str]) -> None:
    assert len(latest(lines, 1900)) <= 1900


def test_a_card_takes_no_more_than_fits() -> None:
    card = Card()
    for number in range(60):
        card.text(f"paragraph {number} " * 20)
        card.row([Press("hint", f"id{number}", "Hint")])
    check(card)
