"""Takes the pictures of the README from `simmer preview`, or all cards in both themes and at a phone's width.

    pip install -e '.[preview]' playwright
    python docs/pictures/take.py [--browser PROGRAM]
    python docs/pictures/take.py --all --into ../pictures

Needs a Chromium (apt-get install chromium, or playwright install chromium). It plays in real time: the pictures of the
README take about four minutes, all of them a quarter of an hour. The README has them in the dark theme; the others are
for looking at.
"""

import argparse
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, sync_playwright

HERE = Path(__file__).resolve().parent
CUSTOMER = "marta"
HOME = "# practice"
"""The room in which everything is announced."""
LINES = (
    "Hello Ms. Lindqvist, this is Ann. Late and then broken: no wonder you're furious. Please tell me what happened.",
    "I'm so sorry, Marta. We missed both calls that we promised you, and that is our mistake. I'll see this through.",
)
PATIENCE = 60_000
PAUSE = 50_000
"""Milliseconds between two lines: she has several things to say, and does not like to be interrupted."""


Theme = Literal["dark", "light"]
THEMES: tuple[Theme, ...] = ("dark", "light")


@dataclass(frozen=True)
class Look:
    """How the preview is looked at."""

    name: str
    theme: Theme
    width: int
    height: int = 0
    """0: as the picture needs it."""


README = (Look("", "dark", 1100),)
ALL = tuple(
    Look(f"-{theme}-{width}", theme, width, height) for width, height in ((1100, 2000), (390, 3600)) for theme in THEMES
)


class Photographer:
    """Takes each card in all the looks."""

    def __init__(self, page: Page, folder: Path, looks: Sequence[Look]) -> None:
        self._page = page
        self._folder = folder
        self._looks = looks

    def shoot(self, name: str, height: int = 1000) -> None:
        for look in self._looks:
            self._page.emulate_media(color_scheme=look.theme)
            self._page.set_viewport_size({"width": look.width, "height": look.height or height})
            self._page.wait_for_timeout(1500)  # pictures in the card are loaded one by one
            self._page.locator("#channel-layout").screenshot(path=self._folder / f"{name}{look.name}.png")
        self._page.set_viewport_size({"width": 1100, "height": 1000})
        self._page.wait_for_timeout(1500)  # the preview takes nothing else while it takes notice of the new size


def main() -> None:
    parser = argparse.ArgumentParser(description="Take the pictures of the README, or of everything.")
    parser.add_argument("--browser", help="the browser's program, if not playwright's own")
    parser.add_argument("--all", action="store_true", help="every card, in both themes, also at a phone's width")
    parser.add_argument("--into", type=Path, default=HERE, help="the folder for the pictures")
    arguments = parser.parse_args()
    arguments.into.mkdir(parents=True, exist_ok=True)
    with preview() as link, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=arguments.browser, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1100, "height": 1000}, color_scheme="dark")
        page.goto(link)
        try:
            camera = Photographer(page, arguments.into, ALL if arguments.all else README)
            if arguments.all:
                around(page, camera)
            team(page, camera, everything=arguments.all)
            play(page, camera, everything=arguments.all)
            if arguments.all:
                challenges(page, camera)
        finally:
            browser.close()


