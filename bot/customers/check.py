"""What is missing or wrong in a customer that can already be played: every gap at once, each with its repair.

bot/customers/loading.py refuses what cannot be played; here stands what would sound thin, wrong or twice the same.
docs/writing-personas.md lists the codes.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path as FilePath

from pydantic import BaseModel, ConfigDict

from bot.customers.chain import NEW_SENTENCE, finishes, leans, phrases_of, seams_of, slots_of, words_of
from bot.customers.finding import Finding, Severity
from bot.customers.loading import Customer, PersonaError, load_customer
from bot.customers.manner import softened
from bot.customers.occasions import OCCASIONS
from bot.customers.persona import Lines, Persona, Register, Remedy
from bot.customers.schema_errors import nearest
from bot.customers.source import Path, line_at, lines_of, written
from bot.customers.stock import Stock
from bot.customers.voice import MESSAGES, venting_of

ADVICE = Severity.ADVICE
ERROR = Severity.ERROR


class _Limits(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Complete(_Limits):
    lines: int
    corpus: int
    vents: int


class _Line(_Limits):
    long: int
    longest: int
    messages: int
    bursts: float
    alike: int
    shared_words: int


class _Phrase(_Limits):
    words: int
    per_line: int


class _Discord(_Limits):
    name: int
    forbidden: tuple[str, ...]


class CheckLimits(_Limits):
    """check.toml."""

    complete: _Complete
    line: _Line
    phrase: _Phrase
    discord: _Discord


@cache
def check_limits() -> CheckLimits:
    text = files(__package__).joinpath("check.toml").read_text(encoding="utf-8")
    return CheckLimits.model_validate(tomllib.loads(text))


@dataclass(frozen=True, slots=True)
class _Written:
    """One authored line and where it stands."""

    path: Path
    text: str
    group: Path
    """The occasion, fact, beat or answer that it belongs to."""
    slots: tuple[str, ...]
    """What may be filled in here besides the customer's own facts."""


class _Book:
    """A customer as the rules look at it."""

    def __init__(self, customer: Customer, stock: Stock) -> None:
        self.persona = customer.persona
        self.stock = stock
        self._source_text = customer.source_text

    @cached_property
    def _lines(self) -> Mapping[Path, int]:
        return lines_of(self._source_text)

    def finding(self, code: str, path: Path, reason: str, repair: str, severity: Severity = ERROR) -> Finding:
        return Finding(code, written(path), reason, repair, line_at(self._lines, path) or 1, severity)

    @cached_property
    def authored(self) -> tuple[_Written, ...]:
        """Every line but the corpus."""
        persona = self.persona
        found: list[_Written] = []
        for nth, fact in enumerate(persona.facts):
            found += _of(("facts", nth, "tell"), fact.tell)
        for nth, beat in enumerate(persona.story):
            found += _of(("story", nth), beat)
        for nth, remedy in enumerate(persona.remedies):
            for answer in ("accept", "refuse", "bargain"):
                found += _of(("remedies", nth, answer), getattr(remedy, answer), ("offer", "when"))
        for occasion, lines in persona.lines.items():
            found += _of(("lines", occasion), lines, OCCASIONS[occasion].slots)
        return tuple(found)

    @cached_property
    def corpus(self) -> tuple[_Written, ...]:
        return tuple(_of(("vents",), self.persona.vents))

    @property
    def written(self) -> tuple[_Written, ...]:
        return self.authored + self.corpus


def _of(group: Path, lines: Lines, slots: tuple[str, ...] = ()) -> Iterator[_Written]:
    for register in ("hot", "sore", "cool", "any"):
        for nth, text in enumerate(getattr(lines, register)):
            yield _Written((*group, register, nth), text, group, slots)


def _plain(text: str) -> str:
    return " ".join(words_of(text))


def check(customer: Customer, stock: Stock, *, others: Iterable[Customer] = (), complete: bool = True) -> list[Finding]:
    """Everything that is wrong with a customer, in the order of the file.

    `others` are the customers whose lines must not be borrowed. A customer who is still being written
    (`complete=False`) is advised about gaps instead of faulted for them.
    """
    book = _Book(customer, stock)
    found = [finding for rule in _RULES for finding in rule(book)]
    found += _borrowed(book, [other for other in others if other.id != customer.id])
    if not complete:
        found = [replace(f, severity=ADVICE) if f.code in _GAPS else f for f in found]
    return sorted(found, key=lambda f: (f.line, f.code, f.place, f.reason))


