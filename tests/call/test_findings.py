"""Each finding R1-R16 of docs/craft.md as the mood machine lives it (R17, peak and end, is the score's)."""

from bot.call import Call, Input, Outcome
from bot.call.events import MoodMoved
from bot.craft import CALMING, Signal
from bot.reading import Found, Reading
from tests.call.playing import amount, new_call, say, tell_story, words_of

REPLACE = (
    "[state_action][give_timeframe] I will send you a replacement mixer by express, delivered on Saturday 15 June."
)


def test_r1_a_solution_before_the_story_is_out_earns_a_fraction() -> None:
    early, late = new_call(), new_call()
    tell_story(late)
    first = say(early, REPLACE)
    second = say(late, REPLACE)
    assert amount(first, "premature_solution") > 0
    assert amount(second, "premature_solution") == 0
    assert -amount(first, "state_action") < -amount(second, "state_action")


def test_r1_the_early_offer_regains_its_worth_once_they_feel_heard() -> None:
    call = new_call()
    say(call, REPLACE)
    gained: list[MoodMoved] = []
    for nth in range(8):
        gained.append(say(call, f"[acknowledge][invite_story] go on {'abcdefgh'[nth] * 6}"))
        if amount(gained[-1], "offer_regained"):
            break
    assert amount(gained[-1], "offer_regained") < 0
    assert call.agreed == "resolved"


def test_r2_listening_is_worth_more_the_angrier_the_customer() -> None:
    angry, calmer = new_call(difficulty="extreme"), new_call(difficulty="easy")
    assert angry.mood.anger > calmer.mood.anger
    assert _share(angry, "acknowledge", 0.82) > _share(calmer, "acknowledge", 1.25)


def _share(call: Call, cause: str, dial: float) -> float:
    """What a first message with this signal gave, before the difficulty's own dial."""
    return -amount(say(call, f"[{cause}] well"), cause) / dial


def test_r3_solving_gains_weight_as_the_talk_goes_on() -> None:
    soon, later = new_call(), new_call()
    tell_story(soon)
    tell_story(later)
    for nth in range(3):
        say(later, f"[clarify] a question about {'xyz'[nth] * 7}")
    assert -amount(say(later, "[be_honest] frankly"), "be_honest") >= -amount(
        say(soon, "[be_honest] frankly"), "be_honest"
    )


def test_r3_sympathy_saturates_and_then_turns() -> None:
    call = new_call()
    moved = [
        say(call, f"[empathize] that is {word}")
        for word in ("hard", "really bitter", "a shame for you", "tough luck there")
    ]
    gains = [-amount(m, "empathize") for m in moved]
    assert gains == sorted(gains, reverse=True)
    assert amount(moved[-1], "empathy_worn_out") > 0


def test_r3_two_options_are_a_bonus() -> None:
    call = new_call()
    tell_story(call)
    words = "I can refund the whole order by Friday, or send a replacement mixer by express on Saturday."
    both = say(call, f"[state_action][check_agreement] {words}")
    assert amount(both, "options_given") < 0


def test_r4_warmth_weighs_more_at_the_opening_than_in_the_middle() -> None:
    opening, middle = new_call(), new_call()
    tell_story(middle)
    say(middle, "[clarify] which box was it in")
    rules_gap = (
        -amount(say(opening, "[empathize] terrible"), "empathize"),
        -amount(say(middle, "[empathize] terrible"), "empathize"),
    )
    assert rules_gap[0] > rules_gap[1]


def test_r5_an_apology_is_as_strong_as_its_parts() -> None:
    bare = -amount(say(new_call(), "[apologize] sorry"), "apologize")
    owned = -amount(say(new_call(), "[apologize][take_ownership] sorry, ours"), "apologize")
    assert 0 < bare < owned


def test_r6_a_late_apology_is_worth_less() -> None:
    early, late = new_call(), new_call()
    for nth in range(6):
        say(late, f"[clarify] a question about {'uvwxyz'[nth] * 7}")
    assert -amount(say(late, "[apologize] sorry"), "apologize") < -amount(say(early, "[apologize] sorry"), "apologize")


def test_r6_nobody_said_sorry_is_noticed() -> None:
    call = new_call()
    moved = [say(call, f"[acknowledge][clarify] and about {'uvwxyz'[nth] * 7}") for nth in range(6)]
    assert any(amount(m, "no_apology") > 0 for m in moved)


def test_r7_the_second_apology_of_a_kind_gives_nothing_and_the_third_costs() -> None:
    call = new_call()
    moved = [
        say(call, f"[apologize] {words}") for words in ("sorry", "really very sorry", "so deeply sorry about that")
    ]
    assert amount(moved[1], "apologize") == 0
    assert amount(moved[2], "apology_worn_out") > 0


def test_r7_a_new_part_makes_a_second_apology_worth_something() -> None:
    call = new_call()
    say(call, "[apologize] sorry")
    assert amount(say(call, "[apologize][take_ownership] sorry, that was my fault"), "apologize") < 0


def test_r8_no_credit_for_a_fault_that_the_customer_has_not_raised() -> None:
    call = new_call()
    unraised = say(call, "[apologize] sorry that the hinge snapped")
    raised = say(new_call(), "[apologize] sorry that it went so wrong")
    assert amount(unraised, "apologize") == 0
    assert amount(raised, "apologize") < 0


def test_r9_after_failed_attempts_words_alone_stop_at_a_floor() -> None:
    call = new_call("desmond")
    lowest = 100
    for nth, signals in enumerate(
        ("[empathize][acknowledge]", "[invite_story]", "[build_alliance][thank]", "[confirm_understanding]") * 2
    ):
        lowest = min(lowest, say(call, f"{signals} words {'abcdefgh'[nth] * 6}").after.anger)
    assert lowest >= 58


