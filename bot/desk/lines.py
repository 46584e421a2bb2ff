"""The lines of a thread on their way to the customer: kept, then heard together, once, whatever dies in between.

A line is claimed before it is said. A process that is killed there leaves the claim, and the next one looks into the
call whether the words arrived.
"""

from bot.call import CallError, Input, InputKind
from bot.desk.desk import Desk
from bot.desk.errors import DeskError
from bot.desk.live import LiveCall
from bot.store import Line, Practice, Practices


class WaitingLines:
    """The lines that trainees wrote and their customers have not heard."""

    def __init__(self, desk: Desk, practices: Practices) -> None:
        self._desk = desk
        self._stored = practices
        self._arrived: dict[str, float] = {}
        """When a waiting line came, on the call's clock."""

    async def keep(self, live: LiveCall, line: Line) -> bool:
        """Keep a line until it is heard; False if it was kept before."""
        new = await self._stored.add_line(line)
        if new:
            self._arrived[line.message_id] = live.now()
        return new

    async def hear(self, practice: Practice) -> bool:
        """Let the customer hear all waiting lines as one message; False if there were none.

        Raises:
            DeskError: the call was not taken yet.
        """
        lines = await self.waiting(practice)
        if not lines:
            return False
        if practice.call_id is None:
            raise DeskError("Take the call first.")
        live = await self._desk.resume(practice.call_id)
        ids = [line.message_id for line in lines]
        times = [self._arrived.pop(id_, live.now()) for id_ in ids]
        # A first line that came before the customer began to type is no interruption because a second one followed.
        at = times[0] if live.call.speaking else times[-1]
        # The stop word counts also among other lines.
        text = next((line.text for line in lines if live.stops(line.text)), "\n".join(line.text for line in lines))
        await self._stored.claim(practice.id, ids, live.inputs)
        try:
            await self._desk.take(live.id, Input(InputKind.SAY, at, text))
        except CallError:
            pass  # the customer has gone meanwhile: the words found no listener
        except BaseException:
            await self._stored.release(practice.id, ids)
            raise
        await self._stored.heard(practice.id, ids)
        return True

    async def waiting(self, practice: Practice) -> list[Line]:
        """The lines that were not heard yet, in the order in which they were written."""
        lines = await self._stored.lines(practice.id)
        claimed = [line for line in lines if line.claimed_after is not None]
        if not claimed or practice.call_id is None:
            return lines
        # A process was killed while these were being said: did the call get them?
        after = claimed[0].claimed_after or 0
        text = "\n".join(line.text for line in claimed)
        stored = await self._desk.calls.inputs(practice.call_id)
        ids = [line.message_id for line in claimed]
        if any(
            row.number > after and (row.kind == InputKind.STOP or (row.kind, row.text) == ("say", text))
            for row in stored
        ):
            await self._stored.heard(practice.id, ids)
            return [line for line in lines if line.claimed_after is None]
        await self._stored.release(practice.id, ids)
        return lines