def examine(path: FilePath, stock: Stock, *, others: Iterable[Customer] = (), complete: bool = True) -> list[Finding]:
    """A file as its author hands it in: what keeps it from loading, or else everything that check finds."""
    try:
        customer = load_customer(path)
    except PersonaError as error:
        return list(error.findings)
    found = check(customer, stock, others=others, complete=complete)
    if path.stem != customer.id:
        reason = f"the file is called {path.stem!r}, its customer {customer.id!r}"
        found.insert(0, Finding("P008", "id", reason, f"call the file {customer.id}.toml", 1))
    return found


# -- what is missing

_GAPS = ("P020", "P021", "P022", "P023")


def _occasions(book: _Book) -> Iterator[Finding]:
    for occasion in OCCASIONS.values():
        own = book.persona.lines.get(occasion.id, Lines())
        short = [
            f"{register.value} {len(own.of(register))} of {occasion.own}"
            for register in occasion.registers
            if len(own.of(register)) < occasion.own
        ]
        if short:
            reason = f"too few lines of their own: {', '.join(short)}"
            repair = f"write more for: {occasion.when}"
            yield book.finding("P020", ("lines", occasion.id), reason, repair)
        for register in Register:
            if register not in occasion.registers and getattr(own, register.value):
                reason = f"this occasion never comes up {register.value}"
                repair = f"move the lines to {' or '.join(r.value for r in occasion.registers)}"
                yield book.finding("P038", ("lines", occasion.id, register.value), reason, repair, ADVICE)


def _amounts(book: _Book) -> Iterator[Finding]:
    limits = check_limits().complete
    lines = len({_plain(line.text) for line in book.authored})
    if lines < limits.lines:
        reason = f"{lines} distinct lines of at least {limits.lines}"
        yield book.finding("P021", ("lines",), reason, "write more lines for what comes up most")
    corpus = len({_plain(line.text) for line in book.corpus})
    if corpus < limits.corpus:
        reason = f"{corpus} distinct corpus lines of at least {limits.corpus}"
        yield book.finding("P022", ("vents",), reason, "write more seamed lines")
    names = _slots_known(book)
    vents = venting_of(book.persona.vents).count(
        lambda phrase: all(slot in names for slot in slots_of(phrase)), limits.vents
    )
    if vents < limits.vents:
        reason = f"the chain yields {vents} different vents of at least {limits.vents}"
        yield book.finding("P023", ("vents",), reason, "write more lines, with more seams that are open")


def _registers(book: _Book) -> Iterator[Finding]:
    groups: list[tuple[Path, Lines]] = [
        (("facts", nth, "tell"), fact.tell) for nth, fact in enumerate(book.persona.facts)
    ]
    groups += [(("story", nth), beat) for nth, beat in enumerate(book.persona.story)]
    for path, lines in groups:
        if not lines.of(Register.COOL) and not lines.sore:
            reason = "there is no line that fits a calm customer"
            yield book.finding("P024", path, reason, "add a `sore`, `cool` or `any` line")
        elif not lines.of(Register.HOT):
            reason = "there is no line for a furious customer"
            yield book.finding("P024", path, reason, "add a `hot` line", ADVICE)


def _remedies(book: _Book) -> Iterator[Finding]:
    for nth, remedy in enumerate(book.persona.remedies):
        path: Path = ("remedies", nth)
        if remedy.kind != "wrong" and not remedy.accept.of(Register.COOL) and not remedy.accept.sore:
            reason = "the customer has no line to accept it"
            yield book.finding("P025", path, reason, "add `accept` lines, sore and cool")
        if not remedy.refuse.all():
            severity = ERROR if remedy.kind == "wrong" else ADVICE
            reason = "the customer has no line to refuse it"
            yield book.finding("P025", path, reason, "add `refuse` lines", severity)


# -- lines


