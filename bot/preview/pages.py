"""SimCord's preview with what a practice needs: several rooms, and pages that show what happens by itself.

SimCord shows one channel and publishes when somebody acts or presses Refresh. A call is played in a thread of its own,
and the customer writes when they want to. This module reaches into SimCord's private parts for that, which is why
the extra names the versions that it works with.
"""

import re
from collections.abc import Mapping
from contextvars import ContextVar
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from simcord.actors import MemberActor
from simcord.backend.access import can_access_channel
from simcord.backend.errors import SetupError
from simcord.builders import ChannelHandle
from simcord.env import Env
from simcord.preview import Preview
from simcord.preview._pages import _Page
from simcord.preview._server import PreviewServer

_FACES = Path(__file__).resolve().parents[1] / "ui" / "portraits"
_EMOJI = re.compile(r"/emojis/(\d+)")
_WHOLE_DAY = 24 * 3600.0
_OWN_FILES = {"/rooms.js": "application/javascript", "/light.css": "text/css"}
"""What our page has beyond SimCord's, with its content type."""
_TYPING = re.compile(r"/channels/(\d+)/typing")
_TYPING_LASTS = 10.0
"""Seconds for which Discord shows that somebody types."""
_PICKER = (
    '<label class="viewer-control">Room\n'
    '          <select id="room-picker" aria-label="Room"></select>\n'
    "        </label>\n"
    '        <button id="refresh"'
)
_TYPING_LINE = '<p id="typing" role="status" aria-live="polite"></p>\n              '
_SEEN: ContextVar[_Page | None] = ContextVar("seen", default=None)
"""The page that the request at hand is about."""


@cache
def _portraits() -> dict[str, bytes]:
    """The portraits by the names under which the bot uploads them."""
    images = [path.read_bytes() for path in _FACES.glob("*.png")]
    return {f"simmer_{sha256(image).hexdigest()[:16]}": image for image in images}


class TeamServer(PreviewServer):
    """SimCord's server, bound to 127.0.0.1, with our script in its page."""

    _STATIC_FILES = {  # noqa: RUF012 (SimCord's)
        **PreviewServer._STATIC_FILES,  # noqa: SLF001
        **{path: path.removeprefix("/") for path in _OWN_FILES},
    }

    async def _static(self, request: Any) -> Any:  # noqa: ANN401 (SimCord's)
        if request.path in _OWN_FILES:
            return self._own(request.path)
        response = await super()._static(request)
        if request.path == "/":
            text = str(response.text).replace("<title>SimCord Preview", "<title>Simmer preview")
            text = text.replace('<button id="refresh"', _PICKER, 1)
            text = text.replace('<form id="channel-composer"', f'{_TYPING_LINE}<form id="channel-composer"', 1)
            text = text.replace("</head>", '<link rel="stylesheet" href="/light.css">\n  </head>', 1)
            response.text = text.replace("</body>", '<script src="/rooms.js"></script>\n  </body>', 1)
        return response

    def _own(self, path: str) -> Any:  # noqa: ANN401 (SimCord's)
        from aiohttp import web  # noqa: PLC0415 (SimCord loads it late as well)

        text = Path(__file__).with_name(path.removeprefix("/")).read_text(encoding="utf-8")
        return web.Response(text=text, content_type=_OWN_FILES[path], headers=self._SECURITY_HEADERS)


