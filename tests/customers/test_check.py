import re
from collections import Counter
from pathlib import Path

import pytest

from bot.customers.check import check, check_limits, distinct_lines, examine
from bot.customers.finding import CODES, Finding, Severity
from bot.customers.loading import (
    Customer,
    customer_files,
    customer_from_text,
    personas_dir,
)
from bot.customers.persona import Persona
from bot.customers.stock import Stock, shipped_stock
from tests.customers.conftest import ADA

TEXT = ADA.read_text(encoding="utf-8")
STOCK = shipped_stock()
GUIDE = Path(__file__).parents[2] / "docs" / "writing-personas.md"


def found(text: str) -> list[Finding]:
    return check(customer_from_text(text, "ada.toml"), STOCK)


def told(text: str) -> Counter[tuple[str, str, int]]:
    return Counter((finding.code, finding.place, finding.line) for finding in found(text))


# A text of the test customer, what stands there instead, and the code and place that must be new with it.
MISTAKES = [
    ('"Apology accepted, of course."', "", "P020", "lines.apologize"),
    ('kind = "damage"', 'kind = "damaged"', "P015", "facts[1].kind"),
    (
        'sore = ["When I opened the box I saw {damage}."]\ncool = ["It arrived with {damage}, you see."]',
        "",
        "P024",
        "story[0]",
    ),
    (
        'accept = { sore = ["Then the money, please."], cool = ["The money back is fine with me."] }',
        "",
        "P025",
        "remedies[1]",
    ),
    ('"Fix it!"', '"Fix it by {when}!"', "P030", "lines.demand.hot[1]"),
    ('"Fix it!"', '"Fix it {now!"', "P031", "lines.demand.hot[1]"),
    ('"Fix it!"', '"What now!"', "P032", "lines.demand.hot[2]"),
    ('"Fix it!"', f'"{"Fix it, fix it. " * 18}"', "P034", "lines.demand.hot[1]"),
    ('"Fix it!"', '"Fix || it || right || now!"', "P035", "lines.demand.hot[1]"),
    ('"Fix it!"', '"Fix it, you twat!"', "P036", "lines.demand.hot[1]"),
    ('"Fix it!", "What now?"', '"So what?", "So what are you?"', "P037", "lines.demand.hot"),
    (
        "[lines.close_walked_out]",
        '[lines.limit_set]\ncool = ["Fine."]\n[lines.close_walked_out]',
        "P038",
        "lines.limit_set.cool",
    ),
    ('"Nobody says a word, | which is plain rude!"', '"I say it | so you know it!"', "P040", "vents.hot[8]"),
    ('which is plain rude!"', 'which is plain rude"', "P041", "vents.hot[8]"),
    ('"I want tea! |', '"I want | all the tea! |', "P042", "vents.hot[10]"),
    ('"I want tea! |', '"If I want tea | you send it! |', "P043", "vents.hot[10]"),
    ('"I want tea! |', '"I want tea! || And cake! |', "P044", "vents.hot[10]"),
    ('"I want tea! |', '"I want tea! | She wants it too! |', "P045", "vents.hot[10]"),
    ('"I want tea! |', '"I want tea! | |', "P046", "vents.hot[10]"),
    ('name = "Ms. Ada Brook"', 'name = "Ms. Ada Clyde"', "P050", "name"),
    ('name = "Ms. Ada Brook"', f'name = "{"Ada " * 24}Brook"', "P050", "name"),
    ('called = ["Ada", ', "called = [", "P051", "called"),
    ('kind = "previous_contact"\n', "", "P060", "facts[2]"),
    ('tells = ["damage"]', "tells = []", "P061", "facts[1]"),
    ('resolved_by = [["replacement"]]', 'resolved_by = [["refund"]]', "P062", "settlement.resolved_by"),
    (
        'kind = "partial"\n',
        'kind = "partial"\nauthority = "nobody"\n',
        "P063",
        "settlement.settles_for[0]",
    ),
    ('settles_for = [["refund"]]', 'wish = "refund"', "P063", "settlement.wish"),
    ('kind = "damage"', 'kind = "damage"\nunless = ["new | other"]', "P065", "facts[1].unless[0]"),
    ('means = ["refund", ', 'means = ["re(fund|pay).*", ', "P065", "remedies[1].means[0]"),
    ('means = ["refund", ', 'means = ["refund/ money", ', "P065", "remedies[1].means[0]"),
]  # fmt: skip


@pytest.mark.parametrize(("was", "now", "code", "place"), MISTAKES)
def test_a_mistake_is_found_with_its_code_and_place(was: str, now: str, code: str, place: str) -> None:
    assert was in TEXT
    new = Counter({(c, p): n for (c, p, _), n in told(TEXT.replace(was, now, 1)).items()})
    old = Counter({(c, p): n for (c, p, _), n in told(TEXT).items()})
    assert (code, place) in new
    assert new[code, place] > old[code, place] or code == "P020"


