import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.call import Event, Outcome
from bot.call.events import (
    AgentSaid,
    CameBack,
    CustomerSaid,
    Ended,
    HeldOn,
    HintShown,
    NoteTaken,
    Read,
    SupervisorAnswered,
)
from bot.craft import Conduct
from bot.desk import Desk, LiveCall, ScriptError, ScriptPlayer, parse_duration, parse_line, parse_script
from tests.desk.conftest import JO

GOOD = [
    "Please tell me what happened, Marta. I'm listening.",
    "I'm so sorry. That was our mistake, and I'm making it mine.",
    "What is damaged exactly?",
]


async def play(desk: Desk, live: LiveCall, lines: list[str]) -> list[Event]:
    events: list[Event] = [] if live.catching_up else list(live.call.events)
    player = ScriptPlayer(desk, live)
    for step in parse_script(lines):
        async for some in player.step(step):
            events += some
    async for some in player.end():
        events += some
    return events


async def played(desk: Desk, lines: list[str], seed: int = 7) -> list[Event]:
    return await play(desk, await desk.start("marta", trainee=JO, seed=seed), lines)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("40s", 40), ("2m", 120), ("1m30s", 90), ("1 min 5 sec", 65), ("2 minutes", 120), ("45", 45), ("0.5m", 30)],
)
def test_durations(text: str, seconds: float) -> None:
    assert parse_duration(text) == seconds


@pytest.mark.parametrize("text", ["", "soon", "2h", "-3s", "s", "1s2m", "٤٠", "9" * 40])
def test_what_is_no_duration(text: str) -> None:
    assert parse_duration(text) is None


@pytest.mark.parametrize("line", ["", "   ", "# a comment", "  # indented"])
def test_comments_and_blank_lines_are_no_steps(line: str) -> None:
    assert parse_line(1, line) is None


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("/hodl 2m", "Line 4 of the script: There is no command '/hodl'; the nearest one is '/hold'."),
        ("/wait", "Line 4 of the script: /wait needs a time like 40s or 2m, not ''."),
        ("/wait a while", "Line 4 of the script: /wait needs a time like 40s or 2m, not 'a while'."),
        ("/now", "Line 4 of the script: /now needs the message to send"),
        ("/", "Line 4 of the script: There is no command '/'"),
    ],
)
def test_a_line_that_cannot_be_played_is_named(line: str, said: str) -> None:
    with pytest.raises(ScriptError) as error:
        parse_line(4, line)
    assert str(error.value).startswith(said)


async def test_a_line_is_sent_15_seconds_after_the_customer_finished(desk: Desk) -> None:
    events = await played(desk, GOOD)
    spoken = [event for event in events if isinstance(event, AgentSaid | CustomerSaid)]
    answered = [(before, after) for before, after in itertools.pairwise(spoken) if isinstance(after, AgentSaid)]
    assert len(answered) == len(GOOD)
    for before, after in answered:
        assert isinstance(before, CustomerSaid)
        assert after.at == pytest.approx(before.at + 15.0)
    assert not any(Conduct.INTERRUPTED in event.conduct for event in events if isinstance(event, Read))


async def test_the_end_of_the_script_ends_the_call(desk: Desk) -> None:
    events = await played(desk, GOOD)
    assert isinstance(events[-1], Ended)
    assert events[-1].outcome is Outcome.ENDED


async def test_an_empty_script_opens_and_ends(desk: Desk) -> None:
    events = await played(desk, ["# nothing", ""])
    assert isinstance(events[0], CustomerSaid)
    assert isinstance(events[-1], Ended)


async def test_now_is_sent_while_the_customer_types(desk: Desk) -> None:
    events = await played(desk, [GOOD[0], "/now Just give me the order number."])
    second = [event for event in events if isinstance(event, Read)][1]
    assert Conduct.INTERRUPTED in second.conduct


async def test_wait_counts_from_when_the_customer_finished(desk: Desk) -> None:
    events = await played(desk, [GOOD[0], "/wait 40s", GOOD[1]])
    second = [event for event in events if isinstance(event, AgentSaid)][1]
    finished = max(event.at for event in events if isinstance(event, CustomerSaid) and event.at < second.at)
    assert second.at == pytest.approx(finished + 40.0)


