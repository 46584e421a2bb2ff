"""What SimCord cannot show: real sockets, real processes, lost connections, rate limits.

Real time passes here, so each process plays a story with many incidents.
"""

import shutil
import signal
import sqlite3
from pathlib import Path

from tests.discord.wire.conftest import Process, environment
from tests.discord.wire.fake import MESSAGE_CONTENT, FakeDiscord, Fault

HELLO = "Good afternoon, Mrs. Lindqvist. I've read the notes, and I'm sorry."
ASK = "Please tell me what happened."
SORRY = "That must have been awful."


async def opened(discord: FakeDiscord) -> str:
    """A thread with the briefing."""
    before = set(discord.threads)
    await discord.slash("practice start", customer="marta")
    thread = await discord.until(lambda: next(iter(set(discord.threads) - before), None))
    await discord.until(lambda: "simmer:take:" in discord.shown(str(thread)))
    return str(thread)


async def taken(discord: FakeDiscord) -> str:
    """A call in which the customer has spoken."""
    thread = await opened(discord)
    await discord.press(thread, "take")
    await discord.until(lambda: discord.said(thread))
    return thread


def heard(folder: Path) -> str:
    """All that the customer heard."""
    connection = sqlite3.connect(folder / "simmer.db")
    rows = connection.execute("SELECT text FROM inputs WHERE kind = 'say' ORDER BY number").fetchall()
    connection.close()
    return "\n".join(text for (text,) in rows)


async def test_a_call_with_lost_connections_and_a_kill(discord: FakeDiscord, simmer: Process, folder: Path) -> None:
    thread = await taken(discord)
    assert discord.threads[thread]["type"] == 12
    spoke = next(r for r in discord.requests if r.path.startswith("/webhooks/") and r.query.get("thread_id"))
    assert spoke.query["thread_id"] == thread
    assert spoke.body["username"] == "Marta Lindqvist"
    assert spoke.body["allowed_mentions"] == {"parse": []}
    (portrait,) = discord.emojis.values()
    assert spoke.body["avatar_url"] == f"https://cdn.discordapp.com/emojis/{portrait['id']}.png"

    # The connection is lost; what was missed is replayed, and once more for good measure.
    await discord.cut()
    message = await discord.write(thread, HELLO)
    await discord.until(lambda: discord.resumed)
    await discord.until(lambda: heard(folder))
    await discord.repeat(message)

    # It is lost again, the resume is refused, and nobody tells the bot what was written meanwhile.
    await discord.write(thread, ASK, tell=False)
    discord.forget_session()
    await discord.cut()
    await discord.until(lambda: len(discord.identified) == 2)
    await discord.until(lambda: ASK in heard(folder))
    assert heard(folder) == f"{HELLO}\n{ASK}"

    # The process is killed, and something is written before it is there again.
    told = sum(r.method == "PUT" and r.path.endswith("/commands") for r in discord.requests)
    assert await simmer.stop(signal.SIGKILL) == -signal.SIGKILL
    await discord.cut()
    before = discord.said(thread)
    await discord.write(thread, SORRY, tell=False)
    await simmer.start()
    await discord.until(lambda: SORRY in heard(folder))
    assert heard(folder) == f"{HELLO}\n{ASK}\n{SORRY}"
    await discord.until(lambda: len(discord.said(thread)) > len(before))
    assert discord.said(thread)[: len(before)] == before
    assert len(set(discord.said(thread))) == len(discord.said(thread))
    assert sum(r.method == "PUT" and r.path.endswith("/commands") for r in discord.requests) == told

    await discord.press(thread, "end")
    await discord.until(lambda: discord.forms)
    await discord.send_form(thread, {"rating": "4", "note": "She gets a call."})
    await discord.until(lambda: "simmer:share:" in discord.shown(thread))
    await discord.until(lambda: discord.threads[thread]["thread_metadata"]["locked"])
    sent = next(r for r in discord.requests if "mood.png" in r.files.values())
    assert set(sent.files.values()) >= {"debrief.txt", "mood.png"}
    assert simmer.said == ""


