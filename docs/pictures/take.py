"""Takes the pictures of the README from `simmer preview`, or all cards in both themes and at a phone's width.

    pip install -e '.[preview]' playwright
    python docs/pictures/take.py [--browser /usr/bin/chromium]
    python docs/pictures/take.py --all --into /tmp/pictures

Needs a Chromium (apt-get install chromium, or playwright install chromium). It plays a short call in real time, so it
takes about four minutes. The README has the pictures in the dark theme; the others are for looking at.
"""

import argparse
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, sync_playwright

HERE = Path(__file__).resolve().parent
CUSTOMER = "marta"
LINES = (
    "Hello Ms. Lindqvist, this is Ann. Late and then broken: no wonder you're furious. Please tell me what happened.",
    "I'm so sorry, Marta. We missed both calls that we promised you, and that is our mistake. I'll see this through.",
)
PATIENCE = 60_000
PAUSE = 50_000
"""Milliseconds between two lines: she has several things to say, and does not like to be interrupted."""


@dataclass(frozen=True)
class Look:
    """How the preview is looked at."""

    name: str
    theme: str
    width: int
    height: int = 0
    """0: as the picture needs it."""


README = (Look("", "dark", 1100),)
ALL = tuple(
    Look(f"-{theme}-{width}", theme, width, height)
    for width, height in ((1100, 2000), (390, 3600))
    for theme in ("dark", "light")
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
            play(page, camera, everything=arguments.all)
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
    """What there is beside a call: greeting, help, settings, craft library, progress."""
    page.locator("#channel-composer-input").wait_for(timeout=PATIENCE)
    camera.shoot("greeting")
    be(page, "Lee")
    for name in ("help", "settings"):
        command(page, name)
        camera.shoot(name)
    be(page, "Ann")
    for name in ("learn", "progress", "me"):
        command(page, name)
        camera.shoot(name)


def be(page: Page, name: str) -> None:
    """Look as somebody else."""
    picker = page.locator("#viewer-picker")
    label = next(text for text in picker.locator("option").all_text_contents() if name in text)
    picker.select_option(label=label)
    page.wait_for_timeout(1500)


def command(page: Page, text: str, option: str = "") -> None:
    """Give a command as one types it; `option` is the value of its first option."""
    composer = page.locator("#channel-composer-input")
    composer.wait_for(timeout=PATIENCE)
    composer.type(f"/{text}")
    page.keyboard.press("Enter")
    page.wait_for_timeout(500)
    if option:
        page.keyboard.press("Enter")
        page.wait_for_timeout(500)
        page.keyboard.type(option)
        page.wait_for_timeout(1500)
        page.keyboard.press("Enter")
    page.get_by_role("button", name="Send").first.click()
    page.wait_for_timeout(2500)


def play(page: Page, camera: Photographer, *, everything: bool) -> None:
    command(page, "practice start", CUSTOMER)
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
    return page.get_by_role("button", name=label, exact=True).last


if __name__ == "__main__":
    main()
