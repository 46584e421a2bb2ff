"""A Discord of our own on the loopback: HTTP and gateway over real sockets, as far as the bot uses them.

Every request is held against Discord's own description of its API, and so is every answer of this fake, so that the two
cannot agree on a mistake. What Discord may do to a bot (429, 500, a lost connection, an invalid session) is switched on
by the tests.
"""

import asyncio
import contextlib
import json
import re
import time
import zlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import BodyPartReader, WSMsgType, web

Json = Any  # what Discord sends and takes
PERMISSIONS = str((1 << 53) - 1 - 8)
"""Everything but Administrator."""
MESSAGE_CONTENT = 1 << 15
WHOLE_USER = {"public_flags": 0, "flags": 0, "global_name": None, "primary_guild": None}
"""What Discord says of every user."""
_IDS = re.compile(r"\d{17,20}|(?<=simmer:)[a-z_]+:[a-z0-9]{6}\b|(?<=seed )\d+")
"""Snowflakes, the subjects of our buttons, and seeds."""
CHAT, MODAL, COMPONENT = 2, 5, 3
"""Types of interactions: a command, a form that was sent in, a component."""


@dataclass
class Request:
    method: str
    path: str
    body: Json
    query: dict[str, str]
    files: dict[str, str]
    at: float
    status: int = 0


@dataclass
class Fault:
    """What shall go wrong, and how often."""

    method: str
    path: str
    status: int
    body: Json
    times: int = 1
    headers: dict[str, str] = field(default_factory=dict)


