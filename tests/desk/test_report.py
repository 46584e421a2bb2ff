"""The team report: the same rules as a person's own progress, for a whole team, and nothing of another one."""

import csv
import io
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event

from bot.customers import personas_dir
from bot.desk import (
    Action,
    Assignments,
    Desk,
    DeskError,
    Judges,
    MemberFigures,
    Order,
    SimulatedClock,
    Span,
    Standings,
    State,
    TeamReports,
    Trainee,
    member_figures,
)
from bot.store import Calls
from bot.store.challenge_rows import TEAM
from tests.desk.team import ANN, BEN, CY, ELSEWHERE, HERE, MEMBER, MONDAY, TRAINER, Shelf, said

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MARTA = (personas_dir() / "marta.toml").read_text(encoding="utf-8")


@pytest.fixture
def shelf(calls: Calls) -> Shelf:
    return Shelf(calls)


@pytest.fixture
def friday(calls: Calls) -> Desk:
    """The desk at the end of the week."""
    return Desk(calls, personas_dir(), clock=SimulatedClock, today=lambda: MONDAY + 4 * DAY)


@pytest.fixture
def reports(friday: Desk) -> TeamReports:
    return TeamReports(friday)


async def everybody(reports: TeamReports, **wanted: object) -> dict[str, MemberFigures]:
    choice = await reports.choice(TRAINER, **wanted)  # type: ignore[arg-type]
    return {one.name: one async for one in reports.members(TRAINER, choice)}


async def rows(pieces: AsyncIterator[bytes]) -> list[dict[str, str]]:
    text = b"".join([piece async for piece in pieces]).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


# -- figures


async def test_a_members_figures_are_those_of_their_own_progress(
    reports: TeamReports, shelf: Shelf, friday: Desk
) -> None:
    for hour, total, use in ((1, 40, "missed"), (2, 60, "late"), (3, 80, "well"), (4, 76, "well")):
        await shelf.put(ANN, MONDAY + hour * HOUR, total, uses={"T4": use, "T9": "well", "T1": "missed"})
    await shelf.put(ANN, MONDAY + 5 * HOUR, 99, from_call="call0001")
    await shelf.put(ANN, MONDAY + 6 * HOUR, None)
    await shelf.put(BEN, MONDAY, 20)
    ann = (await everybody(reports))["Ann"]
    own = await Standings(friday, HERE).of(ANN.id, "Ann", [])
    assert ann.progress == own.progress
    assert (ann.progress.calls, ann.progress.best, ann.tries_again) == (4, 80, 1)
    assert (ann.weakest, ann.strongest) == ("T1", "T9")
    assert ann.last_practice == MONDAY + 6 * HOUR


async def test_what_was_seen_too_seldom_is_neither_weak_nor_strong(reports: TeamReports, shelf: Shelf) -> None:
    for hour in (1, 2):
        await shelf.put(ANN, MONDAY + hour * HOUR, 40, uses={"T1": "missed", "T9": "well"})
    ann = (await everybody(reports))["Ann"]
    assert (ann.weakest, ann.strongest) == ("", "")
    assert ann.progress.strengths["T1"].observations == 2


async def test_who_does_everything_well_has_no_weakest_and_who_does_nothing_no_strongest(
    reports: TeamReports, shelf: Shelf
) -> None:
    for who, use in ((ANN, "well"), (BEN, "missed")):
        for hour in (1, 2, 3):
            await shelf.put(who, MONDAY + hour * HOUR, 40, uses={"T1": use, "T9": use})
    found = await everybody(reports)
    assert (found["Ann"].weakest, found["Ann"].strongest) == ("", "T1")
    assert (found["Ben"].weakest, found["Ben"].strongest) == ("T1", "")