@contextmanager
def preview() -> Iterator[str]:
    """A running preview; its link."""
    command = [sys.executable, "-m", "bot", "preview", "--no-open"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield next(word for word in process.stdout.readline().split() if urlsplit(word).scheme == "http")
        finally:
            process.terminate()


def around(page: Page, camera: Photographer) -> None:
    """What there is beside a call: greeting, help, settings, customers, craft library, progress."""
    page.locator("#channel-composer-input").wait_for(timeout=PATIENCE)
    camera.shoot("greeting")
    be(page, "Lee")
    for name in ("help", "settings"):
        command(page, name)
        camera.shoot(name)
    command(page, "persona show", customer="Odette")
    camera.shoot("persona-show")
    be(page, "Ann")
    command(page, "persona list")
    camera.shoot("persona-list")
    for name in ("learn", "progress", "me"):
        command(page, name)
        camera.shoot(name)


def be(page: Page, name: str, room: str = "") -> None:
    """Look as somebody else, and at a room whose name has this in it."""
    _pick(page, "#viewer-picker", name)
    if room:
        _pick(page, "#room-picker", room)


def _pick(page: Page, picker: str, part: str) -> None:
    choices = page.locator(picker)
    choices.locator("option", has_text=part).first.wait_for(state="attached", timeout=PATIENCE)
    label = next(text for text in choices.locator("option").all_text_contents() if part in text)
    choices.select_option(label=label)
    page.wait_for_timeout(1500)


def command(page: Page, text: str, **options: str) -> None:
    """Give a command with its options as one types it."""
    composer = page.locator("#channel-composer-input")
    composer.wait_for(timeout=PATIENCE)
    composer.type(f"/{text}")
    page.wait_for_timeout(300)
    page.keyboard.press("Enter")
    page.wait_for_timeout(500)
    for name, value in options.items():
        field = page.locator(f'input.command-option-input[data-option="{name}"]')
        if not field.count():
            page.locator(".command-ghost").click()
            page.locator(".command-popup").get_by_text(name, exact=True).first.click()
        field.click()
        field.type(value)
        page.wait_for_timeout(1500)
        if page.locator(".command-popup [role=option]:visible").count():  # else Enter would send the command
            page.keyboard.press("Enter")
            page.wait_for_timeout(500)
    page.locator("#send-message").click()
    page.wait_for_timeout(2500)


def press(page: Page, label: str) -> None:
    """Press the newest button with this label, once it is there."""
    found = button(page, label)
    found.wait_for(timeout=PATIENCE)
    found.click()
    page.wait_for_timeout(2500)


def submit(page: Page, text: str = "") -> None:
    """Fill in the open form, which asks for one text at the most, and send it."""
    form = page.locator("#modal-root")
    form.locator("button").last.wait_for(timeout=PATIENCE)
    if text:
        form.locator("textarea, input[type=text]").first.fill(text)
    form.get_by_role("button", name="Submit").last.click()
    page.wait_for_timeout(2500)


def team(page: Page, camera: Photographer, *, everything: bool) -> None:
    """What a team sees of itself: boards, assignments, report."""
    page.locator("#channel-composer-input").wait_for(timeout=PATIENCE)
    be(page, "Ann")
    command(page, "leaderboard")
    camera.shoot("leaderboard", 1250)
    if not everything:
        return
    press(page, "As picture")
    camera.shoot("leaderboard-picture")
    command(page, "assign mine")
    camera.shoot("assigned-to-me")
    be(page, "Tess")
    command(page, "assign new", customers="marta", due="3d", member="Ann")
    camera.shoot("assigned")
    command(page, "assign list")
    camera.shoot("assignments")
    command(page, "team report")
    camera.shoot("report")
    press(page, "Heat map")
    camera.shoot("report-heat-map")
    press(page, "What costs most")
    camera.shoot("report-costly")


def challenges(page: Page, camera: Photographer) -> None:
    """All four kinds, played by two as shortly as it goes."""
    be(page, "Ann", HOME)
    press(page, "Standings")
    camera.shoot("standings")
    press(page, "Rules and me")
    camera.shoot("challenge-and-me")
    be(page, "Tess", HOME)
    command(page, "challenge close", challenge="Calm")
    be(page, "Ann", HOME)
    camera.shoot("podium")
    duel(page, camera)
    raid(page, camera)
    relay(page, camera)
    be(page, "Tess", HOME)
    command(page, "challenge list")
    camera.shoot("challenges")


def announce(page: Page, kind: str, name: str) -> None:
    """A challenge that Ann and Ben are in."""
    be(page, "Tess", HOME)
    command(page, "challenge create", kind=kind, name=name, customer=CUSTOMER)
    for who in ("Ann", "Ben"):
        be(page, who, HOME)
        press(page, "Join")


def duel(page: Page, camera: Photographer) -> None:
    announce(page, "duel", "Cool heads")
    be(page, "Tess", HOME)
    camera.shoot("duel-begun")
    for who in ("Ann", "Ben"):
        be(page, who, HOME)
        press(page, "Play")
        be(page, who, "Marta")
        press(page, "Take the call")
        press(page, "End")
        page.locator("#modal-root button").last.wait_for(timeout=PATIENCE)
        page.locator('#modal-root input[value="3"]').check(force=True)
        submit(page)
    be(page, "Ann", HOME)
    camera.shoot("duel")


def raid(page: Page, camera: Photographer) -> None:
    announce(page, "raid", "All hands")
    be(page, "Tess", HOME)
    command(page, "challenge begin", challenge="All hands")
    for who, text in zip(("Ann", "Ben"), LINES, strict=True):
        be(page, who, "All hands")
        press(page, "Propose")
        if who == "Ann":
            page.keyboard.press("Escape")
            camera.shoot("raid-proposing")
            press(page, "Propose")
        submit(page, text)
    page.wait_for_timeout(3000)
    camera.shoot("raid-vote")
    be(page, "Tess", HOME)
    command(page, "challenge close", challenge="All hands")
    be(page, "Ann", "All hands")
    page.get_by_role("button", name="Turn by turn").last.wait_for(timeout=PATIENCE)
    camera.shoot("raid-debrief")


def relay(page: Page, camera: Photographer) -> None:
    announce(page, "relay", "Hand over")
    be(page, "Tess", HOME)
    command(page, "challenge begin", challenge="Hand over")
    be(page, "Ann", "Hand over")
    page.wait_for_timeout(PAUSE)
    camera.shoot("relay-turn")
    composer = page.locator("#channel-composer-input")
    composer.fill(LINES[0])
    composer.press("Enter")
    page.wait_for_timeout(PAUSE)
    be(page, "Ben", "Hand over")
    camera.shoot("relay")
    press(page, "End")
    press(page, "End it for all")
    page.get_by_role("button", name="Turn by turn").last.wait_for(timeout=PATIENCE)
    camera.shoot("relay-debrief")


def play(page: Page, camera: Photographer, *, everything: bool) -> None:
    command(page, "practice start", customer=CUSTOMER)
    take_call = page.get_by_role("button", name="Take the call")
    take_call.wait_for(timeout=PATIENCE)
    camera.shoot("briefing", 1250)
    take_call.click()
    composer = page.locator("#channel-composer-input")
    for line in LINES:
        page.wait_for_timeout(PAUSE)
        composer.fill(line)
        composer.press("Enter")
    page.wait_for_timeout(PAUSE // 2)
    camera.shoot("call")
    button(page, "End").click()
    page.locator("#modal-root button").last.wait_for(timeout=PATIENCE)
    camera.shoot("rating")
    page.locator('#modal-root input[value="4"]').check(force=True)
    page.get_by_role("button", name="Submit").last.click()
    page.get_by_role("button", name="Turn by turn").wait_for(timeout=PATIENCE)
    camera.shoot("debrief", 1850)
    if everything:
        button(page, "Turn by turn").click()
        page.wait_for_timeout(2500)
        camera.shoot("turns")


def button(page: Page, label: str) -> Locator:
    return page.get_by_role("button", name=re.compile(rf"(^|\s){re.escape(label)}$")).last


if __name__ == "__main__":
    main()
