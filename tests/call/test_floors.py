"""A message that could have calmed more says which floor kept it from doing so."""

from bot.call import event_from_json, event_to_json
from tests.call.playing import new_call, say, tell_story

KIND = "[empathize][acknowledge][apologize]"


def test_kind_words_before_the_story_are_held_by_being_unheard() -> None:
    call = new_call("gus")
    moves = [say(call, f"{KIND} {word}") for word in ("oh no", "dear me", "how awful", "poor you")]
    held = [m for m in moves if m.held_back]
    assert held
    assert {m.floor for m in held} == {"unheard"}
    assert all(m.after.anger >= 50 for m in held)


def test_kind_words_after_the_story_are_held_until_something_is_agreed() -> None:
    call = new_call("marta")
    tell_story(call)
    moves = [
        say(call, f"{tags} {tags}") for tags in (KIND, "[take_ownership]", "[be_honest]", "[confirm_understanding]")
    ]
    assert [m.floor for m in moves if m.held_back][-1] == "unsolved"


def test_a_message_that_did_all_it_could_names_no_floor() -> None:
    moved = say(new_call(), "[empathize] that is hard")
    assert (moved.held_back, moved.floor) == (0, "")


def test_a_move_stored_before_floors_were_told_still_reads() -> None:
    moved = say(new_call(), "[empathize] that is hard")
    stored = {key: value for key, value in event_to_json(moved).items() if key not in ("held_back", "floor")}
    assert event_from_json(stored) == moved
