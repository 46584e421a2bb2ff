"""What is wrong with people and case: names, facts that nobody learns, settlements out of reach, odd patterns."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from bot.customers.check.book import Book
from bot.customers.check.limits import check_limits
from bot.customers.finding import Finding, Severity
from bot.customers.schema_errors import nearest

if TYPE_CHECKING:
    from bot.customers.persona import Remedy
    from bot.customers.source import Path

ADVICE = Severity.ADVICE


def _names(book: Book) -> Iterator[Finding]:
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


def _facts(book: Book) -> Iterator[Finding]:
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


def _settlement(book: Book) -> Iterator[Finding]:
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


def _patterns(book: Book) -> Iterator[Finding]:
    found: list[tuple[Path, tuple[str, ...]]] = []
    for nth, fact in enumerate(book.persona.facts):
        found += [(("facts", nth, key), getattr(fact, key)) for key in ("ask", "unless", "said_back")]
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


RULES = (_names, _facts, _settlement, _patterns)
