"""A test for each rule of docs/signals.md. Save a few of the shortest, the sentences stand in no labelled file."""

import pytest

from bot.reading import read

# (rule, text, the customer's line before, signals that must be there, signals that must not)
RULINGS: list[tuple[int, str, str, str, str]] = [
    (
        1,
        "I'm so sorry about this, Nadia. I've refunded the $40 and you'll have it by Friday.",
        "",
        "apologize use_name state_action give_timeframe",
        "hollow_apology",
    ),
    (1, "Thanks for waiting. What's your order number?", "", "thank clarify", "apologize"),
    (1, "Calm down. That's our policy.", "", "dismiss hide_behind_policy", "empathize"),
    (2, "I'm really sorry about the delay.", "", "apologize", "hollow_apology"),
    (2, "I'm sorry you feel that way.", "", "hollow_apology", "apologize"),
    (2, "Sorry if that upset you.", "", "hollow_apology", "apologize"),
    (3, "I'm not going to apologise for that.", "", "argue", "apologize"),
    (3, "I don't blame you one bit.", "", "empathize", "blame_customer"),
    (3, "I can't guarantee that it arrives tomorrow.", "", "", "overpromise"),
    (4, 'Which of us told you "I guarantee it"?', "", "", "overpromise"),
    (5, "Oh, I'm SO sorry, your majesty.", "", "be_hostile", "apologize"),
    (5, "Boo hoo, shall I call you an ambulance?", "", "be_hostile", "empathize"),
    (6, "im so sory bout the mixup", "", "apologize", ""),
    (6, "plz calm dwon", "", "dismiss", ""),
    (6, "thx 4 ur patience", "", "thank", ""),
    (6, "whats ur oder number pls", "", "clarify", ""),
    (7, "I understand, but calm down.", "", "acknowledge dismiss", ""),
    (7, "I hear you, but that's not what happened.", "", "acknowledge argue", ""),
    (8, "I'm so sorry about the wait.", "", "apologize", "acknowledge"),
    (8, "That sounds really frustrating.", "", "empathize", "acknowledge"),
    (
        9,
        "Let me check I have this right: you paid twice and nobody called back, correct?",
        "",
        "confirm_understanding",
        "acknowledge clarify",
    ),
    (
        9,
        "So the sofa came torn and the driver left anyway. Did I get that right?",
        "",
        "confirm_understanding",
        "clarify",
    ),
    (10, "I can't undo the delay, but I could put you on the next train.", "", "be_honest", "state_action"),
    (10, "I don't know yet, but I'll find out and call you.", "", "be_honest", "state_action"),
    (11, "No receipt no refund sorry", "", "hide_behind_policy", "apologize hollow_apology"),
    (11, "Sorry, but rules are rules.", "", "hide_behind_policy hollow_apology", "apologize"),
    (
        11,
        "I'm truly sorry about the broken vase. We don't refund sale items though.",
        "",
        "apologize hide_behind_policy",
        "",
    ),
    (12, "We messed that up, sorry.", "", "apologize take_ownership", ""),
    (12, "That was our mistake and I'm very sorry.", "", "apologize take_ownership", ""),
    (12, "Sorry we sold you the wrong room.", "", "apologize", "hollow_apology"),
    (13, "Could you hold for 2 minutes, please?", "", "courteous_hold", "give_timeframe"),
    (13, "We're aiming for Friday.", "When?", "give_timeframe", ""),
    (14, "The plumber comes on Tuesday.", "", "state_action give_timeframe", ""),
    (14, "It'll be there tomorrow.", "", "give_timeframe", "state_action"),
    (15, "brb, running to the stockroom", "", "courteous_hold", "abrupt_hold"),
    (15, "give me a sec", "", "abrupt_hold", "courteous_hold"),
    (15, "1 min", "", "abrupt_hold", "courteous_hold"),
    (15, "I'll look.", "", "", "courteous_hold abrupt_hold state_action"),
    (16, "It's a lamp, nobody died.", "", "dismiss", "be_hostile"),
    (16, "aww, poor you", "", "be_hostile", "empathize"),
    (17, "Everybody pays that.", "", "hide_behind_policy", ""),
    (17, "Three weeks is normal.", "", "dismiss", ""),
    (18, "Would you rather have a refund or a replacement?", "", "check_agreement", ""),
    (18, "Plug it in again, ok?", "", "", "check_agreement"),
    (19, "I've waived the late fee for you.", "", "offer_compensation", ""),
    (19, "I've refunded the double charge.", "", "state_action", "offer_compensation"),
    (20, "Go on, what happened next?", "", "invite_story", "clarify"),
    (20, "Sorry, who am I speaking with?", "", "clarify", "apologize"),
    (20, "What's your account number?", "", "clarify", "invite_story"),
    (21, "I can't guarantee that.", "", "", "overpromise be_honest"),
    (22, "I'm sorry to hear that.", "", "empathize", "apologize"),
    (23, "I can rebook you on the 6:40.", "", "state_action", ""),
    (23, "I'll try.", "", "", "state_action"),
    (24, "Let me ask my lead.", "", "courteous_hold", "state_action"),
    (24, "Let me check that for you.", "", "courteous_hold", "state_action"),
    (25, "You'll have to call the courier.", "", "deflect", ""),
    (25, "It's not our fault, the courier lost it.", "", "argue", ""),
    (26, "How may I help?", "", "", "clarify check_agreement invite_story"),
    (26, "Got it.", "", "acknowledge", ""),
    (26, "Ready?", "", "", "check_agreement clarify"),
    (27, "You will 100% have it on Monday, I promise.", "", "overpromise give_timeframe", ""),
    (27, "I've re-provisioned the ONT on the OLT.", "", "use_jargon", ""),
    (28, "I'll send it right away.", "", "state_action", "give_timeframe"),
    (28, "We check the line every hour.", "", "", "give_timeframe"),
    (28, "As soon as possible.", "", "", "give_timeframe"),
]


@pytest.mark.parametrize(("rule", "text", "context", "there", "absent"), RULINGS)
def test_ruling(rule: int, text: str, context: str, there: str, absent: str) -> None:
    found = {s.value for s in read(text, context).signals}
    assert set(there.split()) <= found, f"rule {rule}: read as {sorted(found)}"
    assert not set(absent.split()) & found, f"rule {rule}: read as {sorted(found)}"


def test_every_rule_has_a_sentence() -> None:
    assert {r[0] for r in RULINGS} == set(range(1, 29))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Mr. Adomako, I've found it.", "Mr. Adomako"),
        ("Thanks, Yusra.", "Yusra"),
        ("thx tanya, one moment please", "tanya"),
        ("Hi Petra, how are you?", "Petra"),
        ("I'm sorry about that, Mrs Lindqvist.", "Mrs Lindqvist"),
    ],
)
def test_an_address_by_name_is_quoted(text: str, name: str) -> None:
    from bot.craft import Signal  # noqa: PLC0415

    assert read(text).quote(Signal.USE_NAME) == name


@pytest.mark.parametrize(
    "text",
    [
        "Mrs. Adomako works in the other branch.",
        "My name is Petra, how can I help?",
        "I've passed it to Tanya in accounts.",
        "Yes sir, I'll look.",
        "Kind regards,\nPetra",
        "The parcel went to Berlin.",
    ],
)
def test_a_name_that_is_not_addressed_does_not_count(text: str) -> None:
    assert "use_name" not in {s.value for s in read(text).signals}