class FakeDiscord:
    """One server with one channel and two people."""

    def __init__(self, validator: Any) -> None:  # noqa: ANN401 (validate.py, found at run time)
        self.validator = validator
        self.wrong: list[str] = []
        self._checked: set[str] = set()
        self.requests: list[Request] = []
        self.faults: list[Fault] = []
        self.identified: list[Json] = []
        self.resumed: list[Json] = []
        self.acknowledged: dict[str, float] = {}
        self.asked: dict[str, float] = {}
        self.allowed_content = True
        self.refuse_gateway = 0
        self._ids = 1_400_000_000_000_000_000
        self.bot = {"id": self.new_id(), "username": "Simmer", "discriminator": "0000", "avatar": None, "bot": True}
        self.application = {"id": self.bot["id"], "flags": 0}
        self.owner = self.person("owner")
        self.ann = self.person("ann")
        self.guild_id, self.role_id = self.new_id(), self.new_id()
        self.channel_id = self.new_id()
        self.threads: dict[str, Json] = {}
        self.messages: dict[str, list[Json]] = {}
        self.webhooks: dict[str, Json] = {}
        self.emojis: dict[str, Json] = {}
        self.forms: list[Json] = []
        self._tokens: dict[str, Json] = {}
        self._socket: web.WebSocketResponse | None = None
        self._deflate: Any = None
        self._sequence = 0
        self._sent: list[Json] = []
        self._session = ""
        self._changed = asyncio.Event()
        self._runner: web.AppRunner | None = None
        self.port = 0

    # -- life

    async def start(self) -> None:
        app = web.Application(client_max_size=30 * 1024 * 1024)
        app.router.add_get("/gateway", self._gateway)
        app.router.add_route("*", "/api/v10/{path:.*}", self._http)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port)
        await site.start()
        self.port = site._server.sockets[0].getsockname()[1]  # type: ignore[union-attr]

    async def stop(self) -> None:
        await self.cut()
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def api(self) -> str:
        return f"http://127.0.0.1:{self.port}/api/v10"

    def new_id(self) -> str:
        """A snowflake of this moment, as history(after=…) needs."""
        self._ids = max(self._ids + 1, (int(time.time() * 1000) - 1_420_070_400_000) << 22)
        return str(self._ids)

    async def until(self, what: Callable[[], Any], seconds: float = 30.0) -> Any:  # noqa: ANN401 (what was waited for)
        """Wait for something to become true."""
        deadline = time.monotonic() + seconds
        while not (found := what()):
            if time.monotonic() > deadline:
                raise TimeoutError(
                    f"not in {seconds} s; the last requests: {[(r.method, r.path) for r in self.requests[-12:]]}"
                )
            await asyncio.sleep(0.02)
        return found

    # -- what people do

    def person(self, name: str) -> Json:
        return {"id": self.new_id(), "username": name, "discriminator": "0", "avatar": None, "global_name": name}

    async def write(self, thread_id: str, text: str, *, tell: bool = True) -> Json:
        message = self._message(thread_id, self.ann, text)
        if tell:
            await self.tell("MESSAGE_CREATE", self._with_guild(message))
        return message

    async def repeat(self, message: Json) -> None:
        """Tell the bot of a message once more."""
        await self.tell("MESSAGE_CREATE", self._with_guild(message))

    async def slash(self, name: str, **options: str) -> str:
        """A command; `practice start` is a command with a subcommand."""
        command = next(c for c in self.commands if c["name"] == name.split(maxsplit=1)[0])
        given = [{"name": key, "type": 3, "value": value} for key, value in options.items()]
        if " " in name:
            given = [{"name": name.split()[1], "type": 1, "options": given}]
        data = {"id": command["id"], "name": command["name"], "type": 1, "options": given}
        return await self._interact(CHAT, self.channel_id, data)

    async def press(self, thread_id: str, verb: str) -> str:
        message, id_ = next(
            (m, id_)
            for m in reversed(self.messages[thread_id])
            for id_ in re.findall(r'"custom_id": "([^"]+)"', json.dumps(m["components"]))
            if id_.split(":")[1] == verb
        )
        data = {"custom_id": id_, "component_type": 2}
        return await self._interact(COMPONENT, thread_id, data, message=self._with_guild(message))

    async def send_form(self, thread_id: str, values: dict[str, str]) -> str:
        form = self.forms[-1]
        components = []
        for label in form["components"]:
            inner = label.get("component")
            if inner is not None:
                part = {"type": inner["type"], "id": 2, "custom_id": inner["custom_id"]}
                components.append(
                    {"type": 18, "id": 1, "component": part | {"value": values.get(inner["custom_id"], "")}}
                )
        return await self._interact(MODAL, thread_id, {"custom_id": form["custom_id"], "components": components})

    async def _interact(self, kind: int, channel_id: str, data: Json, **more: Json) -> str:
        id_, token = self.new_id(), f"token{self.new_id()}"
        self._tokens[token] = {"id": id_, "channel_id": channel_id, "original": None}
        thread = self.threads.get(channel_id)
        channel = thread or self._channel()
        self.asked[id_] = time.monotonic()
        payload = {
            "id": id_,
            "application_id": self.bot["id"],
            "type": kind,
            "data": data,
            "guild_id": self.guild_id,
            "guild": {"id": self.guild_id, "locale": "en-GB", "features": []},
            "channel_id": channel_id,
            "channel": channel | {"permissions": PERMISSIONS},
            "member": self._member(self.ann) | {"permissions": PERMISSIONS},
            "token": token,
            "version": 1,
            "app_permissions": PERMISSIONS,
            "locale": "en-GB",
            "guild_locale": "en-GB",
            "entitlements": [],
            "authorizing_integration_owners": {"0": self.guild_id},
            "context": 0,
            "attachment_size_limit": 10485760,
        }
        await self.tell("INTERACTION_CREATE", payload | more)
        return id_

    # -- looking

    @property
    def commands(self) -> list[Json]:
        told = [r.body for r in self.requests if r.method == "PUT" and r.path.endswith("/commands") and r.status == 200]
        return [command | {"id": str(1000 + n)} for n, command in enumerate(told[-1])] if told else []

    def said(self, thread_id: str) -> list[str]:
        """What the customer said."""
        return [m["content"] for m in self.messages.get(thread_id, []) if m.get("webhook_id")]

    def shown(self, thread_id: str) -> str:
        return json.dumps(self.messages.get(thread_id, []), ensure_ascii=False)

    # -- the gateway

    async def tell(self, name: str, data: Json) -> None:
        """Send an event; one that finds no connection waits for a resume, as with Discord."""
        self._sequence += 1
        frame = {"op": 0, "t": name, "s": self._sequence, "d": data}
        self._sent.append(frame)
        await self._frame(frame)

    async def cut(self, code: int = 4000) -> None:
        """Close the connection of the bot."""
        if self._socket is not None:
            socket, self._socket = self._socket, None
            with contextlib.suppress(ConnectionError):
                await socket.close(code=code)

    def forget_session(self) -> None:
        """From now on a resume is refused."""
        self._session = ""

    async def invalidate(self) -> None:
        """Tell the bot that its session is over."""
        self._session = ""
        await self._frame({"op": 9, "d": False, "s": None, "t": None})

    async def _frame(self, frame: Json) -> None:
        socket = self._socket
        if socket is None or socket.closed:
            return
        data = self._deflate.compress(json.dumps(frame).encode()) + self._deflate.flush(zlib.Z_SYNC_FLUSH)
        with contextlib.suppress(ConnectionError):
            await socket.send_bytes(data)

    async def _gateway(self, request: web.Request) -> web.StreamResponse:
        if self.refuse_gateway:
            self.refuse_gateway -= 1
            return web.Response(status=503)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self._deflate = zlib.compressobj()
        self._socket = socket
        await self._frame({"op": 10, "d": {"heartbeat_interval": 41250}, "s": None, "t": None})
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                await self._received(socket, json.loads(message.data))
        return socket

    async def _received(self, socket: web.WebSocketResponse, frame: Json) -> None:
        if frame["op"] == 1:
            await self._frame({"op": 11, "d": None, "s": None, "t": None})
        elif frame["op"] == 2:
            self.identified.append(frame["d"])
            if frame["d"]["intents"] & MESSAGE_CONTENT and not self.allowed_content:
                await socket.close(code=4014)
                return
            await self._ready()
        elif frame["op"] == 6:
            self.resumed.append(frame["d"])
            if frame["d"]["session_id"] != self._session:
                await self.invalidate()
                return
            for missed in [f for f in self._sent if f["s"] > frame["d"]["seq"]]:
                await self._frame(missed)
            await self.tell("RESUMED", {})

    async def _ready(self) -> None:
        self._session, self._sequence, self._sent = f"session{self.new_id()}", 0, []
        await self.tell(
            "READY",
            {
                "v": 10,
                "user": self.bot,
                "guilds": [{"id": self.guild_id, "unavailable": True}],
                "session_id": self._session,
                "resume_gateway_url": f"ws://127.0.0.1:{self.port}/gateway",
                "shard": [0, 1],
                "application": self.application,
            },
        )
        await self.tell("GUILD_CREATE", self._guild())

    def _guild(self) -> Json:
        everyone = {
            "id": self.guild_id,
            "name": "@everyone",
            "color": 0,
            "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
            "hoist": False,
            "position": 0,
            "permissions": PERMISSIONS,
            "managed": False,
            "mentionable": False,
            "flags": 0,
        }
        return {
            "id": self.guild_id,
            "name": "Support",
            "icon": None,
            "splash": None,
            "discovery_splash": None,
            "owner_id": self.owner["id"],
            "afk_channel_id": None,
            "afk_timeout": 300,
            "verification_level": 0,
            "default_message_notifications": 0,
            "explicit_content_filter": 0,
            "roles": [everyone, everyone | {"id": self.role_id, "name": "Simmer", "position": 1}],
            "emojis": [],
            "features": [],
            "mfa_level": 0,
            "application_id": None,
            "system_channel_id": self.channel_id,
            "system_channel_flags": 0,
            "rules_channel_id": None,
            "vanity_url_code": None,
            "description": None,
            "banner": None,
            "premium_tier": 0,
            "preferred_locale": "en-US",
            "public_updates_channel_id": None,
            "nsfw_level": 0,
            "premium_progress_bar_enabled": False,
            "safety_alerts_channel_id": None,
            "joined_at": "2026-01-01T00:00:00+00:00",
            "large": False,
            "unavailable": False,
            "member_count": 2,
            "voice_states": [],
            "members": [self._member(self.bot) | {"roles": [self.role_id]}],
            "channels": [self._channel()],
            "threads": [t for t in self.threads.values() if not t["thread_metadata"]["archived"]],
            "presences": [],
            "stage_instances": [],
            "guild_scheduled_events": [],
            "stickers": [],
            "soundboard_sounds": [],
        }

    def _channel(self) -> Json:
        return {
            "id": self.channel_id,
            "type": 0,
            "guild_id": self.guild_id,
            "position": 0,
            "permission_overwrites": [],
            "name": "practice",
            "topic": None,
            "nsfw": False,
            "last_message_id": None,
            "rate_limit_per_user": 0,
            "parent_id": None,
            "flags": 0,
        }

    def _member(self, user: Json) -> Json:
        return {
            "user": user,
            "nick": None,
            "avatar": None,
            "banner": None,
            "roles": [],
            "joined_at": "2026-01-01T00:00:00+00:00",
            "premium_since": None,
            "deaf": False,
            "mute": False,
            "flags": 0,
            "pending": False,
            "communication_disabled_until": None,
        }

    # -- HTTP

    async def _http(self, request: web.Request) -> web.Response:
        path = "/" + request.match_info["path"]
        body, files = await _body(request)
        log = Request(request.method, path, body, dict(request.query), files, time.monotonic())
        self.requests.append(log)
        kind = request.content_type if body is not None or files else "application/json"
        self._check("request", request.method, path, body, files, kind, dict(request.query))
        fault = self._fault(log)
        if fault is not None:
            log.status = fault.status
            return _json(fault.body, fault.status, {"Via": "1.1 google"} | fault.headers)
        if request.headers.get("Authorization") == "Bot bad.token.here":
            log.status = 401
            return _json({"message": "401: Unauthorized", "code": 0}, 401)
        status, answer = await self._route(request.method, path, log)
        log.status = status
        self._check("response", request.method, path, status, answer)
        return web.Response(status=204) if status == 204 else _json(answer, status)

    def _check(self, what: str, *parts: Json) -> None:
        """Hold it against Discord's description; what differs in nothing but ids is held against it once."""
        shape = _IDS.sub("id", json.dumps([what, parts]))
        if shape in self._checked:
            return
        self._checked.add(shape)
        found = getattr(self.validator, what)(*parts)
        if not found.ok:
            self.wrong.append(f"{what}: {found}")

    def _fault(self, log: Request) -> Fault | None:
        for fault in self.faults:
            if fault.times and fault.method == log.method and re.fullmatch(fault.path, log.path):
                fault.times -= 1
                return fault
        return None

    async def _route(self, method: str, path: str, log: Request) -> tuple[int, Json]:
        for verb, pattern, handler in ROUTES:
            match = re.fullmatch(pattern, path)
            if verb == method and match is not None:
                result = getattr(self, handler)(log, *match.groups())
                return await result if asyncio.iscoroutine(result) else result  # type: ignore[no-any-return]
        raise AssertionError(f"the fake does not know {method} {path}")

    def _me(self, _log: Request) -> tuple[int, Json]:
        return 200, WHOLE_USER | self.bot | {"mfa_enabled": True, "locale": "en-US"}

    def _about(self, _log: Request) -> tuple[int, Json]:
        key = "0" * 64
        return 200, {
            "id": self.bot["id"],
            "name": "Simmer",
            "icon": None,
            "description": "",
            "type": None,
            "bot_public": True,
            "bot_require_code_grant": False,
            "verify_key": key,
            "flags": 0,
            "owner": WHOLE_USER | self.owner,
            "team": None,
            "redirect_uris": [],
            "interactions_endpoint_url": None,
            "role_connections_verification_url": None,
            "approximate_guild_count": 1,
            "approximate_user_install_count": 0,
            "approximate_user_authorization_count": 0,
            "explicit_content_filter": 0,
            "flags_new": "0",
            "eligible_oauth2_scopes": [],
        }

    def _where(self, _log: Request) -> tuple[int, Json]:
        return 200, {"url": f"ws://127.0.0.1:{self.port}/gateway"}

    def _told(self, log: Request, _application: str) -> tuple[int, Json]:
        return 200, [
            {
                "id": str(1000 + n),
                "application_id": self.bot["id"],
                "version": "1",
                "default_member_permissions": None,
                "dm_permission": False,
                "nsfw": False,
                "integration_types": [0],
                "contexts": None,
                "type": 1,
            }
            | {k: v for k, v in command.items() if k in {"name", "description", "options", "type"}}
            for n, command in enumerate(log.body)
        ]

    def _emojis(self, _log: Request, _application: str) -> tuple[int, Json]:
        return 200, {"items": list(self.emojis.values())}

    def _emoji(self, log: Request, _application: str) -> tuple[int, Json]:
        about = {"roles": [], "require_colons": True, "managed": False, "animated": False, "available": True}
        emoji = about | {"id": self.new_id(), "name": log.body["name"], "user": WHOLE_USER | self.bot}
        self.emojis[log.body["name"]] = emoji
        return 201, emoji

    async def _open(self, log: Request, channel_id: str) -> tuple[int, Json]:
        thread = {
            "id": self.new_id(),
            "type": log.body["type"],
            "guild_id": self.guild_id,
            "name": log.body["name"],
            "parent_id": channel_id,
            "owner_id": self.bot["id"],
            "last_message_id": None,
            "rate_limit_per_user": 0,
            "flags": 0,
            "message_count": 0,
            "member_count": 1,
            "total_message_sent": 0,
            "thread_metadata": {
                "archived": False,
                "auto_archive_duration": log.body["auto_archive_duration"],
                "archive_timestamp": "2026-01-01T00:00:00+00:00",
                "locked": False,
                "create_timestamp": "2026-01-01T00:00:00+00:00",
            }
            | ({"invitable": False} if log.body["type"] == 12 else {}),
        }
        self.threads[thread["id"]], self.messages[thread["id"]] = thread, []
        await self.tell("THREAD_CREATE", thread | {"newly_created": True})
        return 201, thread

    def _join(self, _log: Request, _thread: str, _user: str) -> tuple[int, Json]:
        return 204, None

    async def _edit_thread(self, log: Request, thread_id: str) -> tuple[int, Json]:
        thread = self.threads[thread_id]
        thread["thread_metadata"] |= {k: v for k, v in log.body.items() if k in {"archived", "locked"}}
        await self.tell("THREAD_UPDATE", thread)
        return 200, thread

    def _fetch(self, _log: Request, channel_id: str) -> tuple[int, Json]:
        return 200, self.threads.get(channel_id) or self._channel()

    async def _send(self, log: Request, channel_id: str) -> tuple[int, Json]:
        message = self._message(channel_id, self.bot, log.body.get("content") or "", log)
        await self.tell("MESSAGE_CREATE", self._with_guild(message))
        return 200, message

    def _history(self, log: Request, channel_id: str) -> tuple[int, Json]:
        after, limit = int(log.query.get("after", 0)), int(log.query.get("limit", 50))
        found = [m for m in self.messages.get(channel_id, []) if int(m["id"]) > after]
        return 200, list(reversed(found[:limit] if after else found[-limit:]))

    def _typing(self, _log: Request, _channel: str) -> tuple[int, Json]:
        return 204, None

    def _hooks(self, _log: Request, channel_id: str) -> tuple[int, Json]:
        return 200, [hook for hook in self.webhooks.values() if hook["channel_id"] == channel_id]

    def _hook(self, log: Request, channel_id: str) -> tuple[int, Json]:
        id_ = self.new_id()
        self.webhooks[id_] = {
            "id": id_,
            "type": 1,
            "guild_id": self.guild_id,
            "channel_id": channel_id,
            "user": WHOLE_USER | self.bot,
            "name": log.body["name"],
            "avatar": None,
            "token": f"hook{id_}",
            "application_id": self.bot["id"],
            "url": f"https://discord.com/api/webhooks/{id_}/hook{id_}",
        }
        return 200, self.webhooks[id_]

    async def _execute(self, log: Request, hook_id: str, token: str) -> tuple[int, Json]:
        if hook_id == self.bot["id"]:
            return await self._follow(log, token)
        if hook_id not in self.webhooks:
            return 404, {"message": "Unknown Webhook", "code": 10015}
        author = {
            "id": hook_id,
            "username": log.body.get("username", "Simmer"),
            "discriminator": "0000",
            "avatar": None,
            "bot": True,
            "global_name": None,
        }
        channel_id = log.query.get("thread_id", self.webhooks[hook_id]["channel_id"])
        message = self._message(channel_id, author, log.body["content"], log) | {"webhook_id": hook_id}
        self.messages[channel_id][-1] = message
        await self.tell("MESSAGE_CREATE", self._with_guild(message))
        return 200, message

    async def _follow(self, log: Request, token: str) -> tuple[int, Json]:
        about = self._tokens[token]
        if about["original"] is None:
            about["original"] = self._message("ephemeral", self.bot, log.body.get("content") or "", log)
        return 200, about["original"] | {"channel_id": about["channel_id"]}

    async def _original(self, log: Request, _application: str, token: str) -> tuple[int, Json]:
        about = self._tokens[token]
        return 200, self._message("ephemeral", self.bot, log.body.get("content") or "", log) | {
            "channel_id": about["channel_id"]
        }

    async def _callback(self, log: Request, id_: str, token: str) -> tuple[int, Json]:
        if id_ in self.acknowledged:
            return 400, {"message": "Interaction has already been acknowledged.", "code": 40060}
        self.acknowledged[id_] = time.monotonic() - self.asked[id_]
        if log.body["type"] == 9:
            self.forms.append(log.body["data"])
        about = {"id": id_, "type": 2, "response_message_loading": True, "response_message_ephemeral": True}
        answer: Json = {"interaction": about}
        if log.body["type"] == 4:
            data = log.body["data"]
            ephemeral = bool(data.get("flags", 0) & 64)
            where = "ephemeral" if ephemeral else self._tokens[token]["channel_id"]
            log = Request(log.method, log.path, data, log.query, log.files, log.at)
            self._tokens[token]["original"] = self._message(where, self.bot, data.get("content") or "", log)
        return 200, answer

    # -- messages

    def _message(self, channel_id: str, author: Json, text: str, log: Request | None = None) -> Json:
        body = log.body if log is not None else {}
        message = {
            "id": self.new_id(),
            "type": 0,
            "channel_id": channel_id,
            "author": WHOLE_USER | author,
            "content": text,
            "timestamp": time.strftime("%Y-%m-%dT%H:%M:%S.000000+00:00", time.gmtime()),
            "edited_timestamp": None,
            "tts": False,
            "mention_everyone": False,
            "mentions": [],
            "mention_roles": [],
            "attachments": [],
            "embeds": [],
            "pinned": False,
            "flags": body.get("flags") or 0,
            "components": _answered(body.get("components") or []),
        }
        self.messages.setdefault(channel_id, []).append(message)
        return message

    def _with_guild(self, message: Json) -> Json:
        member = {k: v for k, v in self._member(message["author"]).items() if k != "user"}
        return message | {"guild_id": self.guild_id, "member": member}