async def test_what_reviewers_gave_counts_and_the_agreement_stands_beside_it(
    reports: TeamReports, shelf: Shelf, friday: Desk
) -> None:
    call = await shelf.put(ANN, MONDAY + HOUR, 60)
    elsewhere = await shelf.put(replace(ANN, guild_id=ELSEWHERE), MONDAY + HOUR, 60)
    judges = Judges(friday)
    for id_, score in ((call, 68), (elsewhere, 5)):
        await judges.override(id_, "Listening", score, "She heard it.", reviewer=Trainee("90", "Tess"))
    found = await reports.read(TRAINER, await reports.choice(TRAINER))
    assert found.members[0].progress.latest == 68
    assert (found.agreement.calls.reviews, found.agreement.calls.mean_difference) == (1, -8)
    assert found.agreement == await Judges(friday, HERE).agreement()


async def test_the_assignments_of_the_period_are_counted_by_state(
    reports: TeamReports, shelf: Shelf, calls: Calls
) -> None:
    monday = Assignments(Desk(calls, personas_dir(), today=lambda: MONDAY))
    for persona, due in (("marta", 2 * DAY), ("gus", 2 * DAY), ("bev", 9 * DAY)):
        await monday.assign(TRAINER, Order((persona,), MONDAY + due), [ANN, CY])
    gone = await monday.assign(TRAINER, Order(("bev",), MONDAY + DAY), [ANN])
    await monday.withdraw(TRAINER, gone.assignment.id)
    await shelf.put(ANN, MONDAY + HOUR, 80)
    found = await everybody(reports)
    assert found["Ann"].assignments == {State.PENDING: 1, State.IN_PROGRESS: 0, State.PASSED: 1, State.MISSED: 1}
    assert found["Cy"].assignments[State.MISSED] == 2  # who never practised is in the report as well
    assert found["Cy"].last_practice is None
    before = await everybody(reports, span=Span(None, MONDAY - DAY))
    assert sum(before["Ann"].assignments.values()) == 0
    later = await everybody(reports, span=Span(MONDAY + 3 * DAY))
    assert later["Cy"].assignments == {State.PENDING: 1, State.IN_PROGRESS: 0, State.PASSED: 0, State.MISSED: 0}


async def test_calls_that_a_team_played_together_are_nobodys_own(reports: TeamReports, shelf: Shelf) -> None:
    await shelf.put(ANN, MONDAY, 50)
    await shelf.put(Trainee(f"{TEAM}abc234", "Friday relay", HERE), MONDAY, 90)
    assert list(await everybody(reports)) == ["Ann"]


async def test_a_name_is_that_of_the_last_call(reports: TeamReports, shelf: Shelf) -> None:
    await shelf.put(ANN, MONDAY, 50)
    await shelf.put(replace(ANN, name="Anna"), MONDAY + HOUR, 50)
    assert list(await everybody(reports)) == ["Anna"]


# -- filters and rights


async def test_the_filters_choose_calls_and_leave_the_members_in_the_list(reports: TeamReports, shelf: Shelf) -> None:
    await shelf.put(ANN, MONDAY, 50)
    await shelf.put(ANN, MONDAY + 2 * DAY, 60, persona="gus")
    await shelf.put(ANN, MONDAY + 3 * DAY, 70, difficulty="hard")
    await shelf.put(BEN, MONDAY, 20)

    async def counted(**wanted: object) -> dict[str, int]:
        return {name: one.progress.calls for name, one in (await everybody(reports, **wanted)).items()}

    assert await counted() == {"Ann": 3, "Ben": 1}
    assert await counted(span=Span(MONDAY + DAY)) == {"Ann": 2, "Ben": 0}
    assert await counted(span=Span(None, MONDAY + DAY)) == {"Ann": 1, "Ben": 1}
    assert await counted(customer="gus") == {"Ann": 1, "Ben": 0}
    assert await counted(difficulty="hard") == {"Ann": 1, "Ben": 0}
    assert await counted(members=[BEN, CY]) == {"Ben": 1, "Cy": 0}


async def test_what_cannot_be_chosen_is_one_sentence(reports: TeamReports, shelf: Shelf) -> None:
    await shelf.put(ANN, MONDAY, 50, persona="retired")
    with pytest.raises(DeskError, match="There is no customer 'mart'; the nearest one is 'marta'"):
        await reports.choice(TRAINER, customer="mart")
    assert (await reports.choice(TRAINER, customer="retired")).persona_id == "retired"  # the file is gone
    with pytest.raises(DeskError, match="There is no difficulty 'hart'; the nearest one is 'hard'"):
        await reports.choice(TRAINER, difficulty="hart")
    with pytest.raises(DeskError, match="There is no trainee 'Anne'; the nearest one is 'Ann'"):
        await reports.find(TRAINER, "Anne")


