"""The real bot as its real process, against a Discord of our own on the loopback."""

import asyncio
import importlib.util
import os
import shutil
import signal
import sys
import warnings
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.customers import personas_dir
from tests.discord.wire.fake import FakeDiscord

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="session")
def validator() -> Any:  # noqa: ANN401 (validate.py, found at run time)
    """Discord's own description of its API, which is not part of this project."""
    named = os.environ.get("DISCORD_OPENAPI")
    folder = Path(named).parent if named else ROOT.parent / "shared" / "discord"
    script = folder / "validate.py"
    if not script.is_file() or not (folder / "openapi.json").is_file():
        pytest.skip("Discord's description of its API is not here; name openapi.json in DISCORD_OPENAPI to run this.")
    pytest.importorskip("jsonschema")
    pytest.importorskip("rfc3339_validator")  # jsonschema knows no date-time without it
    spec = importlib.util.spec_from_file_location("discord_validate", script)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["discord_validate"] = module
    spec.loader.exec_module(module)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # it leaves its file open
        return module.Validator()


class Process:
    """`simmer run`, started and stopped."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self._folder = folder
        self._environment = environment
        self.process: asyncio.subprocess.Process | None = None
        self._reading: asyncio.Task[None] | None = None
        self.said = ""

    async def start(self) -> None:
        inherited = {k: v for k, v in os.environ.items() if not k.startswith(("SIMMER_", "DISCORD_"))}
        self.process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            "run",
            cwd=self._folder,
            env=inherited | {"PYTHONPATH": str(ROOT)} | self._environment,
            stderr=asyncio.subprocess.PIPE,
        )
        self._reading = asyncio.create_task(self._read(self.process))

    async def _read(self, process: asyncio.subprocess.Process) -> None:
        assert process.stderr is not None
        while line := await process.stderr.readline():
            self.said += line.decode()

    async def ended(self, seconds: float = 20.0) -> int:
        """Its exit code."""
        assert self.process is not None
        assert self._reading is not None
        code = await asyncio.wait_for(self.process.wait(), seconds)
        await self._reading
        return code

    async def stop(self, number: int = signal.SIGTERM) -> int:
        assert self.process is not None
        if self.process.returncode is None:
            self.process.send_signal(number)
        return await self.ended()


@pytest.fixture
async def discord(validator: Any) -> AsyncIterator[FakeDiscord]:  # noqa: ANN401
    fake = FakeDiscord(validator)
    await fake.start()
    yield fake
    await fake.stop()
    assert not fake.wrong, "\n".join(dict.fromkeys(fake.wrong))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A working folder with one customer who types fast."""
    customers = tmp_path / "customers"
    customers.mkdir()
    text = (personas_dir() / "marta.toml").read_text(encoding="utf-8")
    (customers / "marta.toml").write_text(text.replace("words_per_minute = 48", "words_per_minute = 120"))
    return tmp_path


@pytest.fixture
async def simmer(discord: FakeDiscord, folder: Path, migrated: Path) -> AsyncIterator[Process]:
    """The running bot, connected."""
    shutil.copy(migrated, folder / "simmer.db")
    process = Process(folder, **environment(discord))
    await process.start()
    await discord.until(lambda: discord.identified and discord.commands)
    yield process
    assert process.process is not None
    if process.process.returncode is None:
        assert await process.stop() == 0, process.said
    assert "Traceback" not in process.said, process.said


def environment(discord: FakeDiscord, *, known: bool = True) -> dict[str, str]:
    """The settings of a bot that this Discord knows, or does not."""
    return {
        "DISCORD_TOKEN": f"{'good' if known else 'bad'}.token.here",
        "SIMMER_DISCORD_API": discord.api,
        "SIMMER_PERSONAS_DIR": "customers",
    }