def _slots_known(book: _Book) -> tuple[str, ...]:
    return ("name", "company", *(fact.id for fact in book.persona.facts))


def _slots(book: _Book) -> Iterator[Finding]:
    known = _slots_known(book)
    for line in book.written:
        for slot in slots_of(line.text):
            if slot not in known and slot not in line.slots:
                allowed = [*line.slots, *known]
                near = nearest(slot, allowed)
                repair = f"did you mean {{{near}}}?" if near else f"allowed here: {', '.join(allowed)}"
                yield book.finding("P030", line.path, f"nothing fills {{{slot}}} here", repair)
        if re.search(r"[{}]", re.sub(r"\{[a-z][a-z0-9_]*\}", "", line.text)):
            reason = "a brace that begins or ends no slot"
            yield book.finding("P031", line.path, reason, "write slots like {order_number}")


def _repeated(book: _Book) -> Iterator[Finding]:
    first: dict[str, _Written] = {}
    for line in book.authored:
        said = _plain(line.text)
        other = first.setdefault(said, line)
        if other is not line:
            severity = ERROR if other.group == line.group else ADVICE
            reason = f"the same line stands at {written(other.path)}"
            yield book.finding("P032", line.path, reason, "say it another way", severity)
    seamed: dict[str, _Written] = {}
    for line in book.corpus:
        other = seamed.setdefault(_plain(line.text), line)
        if other is not line:
            reason = f"the same line stands at {written(other.path)}"
            yield book.finding("P032", line.path, reason, "say it another way")


def _borrowed(book: _Book, others: list[Customer]) -> Iterator[Finding]:
    least = check_limits().line.shared_words
    theirs: dict[str, str] = {}
    for other in others:
        for line in _Book(other, book.stock).written:
            theirs.setdefault(_plain(line.text), other.id)
    for line in book.written:
        said = _plain(line.text)
        if len(said.split()) >= least and said in theirs:
            yield book.finding("P033", line.path, f"{theirs[said]} says that too", "find this customer's own words")


def _lengths(book: _Book) -> Iterator[Finding]:
    limits = check_limits().line
    for line in book.authored:
        messages = [part.strip() for part in line.text.split(MESSAGES)]
        longest = max(len(message) for message in messages)
        if longest > limits.long:
            severity = ERROR if longest > limits.longest else ADVICE
            reason = f"a message of {longest} characters"
            repair = f"stay under {limits.long}, or break it with {MESSAGES}"
            yield book.finding("P034", line.path, reason, repair, severity)
        if len(messages) > limits.messages or not all(messages):
            reason = f"{len(messages)} messages in one line" if all(messages) else "an empty message"
            repair = f"at most {limits.messages}, none of them empty"
            yield book.finding("P035", line.path, reason, repair)
    bursts = sum(MESSAGES in line.text for line in book.authored)
    if book.authored and bursts / len(book.authored) > limits.bursts:
        reason = f"{bursts} of {len(book.authored)} lines come as several messages"
        yield book.finding("P035", ("lines",), reason, f"use {MESSAGES} for outbursts only", ADVICE)


def _curses(book: _Book) -> Iterator[Finding]:
    curses = book.stock.mild.curses
    for line in book.written:
        left = [word for word in words_of(softened(line.text, book.stock.mild)) if word in curses]
        if left:
            reason = f"mild language has nothing for {left[0]!r}"
            yield book.finding("P036", line.path, reason, "add it to personas/stock/mild.toml, or take it out")


def _openings(book: _Book) -> Iterator[Finding]:
    most = check_limits().line.alike
    groups: dict[Path, list[str]] = {}
    for line in book.authored:
        groups.setdefault(line.path[:-1], []).append(" ".join(words_of(line.text)[:2]))
    for path, openings in groups.items():
        for opening, times in Counter(openings).items():
            if times >= most:
                reason = f"{times} lines begin with {opening!r}, of which a call lets two be said"
                yield book.finding("P037", path, reason, "vary how they begin", ADVICE)


# -- seams