async def test_nothing_of_another_server_is_seen(reports: TeamReports, shelf: Shelf) -> None:
    there = replace(ANN, guild_id=ELSEWHERE)
    argued = said(1, "No, that's not true.", ("argue", 9, "not true"))
    await shelf.put(there, MONDAY, 90, events=argued, source=MARTA)
    await shelf.put(replace(BEN, guild_id=None), MONDAY, 90, events=argued)
    found = await reports.read(TRAINER, await reports.choice(TRAINER))
    assert (found.members, found.costly) == ((), ())
    with pytest.raises(DeskError, match="There is no trainee 'Ann', and none to choose from"):
        await reports.find(TRAINER, "Ann")
    chosen = await reports.choice(TRAINER, members=[ANN])
    (ann,) = [one async for one in reports.members(TRAINER, chosen)]
    assert (ann.progress.calls, ann.last_practice) == (0, None)


async def test_members_read_no_report(reports: TeamReports) -> None:
    choice = await reports.choice(TRAINER)
    with pytest.raises(DeskError, match="Only trainers, leads and server managers may read the team report"):
        await reports.read(MEMBER, choice)
    with pytest.raises(DeskError, match="may read the team report"):
        await reports.costly(MEMBER, choice)
    with pytest.raises(DeskError, match="may read the team report"):
        await rows(reports.csv(MEMBER, choice))
    with pytest.raises(DeskError, match="may read the team report"):
        _ = [one async for one in reports.members(MEMBER, choice)]
    assert not MEMBER.may(Action.EXPORT)


# -- what costs most


async def test_the_most_frequent_costly_sentences_are_quoted_without_names(reports: TeamReports, shelf: Shelf) -> None:
    blame = "Marta, it is your own fault that HL-40718 came late. I'm Ann."
    for hour, who, heat in ((1, ANN, 9), (2, BEN, 11)):
        events = said(1, blame, ("blame_customer", heat, "your own fault"), ("apologize", -5, ""))
        await shelf.put(who, MONDAY + hour * HOUR, 20, events=events, source=MARTA)
    events = [*said(1, "Calm down.", ("dismiss", 30, "Calm down"))[:2]]
    await shelf.put(ANN, MONDAY + 3 * HOUR, 20, events=events, source=MARTA)
    stopped = said(1, "Calm down.", ("dismiss", 30, "Calm down"))
    await shelf.put(ANN, MONDAY + 4 * HOUR, None, events=stopped, source=MARTA)
    await shelf.put(ANN, MONDAY + 5 * HOUR, 20, events=stopped, from_call="call0001", source=MARTA)
    waiting = said(1, "Hm.", ("silence", 40, ""))
    await shelf.put(ANN, MONDAY + 6 * HOUR, 20, events=waiting, source=MARTA)
    blamed, dismissed = await reports.costly(TRAINER, await reports.choice(TRAINER))
    assert (blamed.cause, blamed.messages, blamed.members, blamed.anger) == ("blame_customer", 2, 2, 20)
    assert blamed.quotes == ("[customer], it is your own fault that [detail] came late.",)
    assert blamed.technique == "T12"
    assert (dismissed.messages, dismissed.quotes) == (1, ("Calm down.",))


async def test_without_the_customers_file_nothing_is_quoted(reports: TeamReports, shelf: Shelf) -> None:
    await shelf.put(ANN, MONDAY, 20, events=said(1, "Calm down, Zed.", ("dismiss", 30, "Calm down")))
    (dismissed,) = await reports.costly(TRAINER, await reports.choice(TRAINER))
    assert (dismissed.messages, dismissed.quotes) == (1, ())


# -- as files