@pytest.mark.parametrize(
    ("lines", "held", "promised"),
    [
        (["/hold 2m", "/resume"], 120.0, 120.0),
        (["/hold", "/resume"], 60.0, None),
        (["/hold 2m", "/wait 30s", "/resume"], 30.0, 120.0),
        (["/hold 30s", "/wait 20s", "/wait 20s", "/resume"], 40.0, 30.0),
    ],
)
async def test_a_hold_lasts_what_was_promised_or_waited(
    desk: Desk, lines: list[str], held: float, promised: float | None
) -> None:
    events = await played(desk, [GOOD[0], "Could I put you on hold for a moment to check?", *lines])
    back = next(event for event in events if isinstance(event, CameBack))
    assert back.held == pytest.approx(held)
    assert back.promised == promised
    assert next(event.promised for event in events if isinstance(event, HeldOn)) == promised


async def test_a_supervisor_is_waited_for(desk: Desk) -> None:
    events = await played(desk, [GOOD[0], "/supervisor a voucher", GOOD[1]])
    answer = next(place for place, event in enumerate(events) if isinstance(event, SupervisorAnswered))
    assert answer < next(n for n, event in enumerate(events) if isinstance(event, AgentSaid) and event.turn == 2)


async def test_a_hint_is_shown(desk: Desk) -> None:
    events = await played(desk, ["/hint", GOOD[0]])
    assert any(isinstance(event, HintShown) for event in events)


async def test_after_the_end_only_a_note_is_taken(desk: Desk) -> None:
    events = await played(desk, [GOOD[0], "/end", GOOD[1], "/hold 2m", "/note Call her by noon.", "/now hi"])
    assert [type(event) for event in events[-2:]] == [Ended, NoteTaken]
    assert len([event for event in events if isinstance(event, AgentSaid)]) == 1


async def test_stop_stops(desk: Desk) -> None:
    events = await played(desk, [GOOD[0], "/stop", GOOD[1]])
    assert isinstance(events[-1], Ended)
    assert events[-1].outcome is Outcome.STOPPED


async def test_a_step_that_does_not_fit_names_its_line(desk: Desk) -> None:
    with pytest.raises(ScriptError, match="Line 2 of the script: The customer is not on hold"):
        await played(desk, [GOOD[0], "/resume"])


async def test_a_resumed_script_must_be_the_same_one(desk: Desk) -> None:
    live = await desk.start("marta", trainee=JO, seed=7)
    player = ScriptPlayer(desk, live)
    async for _ in player.step(parse_script([GOOD[0]])[0]):
        pass
    with pytest.raises(ScriptError, match="Line 1 of the script: this is not what was said"):
        await play(desk, await desk.rehear(live.id), ["Something else.", *GOOD])


LINES = st.lists(
    st.sampled_from(
        [
            *GOOD,
            "That's not my problem.",
            "/now Quick: your order number?",
            "/wait 90s",
            "/wait 4m",
            "/hint",
            "/supervisor",
            "/note Remember this.",
            "# a comment",
            "",
        ]
    )
    | st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=40).filter(
        lambda text: not text.strip().startswith("/")
    ),
    max_size=5,
)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=LINES, cut=st.integers(0, 12), seed=st.integers(0, 5))
async def test_a_script_cut_anywhere_goes_on_with_the_very_rest(
    desk: Desk, lines: list[str], cut: int, seed: int
) -> None:
    whole = await played(desk, lines, seed)
    times = [event.at for event in whole if isinstance(event, AgentSaid | CustomerSaid | Ended)]
    assert times == sorted(times)
    live = await desk.start("marta", trainee=JO, seed=seed)
    first = await _play_inputs(desk, live, lines, cut)
    desk.leave(live.id)
    rest = await play(desk, await desk.rehear(live.id), lines)
    assert first + rest == whole
    desk.leave(live.id)
    assert list((await desk.resume(live.id)).call.events) == whole


async def _play_inputs(desk: Desk, live: LiveCall, lines: list[str], cut: int) -> list[Event]:
    """Play until `cut` inputs were stored, then drop everything, as a killed process does."""
    events = list(live.call.events)
    player = ScriptPlayer(desk, live)
    for step in parse_script(lines):
        async for some in player.step(step):
            events += some
            if live.inputs > cut:
                return events
    return events