async def test_what_discord_may_do_to_a_bot_is_waited_out(discord: FakeDiscord, simmer: Process) -> None:
    limited = {"message": "You are being rate limited.", "retry_after": 0.6, "global": False}
    broken = {"message": "500: Internal Server Error", "code": 0}
    late = {"message": "Unknown interaction", "code": 10062}
    twice = {"message": "Interaction has already been acknowledged.", "code": 40060}
    callback, hook = r"/interactions/\d+/[^/]+/callback", r"/webhooks/\d+/hook\d+"

    discord.faults = [Fault("POST", callback, 404, late)]
    await discord.slash("practice start", customer="marta")
    await discord.until(lambda: discord.faults[0].times == 0)
    discord.faults = [Fault("POST", callback, 400, twice)]
    await discord.slash("practice status")
    await discord.until(lambda: discord.faults[0].times == 0)

    discord.faults = [
        Fault("POST", r"/channels/\d+/threads", 429, limited, headers={"Retry-After": "1"}),
        Fault("POST", r"/channels/\d+/messages", 500, broken),
        Fault("POST", hook, 429, limited, headers={"Retry-After": "1"}),
        Fault("POST", hook, 500, broken),
    ]
    thread = await taken(discord)
    assert all(fault.times == 0 for fault in discord.faults)
    assert len(discord.threads) == 1
    assert len(set(discord.said(thread))) == len(discord.said(thread))

    discord.webhooks.clear()  # somebody deletes the webhook
    before = len(discord.said(thread))
    await discord.write(thread, HELLO)
    await discord.until(lambda: len(discord.said(thread)) > before)
    assert len(discord.webhooks) == 1
    assert simmer.process is not None
    assert simmer.process.returncode is None


async def test_a_hundred_starts_at_once_are_acknowledged_within_a_second(discord: FakeDiscord, simmer: Process) -> None:
    async def starts(count: int) -> float:
        """The longest that one of them waited."""
        known = len(discord.acknowledged)
        for _ in range(count):
            discord.ann = discord.person(f"agent{len(discord.asked)}")
            await discord.slash("practice start", customer="marta")
        await discord.until(lambda: len(discord.acknowledged) == known + count)
        return max(list(discord.acknowledged.values())[known:])

    alone = await starts(1)
    # A machine that is busy with something else is slow for one alone as well.
    assert await starts(100) < max(1.0, 100 * alone)
    await discord.until(lambda: discord.shown("ephemeral").count("Your call is ready") == 101, 60)
    assert len(discord.threads) == 101
    assert len(discord.emojis) == sum(r.path.endswith("/emojis") and r.method == "POST" for r in discord.requests) == 1
    assert simmer.process is not None


async def test_a_start_with_every_obstacle_that_goes_away(discord: FakeDiscord, folder: Path, migrated: Path) -> None:
    """No network, then a gateway that refuses, then no intent for messages: three sentences, and it works."""
    shutil.copy(migrated, folder / "simmer.db")
    await discord.stop()
    process = Process(folder, **environment(discord))
    await process.start()
    await discord.until(lambda: process.said)
    discord.allowed_content = False
    discord.refuse_gateway = 1
    await discord.start()
    await discord.until(lambda: len(discord.identified) == 2)
    thread = await taken(discord)
    await discord.until(lambda: "simmer:reply:" in discord.shown(thread))
    assert discord.identified[0]["intents"] & MESSAGE_CONTENT
    assert not discord.identified[1]["intents"] & MESSAGE_CONTENT
    assert await process.stop() == 0
    first, second, third = process.said.splitlines()
    assert first.startswith("Discord cannot be reached (")
    assert second == "Discord's gateway refused the connection; trying again until it does not."
    assert third.startswith("Discord does not let this application read messages")


async def test_a_wrong_token_is_one_sentence(discord: FakeDiscord, folder: Path) -> None:
    process = Process(folder, **environment(discord, known=False))
    await process.start()
    assert await process.ended() == 4
    assert process.said.startswith("Discord does not know this DISCORD_TOKEN")
    assert process.said.count("\n") == 1