def test_a_supervisors_remedy_is_none_in_danger() -> None:
    text = TEXT.replace('kind = "partial"\n', 'kind = "partial"\nauthority = "supervisor"\n', 1)
    text = text.replace("[settlement]", '[safety]\nbeat = "no_call"\nremedy = "refund"\n[settlement]')
    assert ("P064", "safety.remedy") in {(f.code, f.place) for f in found(text)}


def test_a_thin_customer_is_told_how_much_is_missing() -> None:
    said = {finding.code: finding for finding in found(TEXT)}
    limits = check_limits().complete
    assert f"of at least {limits.lines}" in said["P021"].reason
    assert f"of at least {limits.corpus}" in said["P022"].reason
    few = TEXT[: TEXT.index("[vents]")] + '[vents]\nany = ["One. | Two."]\n' + TEXT[TEXT.index("[aftermath]") :]
    assert "yields 2 different vents" in {finding.code: finding for finding in found(few)}["P023"].reason


def test_a_customer_in_the_making_is_advised_not_faulted(ada: Customer) -> None:
    gaps = {"P020", "P021", "P022"}
    strict = {f.code for f in check(ada, STOCK) if f.severity is Severity.ERROR}
    gentle = {f.code for f in check(ada, STOCK, complete=False) if f.severity is Severity.ERROR}
    assert gaps <= strict
    assert gentle == set()


def test_lines_of_another_customer_are_found(ada: Customer) -> None:
    other = customer_from_text(TEXT.replace('id = "ada"', 'id = "bea"'), "bea.toml")
    borrowed = [f for f in check(ada, STOCK, others=[other]) if f.code == "P033"]
    assert borrowed
    assert all("bea says that too" in f.reason for f in borrowed)
    assert not [f for f in check(ada, STOCK, others=[ada]) if f.code == "P033"]


def test_a_file_is_examined_whether_it_loads_or_not(tmp_path: Path) -> None:
    path = tmp_path / "bea.toml"
    path.write_text(TEXT, encoding="utf-8")
    assert examine(path, STOCK)[0].code == "P008"
    path.write_text(TEXT.replace("[vents]", "[vent]"), encoding="utf-8")
    assert {"P002", "P003"} == {finding.code for finding in examine(path, STOCK)}


def test_a_finding_reads_as_place_code_reason_and_repair() -> None:
    finding = Finding("P001", "lines.demand", "it is wrong", "mend it", 7)
    assert finding.text("ada.toml") == "ada.toml:7: P001 lines.demand: it is wrong; mend it"
    advice = Finding("P001", "lines.demand", "it is wrong", "mend it", 7, Severity.ADVICE)
    assert advice.text("ada.toml") == "ada.toml:7: P001 (advice) lines.demand: it is wrong; mend it"


def test_every_finding_stands_on_a_line_and_has_a_known_code() -> None:
    for finding in found(TEXT):
        assert finding.code in CODES
        assert 1 <= finding.line <= TEXT.count("\n") + 1
        assert finding.reason
        assert finding.repair


def test_every_code_that_is_raised_is_known_and_every_known_code_is_raised() -> None:
    rooms = Path(__file__).parents[2] / "bot" / "customers"
    raised = {
        code
        for path in rooms.rglob("*.py")
        if path.name != "finding.py"
        for code in re.findall(r'"(P\d{3})"', path.read_text(encoding="utf-8"))
    }
    assert raised == set(CODES)


def test_every_code_is_documented() -> None:
    documented = re.findall(r"^\| (P\d{3}) \|", GUIDE.read_text(encoding="utf-8"), re.MULTILINE)
    assert documented == list(CODES)


def test_every_key_of_a_customer_is_documented_or_in_the_starting_file() -> None:
    text = GUIDE.read_text(encoding="utf-8") + TEXT
    assert [key for key in Persona.model_fields if key not in text] == []


@pytest.mark.parametrize("path", customer_files(personas_dir()), ids=lambda path: path.stem)
def test_the_customers_that_come_with_the_program_are_complete(
    path: Path, stock: Stock, shipped: dict[str, Customer]
) -> None:
    others = [other for other in shipped.values() if other.id != path.stem]
    faults = [f.text(path.name) for f in examine(path, stock, others=others) if f.severity is Severity.ERROR]
    assert faults == []


def test_distinct_lines_are_counted_once(persona: Persona) -> None:
    authored, corpus = distinct_lines(persona)
    assert authored > 50
    assert corpus == len(persona.vents.all())