def _seams(book: _Book) -> Iterator[Finding]:
    joints = Counter(seam.joint for line in book.corpus for seam in seams_of(line.text) if not seam.shut)
    for line in book.corpus:
        if MESSAGES in line.text:
            yield book.finding("P044", line.path, f"{MESSAGES} in a corpus line", "write | for a seam")
            continue
        if not finishes(line.text.strip()):
            reason = "the line ends no sentence, so the chain leaves it out"
            yield book.finding("P041", line.path, reason, "end it with . ! ? or … (manner takes it away)")
        yield from _phrases(book, line)
        if leans("".join(phrases_of(line.text)[:1])):
            code, reason, repair = _SHUT["leans"]
            said = reason.format(after=" ".join(line.text.split()[:3]))
            yield book.finding(code, line.path, said, repair, ADVICE)
        for seam in seams_of(line.text):
            if seam.shut:
                code, reason, repair = _SHUT[seam.shut]
                said = reason.format(after=" ".join(seam.after.split()[:3]))
                yield book.finding(code, line.path, said, repair, ADVICE)
            elif joints[seam.joint] == 1 and seam.joint != NEW_SENTENCE:
                reason = f"no other phrase is joined with {seam.word!r}"
                repair = "write another one with it, or use a joint that stands elsewhere"
                yield book.finding("P040", line.path, reason, repair, ADVICE)


_SHUT = {
    "no joint": (
        "P042",
        "the seam before “{after} …” joins nothing: no joining word",
        "put the seam before and, but, because …, or after the sentence",
    ),
    "no subject": (
        "P042",
        "the seam before “{after} …” joins nothing: no subject after the joining word",
        "write a full clause: and I waited an hour",
    ),
    "waits": (
        "P043",
        "the main clause comes only after the seam, which therefore stays shut",
        "turn the sentence round, or set a comma where its main clause begins",
    ),
    "leans": (
        "P045",
        "“{after} …” speaks of somebody or something that only the phrase before may have named",
        "name the person or thing: your driver, your colleague, my parcel",
    ),
}


def _phrases(book: _Book, line: _Written) -> Iterator[Finding]:
    limits = check_limits().phrase
    parts = phrases_of(line.text)
    if len(parts) > limits.per_line:
        reason = f"{len(parts)} phrases in one line"
        yield book.finding("P046", line.path, reason, f"at most {limits.per_line}; make two lines", ADVICE)
    if len(parts) != line.text.count("|") + 1:
        yield book.finding("P046", line.path, "an empty phrase", "remove one of the seams")
    for part in parts:
        if len(words_of(part)) > limits.words:
            reason = f"a phrase of {len(words_of(part))} words"
            yield book.finding("P046", line.path, reason, "set a seam in it, or shorten it", ADVICE)


# -- people and case


def _names(book: _Book) -> Iterator[Finding]:
    limits, persona = check_limits().discord, book.persona
    if len(persona.name) > limits.name:
        reason = f"Discord shows at most {limits.name} characters"
        yield book.finding("P050", ("name",), reason, "shorten it")
    for word in limits.forbidden:
        if word in persona.name.casefold():
            reason = f"Discord refuses names with {word!r}"
            yield book.finding("P050", ("name",), reason, "choose another name")
    forms = [form.casefold() for form in persona.called]
    parts = [p for p in persona.name.split() if not p.endswith(".")]
    first, last = parts[0].casefold(), parts[-1].casefold()
    if first not in forms:
        yield book.finding("P051", ("called",), f"{parts[0]!r} alone is missing", f"add {parts[0]!r}", ADVICE)
    if len(parts) > 1 and not any(last in form and form != persona.name.casefold() for form in forms):
        reason = f"no form of address with {parts[-1]!r}"
        yield book.finding("P051", ("called",), reason, f"add Mr. or Ms. {parts[-1]}", ADVICE)


