"""How calls end: for every customer the scripts of an excellent, a decent, a kind, a rude and a cheating agent."""

from pathlib import Path

import pytest

from bot.call import Call, Outcome
from bot.customers.loading import customer_files, personas_dir
from bot.desk.script import parse_script
from bot.reading import read
from bot.rehearsal.plan import play_steps
from tests.call.playing import new_call

SCRIPTS = Path(__file__).parent.parent / "scripts"
CUSTOMERS = sorted(path.stem for path in customer_files(personas_dir()))
GOOD = {Outcome.RESOLVED, Outcome.SETTLED}
LEFT = {Outcome.WALKED_OUT, Outcome.ESCALATED}


def played(customer: str, script: str, seed: int = 7) -> Call:
    lines = (SCRIPTS / script).read_text(encoding="utf-8").splitlines()
    return play_steps(new_call(customer, seed, reader=read), parse_script(lines))


def told(call: Call) -> str:
    return f"{call.persona.id}: {call.outcome} after {call.turn} messages at anger {call.mood.anger}"


@pytest.mark.parametrize("customer", CUSTOMERS)
def test_an_excellent_agent_resolves_within_twelve_messages(customer: str) -> None:
    call = played(customer, f"{customer}/excellent.txt")
    assert call.outcome is Outcome.RESOLVED, told(call)
    assert call.turn <= 12, told(call)


@pytest.mark.parametrize("customer", CUSTOMERS)
def test_a_decent_agent_settles_or_resolves(customer: str) -> None:
    call = played(customer, f"{customer}/decent.txt")
    assert call.outcome in GOOD, told(call)


@pytest.mark.parametrize("customer", CUSTOMERS)
def test_kindness_without_a_solution_does_not_resolve(customer: str) -> None:
    call = played(customer, f"{customer}/polite_failure.txt")
    assert call.outcome not in GOOD, told(call)


@pytest.mark.parametrize("customer", CUSTOMERS)
def test_a_rude_agent_is_left_within_five_messages(customer: str) -> None:
    call = played(customer, "rude.txt")
    assert call.outcome is Outcome.WALKED_OUT, told(call)
    assert call.turn <= 5


@pytest.mark.parametrize("customer", CUSTOMERS)
def test_six_apologies_in_a_row_drive_the_customer_away(customer: str) -> None:
    call = played(customer, "six_apologies.txt")
    assert call.outcome in LEFT, told(call)


@pytest.mark.parametrize("customer", CUSTOMERS)
def test_one_pasted_message_with_every_technique_does_not_resolve(customer: str) -> None:
    call = played(customer, "pasted.txt")
    assert call.outcome not in GOOD, told(call)


@pytest.mark.parametrize("customer", CUSTOMERS)
def test_silence_times_out(customer: str) -> None:
    call = played(customer, "silence.txt")
    assert call.outcome is Outcome.TIMED_OUT, told(call)
