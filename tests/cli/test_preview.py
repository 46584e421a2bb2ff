import asyncio
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot import settings as bot_settings
from bot.cli import preview as command
from bot.preview import PortTakenError, serve
from bot.settings import Settings
from tests.cli.conftest import Run

with_the_extra = pytest.mark.skipif(
    any(find_spec(name) is None for name in command._NEEDED), reason="the extra 'preview' is not installed"
)
WAITS = 20.0


def test_without_the_extra_one_sentence_says_how_to_get_it(simmer: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "_NEEDED", ("simcord", "no_such_module"))
    result = simmer("preview", "--no-open")
    assert (result.code, result.out) == (2, "")
    assert result.err == command.INSTALL + ".\n"


def test_help_names_the_options(simmer: Run) -> None:
    shown = simmer("preview", "--help").out
    assert "--no-open" in shown
    assert "--port" in shown


@with_the_extra
def test_a_port_in_use_is_said(simmer: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = simmer("preview", "--no-open", "--port", str(port))
    assert result.code == 2
    assert f"The port {port} is in use" in result.err


@with_the_extra
@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGINT to send there")
def test_ctrl_c_ends_it_cleanly_and_nothing_stays(workplace: Path) -> None:
    before = sorted(workplace.iterdir())
    root = bot_settings.migrations().parent
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "preview", "--no-open"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=workplace,
        env={"PYTHONPATH": str(root), "TMPDIR": str(workplace)},
    ) as process:
        assert process.stdout is not None
        assert "http://127.0.0.1:" in process.stdout.readline()
        process.send_signal(2)
        _, err = process.communicate(timeout=WAITS)
    assert process.returncode == 0
    assert "Traceback" not in err
    assert sorted(workplace.iterdir()) == before


class Browser:
    """What the page in the browser does, without one."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self._session = session
        self._base, self._capability = url.split("/#")
        self._sequence = 0
        self.state: dict[str, Any] = {}

    async def open(self) -> None:
        self.state = await self._ask("POST", "/api/pages", {})

    async def _ask(self, method: str, path: str, body: object = None) -> dict[str, Any]:
        headers = {"X-Simcord-Capability": self._capability}
        if self.state:
            headers["X-Simcord-Context"] = self.state["context"]["id"]
        async with self._session.request(method, self._base + path, json=body, headers=headers) as response:
            assert response.status == 200, await response.text()
            found: dict[str, Any] = await response.json()
            return found

    async def read(self) -> None:
        self.state = await self._ask("GET", "/api/state")

    async def act(self, kind: str, **values: object) -> dict[str, Any]:
        await self.read()
        self._sequence += 1
        done = await self._ask(
            "POST",
            "/api/action",
            {
                "protocol_version": 3,
                "sequence": self._sequence,
                "request_id": f"r{self._sequence}",
                "generation": self.state["context"]["generation"],
                "bot_generation": self.state["botGeneration"],
                "published_revision": self.state["publishedRevision"],
                "kind": kind,
                **values,
            },
        )
        assert not done["rejected"], done
        assert done["settlement"] == "settled", done
        return done

    async def command(self, name: str, **options: str) -> None:
        entries = (await self._ask("GET", "/api/commands"))["entries"]
        entry = next(entry for entry in entries if entry["invocation"] == name)
        await self.act(
            "run_command",
            command_id=entry["commandId"],
            path=name.split(),
            schema_fingerprint=entry["schemaFingerprint"],
            options=options,
        )

    async def press(self, label: str) -> None:
        async with asyncio.timeout(WAITS):
            while not (found := self._buttons(label)):
                await asyncio.sleep(0.1)
                await self.read()
        await self.act("click", target_id=found[-1][0], control_key=found[-1][1])

    def _buttons(self, label: str) -> list[tuple[str, str]]:
        messages = self.state["messages"].items()
        return [(id_, key) for id_, message in messages for key in _buttons(message, label)]

    async def go(self, room: str) -> None:
        await self._ask("POST", "/api/action", {"kind": "room", "room": room})
        await self.read()

    async def until(self, words: str) -> None:
        async with asyncio.timeout(WAITS):
            while words not in self.text:
                await asyncio.sleep(0.1)
                await self.read()

    async def until_typing(self, words: str) -> None:
        async with asyncio.timeout(WAITS):
            while self.state["typing"] != words:
                await asyncio.sleep(0.1)
                await self.read()

    @property
    def text(self) -> str:
        return str(self.state["messages"])

    @property
    def rooms(self) -> list[str]:
        return [room["name"] for room in self.state["rooms"]]

    def viewer(self, name: str) -> str:
        return next(str(one["id"]) for one in self.state["viewers"] if name in str(one))


def _buttons(node: object, label: str) -> list[str]:
    if isinstance(node, dict):
        if node.get("label") == label:
            return [str(node["control_key"])]
        return [key for value in node.values() for key in _buttons(value, label)]
    if isinstance(node, list):
        return [key for value in node for key in _buttons(value, label)]
    return []


@pytest.fixture
async def browser(workplace: Path) -> AsyncIterator[Browser]:
    del workplace
    link: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    serving = asyncio.ensure_future(serve(Settings(_env_file=None), 0, link.set_result))
    serving.add_done_callback(lambda _: link.done() or link.cancel())
    async with aiohttp.ClientSession() as session:
        browser = Browser(session, await asyncio.wait_for(link, WAITS))
        await browser.open()
        yield browser
        await browser.act("close")
        await asyncio.wait_for(serving, WAITS)


@with_the_extra
async def test_a_call_in_the_browser(browser: Browser) -> None:
    assert "I play angry customers" in browser.text
    await browser.command("practice start", customer="marta")
    await browser.press("Take the call")
    assert len(browser.rooms) == 2
    assert browser.state["room"] != browser.state["rooms"][0]["id"]
    await browser.until_typing("Simmer is typing …")
    await browser.until("'webhook': True")
    # Ben does not see Ann's private thread; he is in the channel.
    await browser.act("viewer", viewer_id=browser.viewer("Ben"))
    await browser.read()
    assert browser.rooms == ["# practice"]
    assert "I play angry customers" in browser.text
    await browser.act("viewer", viewer_id=browser.viewer("Ann"))
    await browser.read()
    assert "Supervisor" in browser.text
    await browser.go(browser.state["rooms"][0]["id"])
    assert "I play angry customers" in browser.text


@with_the_extra
async def test_each_person_may_do_there_what_their_role_may(browser: Browser) -> None:
    await browser.act("viewer", viewer_id=browser.viewer("Tess"))
    await browser.command("review agreement")
    await browser.until("Do people and the rules agree?")
    await browser.act("viewer", viewer_id=browser.viewer("Lee"))
    await browser.command("settings")
    await browser.until("Settings of this server")
    await browser.act("viewer", viewer_id=browser.viewer("Ann"))
    await browser.command("review agreement")
    await browser.until("Only trainers, leads and server managers may review calls")


@with_the_extra
async def test_nobody_is_typing_where_nobody_calls(browser: Browser) -> None:
    assert browser.state["typing"] == ""


@with_the_extra
async def test_a_room_that_one_may_not_see_is_refused(browser: Browser) -> None:
    with pytest.raises(AssertionError, match="context-unavailable"):
        await browser.go("1")


@with_the_extra
async def test_it_listens_on_this_machine_only(browser: Browser) -> None:
    assert browser._base.startswith("http://127.0.0.1:")


@with_the_extra
async def test_a_taken_port_leaves_nothing_running(workplace: Path) -> None:
    del workplace
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(PortTakenError):
        await serve(Settings(_env_file=None), taken.getsockname()[1], print)
