"""People who review calls: another value for a part, with a reason; words about a message; how far all this agrees.

Nothing that the machine gave is changed. Who may review is for the front to decide.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from bot import coaching
from bot.coaching.account import account_of
from bot.desk.desk import Desk
from bot.desk.errors import DeskError
from bot.desk.live import Trainee
from bot.desk.nearest import no_such
from bot.store import CallRecord, Marks, Scored, ScoredCall, StoredComment, StoredReview

_LONGEST = 2000
"""Letters of a reason or a comment."""


@dataclass(frozen=True, slots=True)
class AgreementReport:
    """How far people and machine agree: on whole calls, and on each part that was reviewed."""

    calls: coaching.Agreement
    parts: dict[str, coaching.Agreement]
    reviewers: dict[str, coaching.Agreement]
    """By name; a reviewer who is much milder than the others shows here."""


class Judges:
    """Keeps what reviewers say: of all calls, or of those of one server only."""

    def __init__(self, desk: Desk, server: str | None = None) -> None:
        self._desk = desk
        self._server = server
        self._marks = Marks(desk.calls.database)

    async def lately(self, most: int = 100) -> list[ScoredCall]:
        """The server's calls that were scored last, to choose one from, the newest first."""
        return [] if self._server is None else await self._marks.lately(self._server, most)

    async def override(self, call_id: str, part: str, score: int, reason: str, *, reviewer: Trainee) -> StoredReview:
        """Give another value for a part.

        Raises:
            DeskError: the call is not scored, has no such part, the value is out of range, or a reason is missing.
        """
        id_, scored = await self._scored(call_id)
        name = _part(part, scored)
        machine, of = scored.parts[name]
        if not 0 <= score <= of:
            raise DeskError(f"{name} goes from 0 to {of}.")
        reason = _words(reason, "reason")
        if not reason and score != machine:
            raise DeskError("Say why: the trainee reads the reason beside both values.")
        review = StoredReview(name, score, reason, reviewer.id, reviewer.name)
        await self._marks.review(id_, [review], self._desk.today())
        return review

    async def agree(self, call_id: str, *, reviewer: Trainee) -> None:
        """Say that every part is right as it stands. Calls without a quarrel belong in the agreement as well.

        Raises:
            DeskError: the call is not scored.
        """
        id_, scored = await self._scored(call_id)
        reviews = [
            StoredReview(name, points, "", reviewer.id, reviewer.name) for name, (points, _) in scored.parts.items()
        ]
        await self._marks.review(id_, reviews, self._desk.today())

    async def comment(self, call_id: str, turn: int, text: str, *, reviewer: Trainee) -> None:
        """Say something about a message of the trainee.

        Raises:
            DeskError: there is no such call or message, or there are no words.
        """
        record = await self.record(call_id)
        live = await self._desk.again(record.id)
        turns = account_of(live.call).turns
        if not 1 <= turn <= len(turns):
            raise DeskError(f"The call has no message {turn}; it has {len(turns)}.")
        text = _words(text, "comment")
        if not text:
            raise DeskError("A comment needs words.")
        comment = StoredComment(turn, text, reviewer.id, reviewer.name)
        await self._marks.comment(live.id, comment, self._desk.today())

    async def agreement(self) -> AgreementReport:
        """How far reviewers and the machine agree over all reviewed calls.

        A part that a reviewer of a call left alone counts as agreed in the call's total, not in the part's own row.
        """
        return agreement_of((scored, reviews) for _, scored, reviews in await self._marks.reviewed(self._server))

    async def _scored(self, call_id: str) -> tuple[str, Scored]:
        record = await self.record(call_id)
        scored = (await self._marks.of(record.id)).scored
        if scored is None:
            what = "is not over yet" if record.status == "open" else "was stopped and is not scored"
            raise DeskError(f"The call {record.id} {what}; there is nothing to review.")
        if not scored.parts:
            raise DeskError(f"The call {record.id} ended before parts were kept; there is nothing to review.")
        return record.id, scored

    async def record(self, call_id: str) -> CallRecord:
        """The call. One of another server is as unknown as one that never was.

        Raises:
            DeskError: there is no such call, or not in this server.
        """
        if self._server is None:
            return await self._desk.record(call_id)
        record = await self._desk.calls.get(call_id.strip().lower())
        if record is None or record.guild_id != self._server:
            raise DeskError(f"There is no call {call_id.strip()[:20]!r} in this server. Pick one from the list.")
        return record


def agreement_of(reviewed: Iterable[tuple[Scored, Iterable[StoredReview]]]) -> AgreementReport:
    """How far reviewers and the machine agree over these calls: what the machine gave, and what people gave."""
    calls: list[tuple[int, int]] = []
    parts: dict[str, list[tuple[int, int]]] = defaultdict(list)
    people: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for scored, reviews in reviewed:
        machine = {name: points for name, (points, _) in scored.parts.items()}
        for own in _by_reviewer(reviews):
            given = [(one.part, one.score) for one in own if one.part in machine]
            pair = (scored.total, coaching.reviewed_total(machine, given))
            calls.append(pair)
            people[own[0].reviewer_name].append(pair)
            for part, score in given:
                parts[part].append((machine[part], score))
    return AgreementReport(
        coaching.agreement(calls),
        {part: coaching.agreement(pairs) for part, pairs in parts.items()},
        {name: coaching.agreement(pairs) for name, pairs in sorted(people.items())},
    )


def _part(word: str, scored: Scored) -> str:
    known = {name.casefold(): name for name in scored.parts}
    if word.strip().casefold() in known:
        return known[word.strip().casefold()]
    raise DeskError(no_such("part", word, scored.parts))


def _words(text: str, what: str) -> str:
    text = text.encode("utf-8", "replace").decode("utf-8").replace("\x00", "").strip()
    if len(text) > _LONGEST:
        raise DeskError(f"The {what} has {len(text)} letters; at most {_LONGEST} are kept.")
    return text


def _by_reviewer(reviews: Iterable[StoredReview]) -> list[list[StoredReview]]:
    grouped: dict[str, list[StoredReview]] = defaultdict(list)
    for one in reviews:
        grouped[one.reviewer_id].append(one)
    return list(grouped.values())
