"""Quotes that name nobody."""

import pytest

from bot.coaching.anonymous import anonymised
from bot.customers import load_persona, personas_dir

MARTA = load_persona(personas_dir() / "marta.toml")


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Calm down, Marta.", "Calm down, [customer]."),
        ("lindqvist's own fault", "[customer]'s own fault"),
        ("Ms. Lindqvist, that is the policy.", "Ms. [customer], that is the policy."),
        ("Your order HL-40718 cost $423.90.", "Your order [detail] cost [amount]."),
        ("I refund 20 euros, or 15%.", "I refund [amount], or 15%."),
        ("It went to 88 Birch Hill Road, Cloquet Falls.", "It went to [detail]."),
        ("jo smith here", "[name] [name] here"),
        ("I'm Jo's boss.", "I'm [name]'s boss."),
        ("Tom said so, and Brynja too.", "[name] said so, and [name] too."),
        ("Ask Mrs. Okafor, sir. She knows.", "Ask Mrs. [name], sir. She knows."),
        ("Elin can wait.", "[name] can wait."),
        ("Write to a.b@shop.example or @help or <@123456>.", "Write to [contact] or [contact] or [contact]."),
        ("Case 99871-A is closed.", "Case [number] is closed."),
        ("I call you in 2 days, at 16:30 or 5pm on Monday.", "I call you in 2 days, at 16:30 or 5pm on Monday."),
        ("CALM DOWN. I'll see. Your own fault!", "CALM DOWN. I'll see. Your own fault!"),
        ("", ""),
    ],
)
def test_who_said_it_and_of_whom_does_not_show(said: str, shown: str) -> None:
    assert anonymised(said, MARTA, ["Jo Smith"]) == shown


@pytest.mark.parametrize(
    "fact", [fact for fact in MARTA.facts if any(c.isdigit() for c in fact.says)], ids=lambda f: f.id
)
def test_no_fact_with_a_number_stays(fact: object) -> None:
    says = str(fact.says)  # type: ignore[attr-defined]
    shown = anonymised(f"It is {says}, you know.", MARTA, [])
    assert says not in shown
    assert shown.endswith("you know.")
