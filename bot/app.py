"""The Discord client: what it is made of, how it starts, and how it ends.

`create_bot` builds it without connecting; nothing is opened before `setup_hook`. What Discord adds to the game lives in
bot/features, the game itself below the desk.
"""

import asyncio
import gc
import hashlib
import json
import logging
import signal
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import aiohttp
import discord
import yarl
from discord import app_commands
from discord.ext import commands

from bot.call import CallError
from bot.customers import PersonaError
from bot.desk import Assignments, Boards, Desk, DeskError, TeamReports, Uploads
from bot.desk.challenges import ChallengeDesk
from bot.desk.practice import PracticeDesk
from bot.desk.review import Reviews
from bot.desk.roster import Roster
from bot.desk.servers import ServerDesk
from bot.features import EXTENSIONS
from bot.features.host import Desks, Host
from bot.settings import Settings, migrations
from bot.store import Calls, Database, Practices, Servers, StoreError
from bot.ui import Foreseen, Pick, Press, explain
from bot.ui.forms import submitted
from bot.ui.permissions import INVITE

_log = logging.getLogger(__name__)

NO_TOKEN = 3
BAD_TOKEN = 4
NO_DATABASE = 5
"""Exit codes of `simmer run`; 2 is a wrong setting."""
_LONGEST_PAUSE = 60.0
_LAST_WORDS = 3.0
"""Seconds that answers under way are waited for at the end."""
_IDENTIFY_EVERY = 5.0
"""Seconds between two IDENTIFYs (Discord's documentation of the gateway, max_concurrency)."""
_HTTP_TIMEOUT = 60.0
"""discord.py would otherwise sleep for as long as Discord says, up to hours."""


class SimmerTree(app_commands.CommandTree["SimmerBot"]):
    """The commands; every error of theirs goes the one way."""

    async def on_error(self, interaction: discord.Interaction[Any], error: app_commands.AppCommandError, /) -> None:
        await explain(interaction, error)


