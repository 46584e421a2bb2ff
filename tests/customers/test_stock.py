import random
import re
import shutil
from pathlib import Path

import pytest

from bot.customers.chain import slots_of
from bot.customers.loading import PersonaError, load_customers, personas_dir
from bot.customers.manner import softened
from bot.customers.occasions import OCCASIONS
from bot.customers.persona import Register
from bot.customers.stock import MildLanguage, Stock, read_stock

NEVER = r"\b(parcel|flight|room|kettle|booking|refund|he|she|his|husband|wife|sir|madam|ma'am)\b"


def test_the_stock_has_a_line_for_every_occasion_in_every_register_it_comes_up_in(stock: Stock) -> None:
    assert sorted(stock.lines) == sorted(OCCASIONS)
    thin = [
        (occasion.id, register.value)
        for occasion in OCCASIONS.values()
        for register in occasion.registers
        if len(stock.lines[occasion.id].of(register))
        < (3 if occasion.own == 0 and occasion.id != "safety_ignored" else 2)
    ]
    assert thin == []


def test_stock_lines_fit_every_trade(stock: Stock) -> None:
    odd = [text for lines in stock.lines.values() for text in lines.all() if re.search(NEVER, text, re.IGNORECASE)]
    assert odd == []


def test_stock_lines_use_only_the_slots_of_their_occasion_and_no_curse(stock: Stock) -> None:
    for occasion, lines in stock.lines.items():
        for text in lines.all():
            assert set(slots_of(text)) <= set(OCCASIONS[occasion].slots)
            assert not set(re.findall(r"\w+", text.casefold())) & set(stock.mild.curses)


def test_hot_stock_lines_are_shorter_than_sore_ones(stock: Stock) -> None:
    length = {
        register: sum(len(text) for lines in stock.lines.values() for text in getattr(lines, register.value))
        / sum(len(getattr(lines, register.value)) for lines in stock.lines.values())
        for register in Register
    }
    assert length[Register.HOT] < length[Register.SORE] + 2


@pytest.mark.parametrize(
    "kind",
    [
        "order_number", "booking_reference", "account_number", "policy_number", "ticket_number", "full_name", "email",
        "phone", "address", "postcode", "date_of_birth", "order_date", "incident_date", "amount", "payment_method",
        "last_four_digits", "product", "model_number", "quantity", "previous_contact", "previous_promise",
        "error_message", "photos", "wanted_outcome", "contact_preference", "availability",
    ],
)  # fmt: skip
def test_the_usual_questions_are_known(stock: Stock, kind: str) -> None:
    assert kind in stock.questions


def test_every_kind_of_question_has_ten_to_twenty_five_plain_wordings(stock: Stock) -> None:
    for name, kind in stock.questions.items():
        assert 10 <= len(kind.ask) <= 25, name
        assert len(set(kind.ask)) == len(kind.ask), name
        for wording in kind.ask + kind.unless:
            assert re.fullmatch(r"[\w'./ -]+", wording), wording
            assert not re.search(r"(^|\s)/|/(\s|/|$)", wording), wording


def test_what_they_were_told_is_asked_for_like_what_they_were_promised(stock: Stock) -> None:
    assert stock.questions["previous_answer"].ask == stock.questions["previous_promise"].ask
    assert stock.questions["previous_answer"].unless == stock.questions["previous_promise"].unless


def test_what_counts_as_a_promise_can_be_said_after_you_were_promised() -> None:
    facts = [fact for customer in load_customers(personas_dir()).values() for fact in customer.persona.facts]
    for fact in facts:
        if fact.kind == "previous_promise":
            assert re.match(r"(an?|the|that|on \w+, .*\bthat) ", fact.says), fact.says


def test_a_mild_word_exists_for_the_curses_people_use(stock: Stock) -> None:
    for curse in ("hell", "damn", "bloody", "crap", "shit", "fucking", "pissed"):
        assert curse in stock.mild.words


def test_the_order_of_mild_words_is_of_no_account(stock: Stock) -> None:
    items = list(stock.mild.words.items())
    random.Random(1).shuffle(items)
    other = MildLanguage(words=dict(items), curses=stock.mild.curses)
    for curse in stock.mild.words:
        assert softened(f"Oh {curse}.", stock.mild) == softened(f"Oh {curse}.", other)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the stock that may be spoilt."""
    return Path(shutil.copytree(personas_dir() / "stock", tmp_path / "stock"))


def test_a_copy_of_the_stock_is_the_stock(folder: Path, stock: Stock) -> None:
    assert read_stock(folder) == stock


@pytest.mark.parametrize(
    ("file", "was", "now", "code", "place", "repair"),
    [
        ("lines.toml", "[greeting]\nhot = [", "[greeting]\nhott = [", "P002", "greeting.hott", "did you mean 'hot'?"),
        ("lines.toml", "[greeting]", "[greting]", "P014", "greting", "did you mean 'greeting'?"),
        ("lines.toml", "[greeting]", "[greeting", "P001", "(file)", "look at this line"),
        ("questions.toml", "called = ", "calld = ", "P002", ".calld", "did you mean 'called'?"),
        (
            "questions.toml",
            'like = "previous_promise"',
            'like = "previous_promises"',
            "P015",
            "previous_answer.like",
            "did you mean 'previous_promise'?",
        ),
        (
            "mild.toml",
            '"what the hell" = "what on earth"',
            '"what the hell" = 3',
            "P004",
            "words.what the hell",
            "write",
        ),
    ],
)
def test_a_mistake_in_the_stock_is_told_like_one_in_a_customer(
    folder: Path, file: str, was: str, now: str, code: str, place: str, repair: str
) -> None:
    text = (folder / file).read_text(encoding="utf-8")
    assert was in text
    (folder / file).write_text(text.replace(was, now, 1), encoding="utf-8")
    with pytest.raises(PersonaError) as caught:
        read_stock(folder)
    found = next(f for f in caught.value.findings if f.code == code)
    assert place in found.place
    assert repair in found.repair
    assert found.line > 0
    assert f"stock/{file}:{found.line}: {code}" in str(caught.value)


def test_a_stock_that_lacks_a_file_says_which(folder: Path) -> None:
    (folder / "mild.toml").unlink()
    with pytest.raises(PersonaError, match=r"stock/mild\.toml: P001 .*No such file"):
        read_stock(folder)