ROUTES = [
    ("GET", r"/users/@me", "_me"),
    ("GET", r"/oauth2/applications/@me", "_about"),
    ("GET", r"/gateway", "_where"),
    ("PUT", r"/applications/(\d+)/commands", "_told"),
    ("GET", r"/applications/(\d+)/emojis", "_emojis"),
    ("POST", r"/applications/(\d+)/emojis", "_emoji"),
    ("POST", r"/channels/(\d+)/threads", "_open"),
    ("PUT", r"/channels/(\d+)/thread-members/(\d+)", "_join"),
    ("PATCH", r"/channels/(\d+)", "_edit_thread"),
    ("GET", r"/channels/(\d+)", "_fetch"),
    ("POST", r"/channels/(\d+)/messages", "_send"),
    ("GET", r"/channels/(\d+)/messages", "_history"),
    ("POST", r"/channels/(\d+)/typing", "_typing"),
    ("GET", r"/channels/(\d+)/webhooks", "_hooks"),
    ("POST", r"/channels/(\d+)/webhooks", "_hook"),
    ("POST", r"/webhooks/(\d+)/([^/]+)", "_execute"),
    ("PATCH", r"/webhooks/(\d+)/([^/]+)/messages/@original", "_original"),
    ("POST", r"/interactions/(\d+)/([^/]+)/callback", "_callback"),
]