def test_r10_after_a_grave_trouble_they_do_not_end_beaming() -> None:
    call = new_call("priya", difficulty="easy")
    tell_story(call)
    for nth in range(4):
        if call.outcome is None:
            say(call, f"[state_action][give_timeframe][offer_compensation] {'abcd'[nth] * 8}")
    assert call.mood.anger >= 22


def test_r11_telling_them_to_calm_down_costs_more_the_angrier_they_are() -> None:
    furious, calmer = new_call(difficulty="normal"), new_call(difficulty="normal")
    tell_story(calmer)
    assert calmer.mood.anger < furious.mood.anger - 10
    strong = say(calmer, "[dismiss] calm down")
    weak = amount(strong, "dismiss")
    say(furious, "[acknowledge] I see")
    assert amount(say(furious, "[dismiss] calm down"), "dismiss") > weak


def test_r12_the_customers_own_facts_said_back_are_a_bonus() -> None:
    call = new_call()
    assert amount(say(call, "[acknowledge] your birthday present, the mixer"), "named_fact") < 0


def test_r13_i_will_weighs_more_than_they_will() -> None:
    def given(words: str) -> int:
        reading = Reading(words, (Found(Signal.TAKE_OWNERSHIP, 0, len(words), words),))
        call = new_call(reader=lambda text, _context: reading if text == words else Reading(text))
        return -amount(say(call, words), "take_ownership")

    assert given("I will see this through for you") > given("They will see this through for you")


def test_what_heats_counts_less_the_less_certainly_it_was_read() -> None:
    words = "well, that is one way to see it"

    def heat(certainty: float) -> int:
        reading = Reading(words, (Found(Signal.ARGUE, 0, len(words), words, certainty=certainty),))
        call = new_call(reader=lambda text, _context: reading if text == words else Reading(text))
        return amount(say(call, words), "argue")

    assert 0 < heat(0.2) < heat(0.55) < heat(0.9) == heat(1.0)


def test_r14_a_firm_step_with_its_time_is_a_bonus() -> None:
    call = new_call()
    tell_story(call)
    assert amount(say(call, "[state_action][give_timeframe] done by noon"), "firm_step") < 0


def test_r14_a_long_message_costs_while_they_are_angry() -> None:
    assert amount(say(new_call(), "[acknowledge] " + "word after word " * 50), "too_long") > 0


def test_r14_a_polite_limit_on_abuse_is_no_quarrel() -> None:
    moved = say(new_call(), "[argue] I want to help, but please do not swear at me.")
    assert amount(moved, "argue") == 0


def test_r15_thinking_time_is_free_and_long_silence_is_not() -> None:
    quick, slow = new_call(), new_call()
    say(quick, "[acknowledge] I see")
    say(slow, "[acknowledge] I see")
    assert amount(say(quick, "[clarify] and then", after=60), "slow_reply") == 0
    assert amount(say(slow, "[clarify] and then", after=95), "slow_reply") > 0


def test_r15_who_is_seen_typing_is_not_slow() -> None:
    call = new_call()
    say(call, "[acknowledge] I see")
    start = call.now
    for nth in range(1, 13):
        call.typing(start + 8 * nth)
    assert amount(say(call, "[clarify] and then", after=6), "slow_reply") == 0


def test_r16_aggression_together_with_an_interruption_provokes() -> None:
    call = new_call(difficulty="easy")
    call.hear("[invite_story][empathize] tell me", call.now + 15)
    due = call.due()
    assert due is not None
    moved = next(e for e in call.hear("[blame_customer] your own fault", due - 0.1) if isinstance(e, MoodMoved))
    assert amount(moved, "interrupted") > 0
    assert amount(moved, "provoked") > 0


def test_every_calming_message_at_once_is_read_from_a_card() -> None:
    moved = say(new_call(), "".join(f"[{s.value}]" for s in CALMING))
    assert amount(moved, "stuffed") > 0
    assert moved.after.anger >= moved.before.anger - 2


def test_an_empty_promise_is_found_out_and_costs_a_lot() -> None:
    call = new_call(difficulty="easy")
    tell_story(call)
    say(call, "[overpromise] I swear it will never happen again")
    moved = [say(call, f"[clarify] about {'uvw'[nth] * 7}") for nth in range(3) if call.outcome is None]
    assert max(amount(m, "promise_found_out") for m in moved) >= 12


def test_more_than_the_authority_allows_is_relief_now_and_a_drop_later() -> None:
    call = new_call(difficulty="easy")
    tell_story(call)
    now = say(call, "[offer_compensation] I will give you a $500 credit by Friday.")
    assert amount(now, "beyond_authority") < 0
    later = [say(call, f"[clarify] about {'uvw'[nth] * 7}") for nth in range(3) if call.outcome is None]
    assert max(amount(m, "promise_found_out") for m in later) >= 12


def test_r20_who_is_insulted_leaves() -> None:
    call = new_call()
    for nth in range(5):
        if call.outcome is None:
            say(call, f"[be_hostile][dismiss] {'abcde'[nth] * 6}")
    assert call.outcome is Outcome.WALKED_OUT


def test_silence_ends_the_call() -> None:
    call = new_call()
    call.wait(2000)
    assert call.outcome is Outcome.TIMED_OUT
    assert len(words_of(call)) >= 4


def test_an_input_is_all_that_is_needed_to_know_a_call() -> None:
    call = new_call()
    say(call, "[acknowledge] I see")
    assert all(isinstance(step, Input) for step in call.inputs)
    assert {s.value for s in Signal} >= {"acknowledge"}