class TeamPreview(Preview):
    """One session in the browser, for all people of the team and all rooms that they may see."""

    _PAGE_LEASE_SECONDS = _WHOLE_DAY  # a page left open over lunch goes on

    def __init__(self, env: Env, channel: ChannelHandle, people: tuple[MemberActor, ...], port: int) -> None:
        self._home = channel
        self._known = {thread.id for thread in channel.threads}
        self._last_room: dict[int, int] = {}
        self._typing: dict[int, tuple[float, int]] = {}
        """By room: when the bot was last seen typing there, and how many messages there were."""
        self._requests_seen = 0
        self._own_revisions: dict[str, int] = {}
        """From which revision on a page has only changed because something happened by itself."""
        super().__init__(
            env,
            channel,
            people,
            layout="channel",
            display="responsive",
            width=960,
            height=720,
            locale="en-US",
            timezone="UTC",
            presentation_time=None,
            assets=None,
            port=port,
        )
        self._server = TeamServer(self, port)

    def _publish(self, page: _Page, **rest: Any) -> None:  # noqa: ANN401 (SimCord's)
        self._own_revisions.pop(page.id, None)
        super()._publish(page, **rest)

    # -- rooms

    @property
    def channel(self) -> ChannelHandle:
        """The room of the page that is served at the moment."""
        page = _SEEN.get()
        return self._home if page is None else self._room(page.channel_id)

    @channel.setter
    def channel(self, value: ChannelHandle) -> None:
        self._home = value

    def _room(self, channel_id: int) -> ChannelHandle:
        rooms = {thread.id: thread for thread in self._home.threads}
        return rooms.get(channel_id, self._home)

    def rooms(self, viewer: MemberActor) -> list[ChannelHandle]:
        """The practice channel and the threads that this person may read, the newest first."""
        threads = sorted(self._home.threads, key=lambda thread: -thread.id)
        return [self._home, *(t for t in threads if can_access_channel(self.env, t.id, viewer, history=True))]

    def _go(self, page: _Page, channel_id: int) -> None:
        """Show another room, at its newest message."""
        self._clear_page_assets(page)
        self._reset_queries(page)
        page.channel_id = channel_id
        page.generation += 1
        page.target_id = page.window_end_id = None
        page.modal = page.modal_handle = None
        page.status = "current"
        self._last_room[page.viewer.id] = channel_id
        self._publish(page, reason="navigation")

    # -- what the browser asks

    def _get_page(self, context_id: str | None) -> _Page:
        page = super()._get_page(context_id)
        _SEEN.set(page)
        return page

    def _open_page(self, viewer_id: Any = None, target_id: Any = None) -> _Page:  # noqa: ANN401 (SimCord's)
        _SEEN.set(None)
        return super()._open_page(viewer_id, target_id)

    def _page_payload(self, page: _Page) -> dict[str, Any]:
        payload = super()._page_payload(page)
        payload["room"] = str(page.channel_id)
        bot = self.env.backend.bot_user.name
        payload["typing"] = f"{bot} is typing …" if page.channel_id in self.typing() else ""
        payload["rooms"] = [
            {"id": str(room.id), "name": f"{'🧵 ' if room.is_thread else '# '}{room.name}"}
            for room in self.rooms(page.viewer)
        ]
        return payload

    async def _action(self, context_id: str | None, body: Mapping[str, Any]) -> dict[str, Any]:
        page = self._get_page(context_id)
        if not isinstance(body, dict):
            return await super()._action(context_id, body)  # it says what is wrong
        kind = body.get("kind")
        if kind == "room":
            chosen = str(body.get("room"))
            if self._active_action is not None or chosen not in {str(room.id) for room in self.rooms(page.viewer)}:
                raise SetupError("this room is unavailable")
            self._go(page, int(chosen))
            return {"room": chosen}
        if page.latest_action is None or body.get("sequence") != page.latest_action.sequence:
            body = self._up_to_date(page, body)
        if kind == "viewer" and self._active_action is None:
            # Somebody else may not see this thread; they come back to where they were.
            self._last_room[page.viewer.id] = page.channel_id
            page.channel_id = self._room_of(str(body.get("viewer_id")))
        return await super()._action(context_id, body)

    def _up_to_date(self, page: _Page, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """SimCord refuses what was pressed on an older page; a customer who writes meanwhile must not cause that."""
        shown = body.get("published_revision")
        if isinstance(shown, int) and self._own_revisions.get(page.id, page.revision) <= shown < page.revision:
            return {**body, "published_revision": page.revision}
        return body

    def _room_of(self, viewer_id: str) -> int:
        viewer = next((viewer for viewer in self.viewers if str(viewer.id) == viewer_id), None)
        last = self._last_room.get(viewer.id) if viewer is not None else None
        known = viewer is not None and last in {room.id for room in self.rooms(viewer)}
        return last if known and last is not None else self._home.id

    # -- typing

    def typing(self) -> frozenset[int]:
        """The rooms in which the bot is typing: for ten seconds, or until a message comes."""
        now, log = self.env._virtual_time, self.env.http_requests  # noqa: SLF001
        for entry in log[self._requests_seen :]:
            found = _TYPING.fullmatch(entry.path) if entry.method == "POST" else None
            if found is not None:
                self._typing[int(found[1])] = (now, self._messages_in(int(found[1])))
        self._requests_seen = len(log)
        return frozenset(
            room
            for room, (since, messages) in self._typing.items()
            if now - since < _TYPING_LASTS and messages == self._messages_in(room)
        )

    def _messages_in(self, room: int) -> int:
        return len(self.env.backend.messages.get(room, {}))

    # -- portraits

    def _show_faces(self) -> None:
        """SimCord forgets the picture of an emoji; the customers' portraits are emojis of the application."""
        names = {emoji.id: emoji.name for emoji in self.env.backend.application_emojis.values()}
        for room in self._home.threads:
            for message in self.env.backend.messages.get(room.id, {}).values():
                url = message.author_avatar
                if not url or url in self._explicit_assets:
                    continue
                found = _EMOJI.search(url)
                face = None if found is None else _portraits().get(names.get(int(found[1]), ""))
                if face is not None:
                    self._explicit_assets[url] = ("portrait.png", face)

    # -- what happens by itself

    @property
    def busy(self) -> bool:
        """Whether somebody's action is being carried out."""
        return self._active_action is not None

    def follow(self) -> None:
        """Show on every page what has happened; whoever gets a thread of their own is taken there."""
        _SEEN.set(None)
        new = [thread for thread in self._home.threads if thread.id not in self._known]
        self._known |= {thread.id for thread in new}
        self._advance_presentation_time()
        self._show_faces()
        for page in tuple(self._pages.values()):
            if page.id == "python":
                continue
            _SEEN.set(page)
            since = self._own_revisions.get(page.id, page.revision)
            joined = [t for t in new if page.viewer.id in self.env.backend.get_channel(t.id).thread_members]
            if joined:
                self._go(page, joined[-1].id)
            elif page.channel_id not in {room.id for room in self.rooms(page.viewer)}:
                self._go(page, self._home.id)
            else:
                self._publish(page, reason="refresh")
                self._own_revisions[page.id] = since
        _SEEN.set(None)