def _answered(components: list[Json]) -> list[Json]:
    """Components as Discord gives them back: numbered, with attachments resolved."""
    numbers = iter(range(1, 1000))

    def one(part: Json) -> Json:
        part = dict(part) | {"id": next(numbers)}
        for key in ("components",):
            if key in part:
                part[key] = [one(child) for child in part[key]]
        if "accessory" in part:
            part["accessory"] = one(part["accessory"])
        if part.get("emoji"):
            part["emoji"] = {k: v for k, v in part["emoji"].items() if v is not None}
        if part["type"] == 13:
            part |= {"file": _media(part["file"]["url"]), "name": "debrief.txt", "size": 1}
        if part["type"] == 12:
            part["items"] = [item | {"media": _media(item["media"]["url"])} for item in part["items"]]
        if part["type"] == 11:
            part["media"] = _media(part["media"]["url"])
        return part

    return [one(part) for part in components]


def _media(url: str) -> Json:
    return {
        "id": "1",
        "url": url.replace("attachment://", "https://cdn.discordapp.com/a/"),
        "proxy_url": "https://x.test/a",
        "width": 1,
        "height": 1,
        "content_type": "image/png",
    }


async def _body(request: web.Request) -> tuple[Json, dict[str, str]]:
    if request.content_type != "multipart/form-data":
        text = await request.text()
        return (json.loads(text) if text else None), {}
    body, files = None, {}
    reader = await request.multipart()
    async for part in _parts(reader):
        if part.name == "payload_json":
            body = json.loads(await part.text())
        elif part.name is not None:
            await part.read()
            files[part.name] = part.filename or ""
    return body, files


async def _parts(reader: Any) -> AsyncIterator[BodyPartReader]:  # noqa: ANN401 (aiohttp's MultipartReader)
    while (part := await reader.next()) is not None:
        yield part


def _json(data: Json, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    # Exactly this content type: with a charset behind it discord.py takes the body for text.
    return web.Response(
        body=json.dumps(data).encode(), status=status, headers={"Content-Type": "application/json"} | (headers or {})
    )