def _facts(book: _Book) -> Iterator[Finding]:
    persona, kinds = book.persona, list(book.stock.questions)
    on_file = [row.fact for row in persona.case]
    told = [fact for beat in persona.story for fact in beat.tells]
    for nth, fact in enumerate(persona.facts):
        path: Path = ("facts", nth)
        if fact.kind is not None and fact.kind not in kinds:
            near = nearest(fact.kind, kinds)
            repair = f"did you mean {near!r}?" if near else f"one of: {', '.join(kinds)}; or leave it out"
            yield book.finding("P015", (*path, "kind"), f"there is no kind {fact.kind!r}", repair)
        askable = bool(fact.ask or fact.kind in kinds)
        learnt = fact.id in on_file or fact.id in told
        if not learnt and not askable:
            reason = "it is not on file, no beat tells it, and nobody can ask for it"
            yield book.finding("P060", path, reason, "add `kind` or `ask`, or name it in a beat's `tells`")
        elif fact.key and not learnt:
            reason = "it is needed for a solution, but neither the file nor the story tells it"
            repair = "name it in a beat's `tells`, or leave it to the agent to ask"
            yield book.finding("P061", path, reason, repair, ADVICE)


def _settlement(book: _Book) -> Iterator[Finding]:
    persona = book.persona
    remedies: dict[str, Remedy] = {remedy.id: remedy for remedy in persona.remedies}
    for key, groups in (
        ("resolved_by", persona.settlement.resolved_by),
        ("settles_for", persona.settlement.settles_for),
    ):
        for nth, group in enumerate(groups):
            path: Path = ("settlement", key, nth)
            if not group:
                yield book.finding("P062", path, "nothing in it", "name at least one remedy")
            for remedy in (remedies[one] for one in group):
                if remedy.authority == "nobody":
                    reason = f"nobody may give {remedy.id!r}"
                    yield book.finding("P063", path, reason, "take another remedy, or make it the `wish`")
                if remedy.kind == "wrong":
                    reason = f"{remedy.id!r} is marked as missing the point"
                    yield book.finding("P063", path, reason, "take another remedy, or change its kind")
    if not any(any(remedies[one].kind == "right" for one in group) for group in persona.settlement.resolved_by):
        reason = "no remedy of kind `right` resolves the case"
        yield book.finding("P062", ("settlement", "resolved_by"), reason, "mark what is really needed as `right`")
    wish = persona.settlement.wish
    if wish is not None and remedies[wish].authority != "nobody":
        reason = f"the wish {wish!r} can be granted, by {remedies[wish].authority}"
        yield book.finding("P063", ("settlement", "wish"), reason, 'its remedy needs authority = "nobody"')
    if persona.safety is not None and remedies[persona.safety.remedy].authority != "agent":
        reason = "in danger the agent must be able to act at once"
        yield book.finding("P064", ("safety", "remedy"), reason, 'its remedy needs authority = "agent"')


def _patterns(book: _Book) -> Iterator[Finding]:
    found: list[tuple[Path, tuple[str, ...]]] = []
    for nth, fact in enumerate(book.persona.facts):
        found += [(("facts", nth, "ask"), fact.ask), (("facts", nth, "said_back"), fact.said_back)]
    for nth, remedy in enumerate(book.persona.remedies):
        found += [(("remedies", nth, "means"), remedy.means), (("remedies", nth, "unless"), remedy.unless)]
    for path, patterns in found:
        for nth, pattern in enumerate(patterns):
            odd = re.search(r"[^\w\s/'\u2019.,&$€£%@#:+-]", pattern)
            empty = re.search(r"(^|\s)/|/(\s|/|$)", pattern)
            if odd or empty or not re.search(r"\w", pattern):
                reason = f"{odd[0]!r} is no plain word" if odd else "a slash with nothing beside it"
                repair = "write words, with / between words that will all do: send/ship new/another kettle"
                yield book.finding("P065", (*path, nth), reason, repair)


_RULES: tuple[Callable[[_Book], Iterator[Finding]], ...] = (
    _occasions,
    _amounts,
    _registers,
    _remedies,
    _slots,
    _repeated,
    _lengths,
    _curses,
    _openings,
    _seams,
    _names,
    _facts,
    _settlement,
    _patterns,
)


def distinct_lines(persona: Persona) -> tuple[int, int]:
    """Authored lines and corpus lines, each counted once."""
    groups = [f.tell for f in persona.facts] + [*persona.story, *persona.lines.values()]
    groups += [lines for r in persona.remedies for lines in (r.accept, r.refuse, r.bargain)]
    authored = {_plain(text) for lines in groups for text in lines.all()}
    return len(authored), len({_plain(text) for text in persona.vents.all()})