async def test_csv_and_figures_are_the_same_in_both_forms(reports: TeamReports, shelf: Shelf) -> None:
    for hour, total in ((1, 40), (2, 61), (3, 80)):
        await shelf.put(ANN, MONDAY + hour * HOUR, total, uses={"T4": "late", "T9": "well"})
    await shelf.put(BEN, MONDAY, 20)
    choice = await reports.choice(TRAINER)
    members = [one async for one in reports.members(TRAINER, choice)]
    wide = await rows(reports.csv(TRAINER, choice))
    assert wide == [
        {name: "" if value is None else str(value) for name, value in member_figures(one).items()} for one in members
    ]
    long = await rows(reports.csv(TRAINER, choice, "long"))
    ann = {row["measure"]: row for row in long if row["member"] == "Ann"}
    assert {name: ann[name]["value"] for name in ("calls", "best", "trend")} == {
        name: wide[0][name] for name in ("calls", "best", "trend")
    }
    empathy = next(row for name, row in ann.items() if name.startswith("T4 "))
    assert (empathy["value"], empathy["observations"]) == ("0.5", "3")


async def test_csv_has_the_mark_for_excel_only_on_request(reports: TeamReports, shelf: Shelf) -> None:
    await shelf.put(replace(ANN, name="Żaneta"), MONDAY, 50)
    choice = await reports.choice(TRAINER)
    plain = b"".join([piece async for piece in reports.csv(TRAINER, choice)])
    marked = b"".join([piece async for piece in reports.csv(TRAINER, choice, bom=True)])
    assert marked == b"\xef\xbb\xbf" + plain
    assert "Żaneta" in plain.decode()


async def test_a_name_that_is_a_formula_is_exported_as_text(reports: TeamReports, shelf: Shelf) -> None:
    await shelf.put(replace(ANN, name='=HYPERLINK("http://x.example","prize")'), MONDAY, 50)
    choice = await reports.choice(TRAINER)
    for form in ("members", "long"):
        found = await rows(reports.csv(TRAINER, choice, form))
        assert {row["member"] for row in found} == {'\'=HYPERLINK("http://x.example","prize")'}
    with pytest.raises(DeskError, match="There is no form 'lang'; the nearest one is 'long'"):
        await rows(reports.csv(TRAINER, choice, "lang"))


async def test_a_page_for_every_ten_members(reports: TeamReports, shelf: Shelf) -> None:
    for number in range(11):
        await shelf.put(Trainee(str(number), f"Member {number}", HERE), MONDAY, 50, uses={"T4": "well"})
    found = await reports.read(TRAINER, await reports.choice(TRAINER))
    pages = [png async for png in reports.pictures(found)]
    assert [page[:4] for page in pages] == [b"\x89PNG"] * 2
    assert found.techniques == {}  # once each is too seldom


# -- many


async def test_the_questions_to_the_database_do_not_grow_with_the_team(
    reports: TeamReports, shelf: Shelf, calls: Calls
) -> None:
    async def questions() -> int:
        asked: list[str] = []
        engine = calls.database.engine.sync_engine

        def count(_c: object, _u: object, statement: str, *_rest: object) -> None:
            asked.append(statement)

        event.listen(engine, "before_cursor_execute", count)
        try:
            await reports.read(TRAINER, await reports.choice(TRAINER))
        finally:
            event.remove(engine, "before_cursor_execute", count)
        return sum(statement.startswith("SELECT") for statement in asked)

    await shelf.put(ANN, MONDAY, 50)
    for_one = await questions()
    for number in range(40):
        await shelf.put(Trainee(f"m{number}", f"M {number}", HERE), MONDAY + number * HOUR, 50)
    assert await questions() == for_one


async def test_a_large_team_comes_in_pieces_and_whole(
    reports: TeamReports, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(9):
        await shelf.put(Trainee(f"m{number}", f"M {number}", HERE), MONDAY, 50 + number)
    choice = await reports.choice(TRAINER)
    whole = [json.dumps(member_figures(one)) async for one in reports.members(TRAINER, choice)]
    monkeypatch.setattr("bot.desk.report._MEMBERS_AT_ONCE", 2)
    assert [json.dumps(member_figures(one)) async for one in reports.members(TRAINER, choice)] == whole
    assert len(whole) == 9