class SimmerBot(Host):
    """The client."""

    def __init__(self, settings: Settings, *, message_content: bool = True) -> None:
        # No members and no presences: what a call needs comes with its messages and interactions.
        intents = discord.Intents(guilds=True, guild_messages=True, guild_typing=True, message_content=message_content)
        super().__init__(
            command_prefix=commands.when_mentioned,
            help_command=None,
            intents=intents,
            allowed_mentions=discord.AllowedMentions.none(),
            tree_cls=SimmerTree,
            max_ratelimit_timeout=_HTTP_TIMEOUT,
            chunk_guilds_at_startup=False,
            member_cache_flags=discord.MemberCacheFlags.none(),
        )
        self.settings = settings
        self.say: Callable[[str], None] = _log.info
        """Says a sentence to the person who started the bot."""
        self._database: Database | None = None
        self._identified = float("-inf")
        """When Discord was last told who we are, on the loop's clock."""

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Discord takes an IDENTIFY every five seconds. The library waits that long before all but the first one.

        What has passed since the last one need not be waited for again: people are in the middle of a call.
        """
        del shard_id, initial
        loop = asyncio.get_running_loop()
        await asyncio.sleep(self._identified + _IDENTIFY_EVERY - loop.time())
        self._identified = loop.time()

    async def setup_hook(self) -> None:
        """Open the store and load the features; `on_ready` may come again and again, this comes once."""
        self._database = await Database.at(self.settings.database_url, migrations())
        calls, practices = Calls(self._database), Practices(self._database)
        desk = Desk(calls, self.settings.personas, today=discord.utils.utcnow)
        challenges = ChallengeDesk(desk)
        self.servers = Servers(self._database)
        self.desks = Desks(
            desk,
            PracticeDesk(
                desk,
                practices,
                Roster(self.settings.personas, desk.of_servers),
                challenges=challenges,
                today=discord.utils.utcnow,
            ),
            Reviews(desk),
            ServerDesk(self.servers, practices, today=discord.utils.utcnow),
            Boards(desk),
            Assignments(desk),
            TeamReports(desk),
            challenges,
            Uploads(desk),
        )
        Foreseen.add(CallError, DeskError, PersonaError, StoreError)
        self.add_dynamic_items(Press, Pick)
        for extension in EXTENSIONS:
            await self.load_extension(extension)
        # What was loaded stays. Looking through all of it for garbage would stop everybody for a tenth of a second.
        gc.freeze()
        await self._tell_commands()

    async def _tell_commands(self) -> None:
        """Tell Discord of the commands; usually only when they changed, because it limits how often one may."""
        payload = [command.to_dict(self.tree) for command in self.tree.get_commands()]
        digest = hashlib.sha256(json.dumps(payload, sort_keys=True, default=str).encode()).hexdigest()
        name = f"commands:{self.application_id}"
        changed = await self.servers.fact(name) != digest
        if changed and self.settings.sync == "off":
            _log.warning("The commands have changed, and Discord is not told of them: SIMMER_SYNC is off")
        elif changed or self.settings.sync == "always":
            await self.tree.sync()
            await self.servers.note(name, digest)
            _log.info("Discord was told of %s commands", len(payload))

    async def on_message(self, message: discord.Message, /) -> None:
        """There are no commands in messages; the features listen themselves."""

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        await submitted(interaction)

    async def on_ready(self) -> None:
        _log.info("Connected as %s, in %s servers", self.user, len(self.guilds))
        if not self.guilds and self.application_id is not None:
            invitation = discord.utils.oauth_url(self.application_id, permissions=INVITE)
            self.say(f"{self.user} is in no server yet. Invite it: {invitation}")

    async def close(self) -> None:
        """Let what is under way end, then leave Discord and close the store: its thread would keep the process."""
        for extension in list(self.extensions):
            await self.unload_extension(extension)
        await _answers_under_way()
        await super().close()
        if self._database is not None:
            await self._database.close()
            self._database = None


async def _answers_under_way() -> None:
    """Let commands, presses and forms that are being answered come to their end, for a moment at most."""
    names = ("CommandTree-invoker", "discord-ui-", "discord.py: on_interaction")
    tasks = {task for task in asyncio.all_tasks() if task.get_name().startswith(names)}
    tasks -= {asyncio.current_task()}
    if tasks:
        await asyncio.wait(tasks, timeout=_LAST_WORDS)


def create_bot(settings: Settings, *, message_content: bool = True) -> SimmerBot:
    """The client, ready to be started. Nothing is connected or opened yet."""
    if settings.discord_api is not None:
        discord.http.Route.BASE = str(settings.discord_api).rstrip("/")
    return SimmerBot(settings, message_content=message_content)


class Leaving(Exception):  # noqa: N818 (it is an end, not a failure)
    """The bot cannot run; the text is the sentence for the person who started it."""

    def __init__(self, sentence: str, code: int) -> None:
        super().__init__(sentence)
        self.code = code


class Runner:
    """Runs the bot until it is told to stop; tries again where that can help."""

    def __init__(self, settings: Settings, say: Callable[[str], None]) -> None:
        self._settings = settings
        self._say = say
        self._bot: SimmerBot | None = None
        self._stopping = asyncio.Event()
        self._reads = True
        self._said = ""

    async def run(self) -> None:
        """Raises Leaving when there is nothing to be done but by a person."""
        token = self._settings.discord_token
        if token is None or not token.get_secret_value().strip():
            raise Leaving(
                "There is no DISCORD_TOKEN: put the bot's token into the file .env, as docs/discord.md shows.", NO_TOKEN
            )
        self._listen_for_signals()
        await self._try_database()
        pause = 1.0
        while not self._stopping.is_set():
            if await self._once(token.get_secret_value().strip()):
                pause = 1.0
            if self._stopping.is_set():
                return
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), pause)
            pause = min(pause * 2, _LONGEST_PAUSE)

    async def _once(self, token: str) -> bool:
        """One life of the client; whether it was connected."""
        bot = self._bot = create_bot(self._settings, message_content=self._reads)
        bot.say = self._tell
        connected = False
        try:
            async with bot:
                await bot.login(token)
                await self._find_gateway(bot)
                stop = asyncio.create_task(self._stopping.wait())
                serve = asyncio.create_task(bot.connect())
                await asyncio.wait({stop, serve}, return_when=asyncio.FIRST_COMPLETED)
                stop.cancel()
                connected = bot.is_ready()
                await bot.close()
                await serve
        except discord.LoginFailure:
            raise Leaving(
                "Discord does not know this DISCORD_TOKEN: make a new one (discord.com/developers/applications, your "
                "application, Bot, Reset Token) and put it into the file .env.",
                BAD_TOKEN,
            ) from None
        except discord.PrivilegedIntentsRequired:
            self._reads = False
            connected = True  # Discord answered, so there is nothing to wait for
            self._tell(
                "Discord does not let this application read messages, so trainees answer by a Reply button. To change "
                "that: discord.com/developers/applications, your application, Bot, Message Content Intent, then "
                "restart."
            )
            self._said = ""
        except StoreError as error:
            raise Leaving(str(error), NO_DATABASE) from error
        except (OSError, aiohttp.ClientError, discord.HTTPException, discord.GatewayNotFound, TimeoutError) as error:
            self._tell(f"Discord cannot be reached ({_short(error)}); trying again until it can.")
        except AttributeError as error:
            # discord.py 2.7.1: when the very first connection to the gateway fails, it asks None for its sequence.
            if "sequence" not in str(error) and "session_id" not in str(error):
                raise
            self._tell("Discord's gateway refused the connection; trying again until it does not.")
        except discord.ConnectionClosed as error:
            self._tell(f"Discord closed the connection (code {error.code}); trying again.")
        return connected

    async def _try_database(self) -> None:
        """A database that cannot be used is said before Discord is bothered."""
        try:
            async with await Database.at(self._settings.database_url, migrations()) as database:
                await Calls(database).count()
        except StoreError as error:
            raise Leaving(str(error), NO_DATABASE) from error

    async def _find_gateway(self, bot: SimmerBot) -> None:
        """Behind another address of the HTTP API, the gateway may be another one too: the API says which."""
        if self._settings.discord_api is None:
            return
        data = await bot.http.request(discord.http.Route("GET", "/gateway"))
        discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(str(data["url"]))

    def _listen_for_signals(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            with suppress(NotImplementedError):  # Windows: Ctrl-C comes as KeyboardInterrupt there
                loop.add_signal_handler(number, self._stopping.set)

    def _tell(self, sentence: str) -> None:
        """Say it once, not at every attempt."""
        if sentence != self._said:
            self._said = sentence
            self._say(sentence)


def _short(error: BaseException) -> str:
    return " ".join((str(error) or type(error).__name__).split())[:200]


async def run(settings: Settings, say: Callable[[str], None]) -> None:
    """Run the bot until SIGTERM or SIGINT.

    Raises:
        Leaving: it cannot run; with the sentence and the exit code.
    """
    await Runner(settings, say).run()
