import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.reading.wording import Message, compile_wording


def quote(pattern: str, text: str) -> str | None:
    match = Message(text).find(compile_wording(pattern))
    return None if match is None else match.quote


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("send/ship new/another kettle", "We'll send you a new kettle tomorrow.", "send you a new kettle"),
        ("send/ship new/another kettle", "Another kettle is shipping today.", "Another kettle is shipping"),
        ("refund", "it was refunded", "refunded"),
        ("refund", "i refundet it", "refundet"),
        ("kettle", "the ketle is coming", "ketle"),
        ("won't call", "We will not be calling.", "will not be calling"),
        ("call-back/ring", "I'll call back at ten", "call back"),
        ("ab-1234", "it is AB-1234.", "AB-1234"),
        ("4711", "code 4711 please", "4711"),
        ("sorry", "soz about that", "soz"),
    ],
)
def test_a_wording_is_found(pattern: str, text: str, found: str) -> None:
    assert quote(pattern, text) == found


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("charge", "we change it"),  # a known word is no slip of another
        ("cat", "the car"),  # short words are taken as typed
        ("4711", "code 4712"),
        ("send kettle", "We will send it. The kettle is blue."),  # two sentences
        ("send kettle", "send a b c d e f g h i j k l m kettle"),  # too far apart
        ("call-back", "I call you when I am back"),
    ],
)
def test_a_wording_is_not_found(pattern: str, text: str) -> None:
    assert quote(pattern, text) is None


@pytest.mark.parametrize(
    ("text", "negated"),
    [
        ("We'll send a new kettle", False),
        ("We won't send a new kettle", True),
        ("we can not send you a new kettle", True),
        ("No worries, we send a new kettle", False),
        ("We never send a new kettle", True),
    ],
)
def test_negation_is_told(text: str, *, negated: bool) -> None:
    match = Message(text).find(compile_wording("send new kettle"))
    assert match is not None
    assert match.negated is negated


def test_a_negation_in_the_wording_itself_is_no_negation() -> None:
    match = Message("We won't send it").find(compile_wording("won't send"))
    assert match is not None
    assert not match.negated


@pytest.mark.parametrize(
    ("text", "question"),
    [("Shall I send a new kettle?", True), ("I'll send a new kettle.", False), ("can i send a new kettle", True)],
)
def test_a_question_is_told(text: str, *, question: bool) -> None:
    match = Message(text).find(compile_wording("send new kettle"))
    assert match is not None
    assert match.question is question


@pytest.mark.parametrize("empty", ["", "   ", "/", "-", "...", "/ / /"])
def test_an_empty_wording_is_refused_in_plain_words(empty: str) -> None:
    with pytest.raises(ValueError, match="holds no word"):
        compile_wording(empty)


@given(st.text(max_size=200), st.text(min_size=1, max_size=40))
@settings(max_examples=150, deadline=None)
def test_no_text_and_no_pattern_raises(text: str, pattern: str) -> None:
    try:
        wording = compile_wording(pattern)
    except ValueError:
        return
    match = Message(text).find(wording)
    assert match is None or text[match.start : match.end] == match.quote


@given(st.text(max_size=300))
@settings(max_examples=150, deadline=None)
def test_every_token_stands_where_it_says(text: str) -> None:
    message = Message(text)
    assert all(text[t.start : t.end] == t.raw for t in message.tokens)
    assert all(0 <= c.first < c.last <= len(message.tokens) for c in message.clauses)
    assert len(message.negated) == len(message.tokens)
