"""Takes the pictures of the README from `simmer preview`: the case file, a call, the debrief.

    pip install -e '.[preview]' playwright
    python docs/pictures/take.py [--browser /usr/bin/chromium]

Needs a Chromium (apt-get install chromium, or playwright install chromium). It plays a short call in real time, so it
takes about four minutes.
"""

import argparse
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page, sync_playwright

HERE = Path(__file__).resolve().parent
CUSTOMER = "marta"
LINES = (
    "Hello Ms. Lindqvist, this is Ann. Late and then broken: no wonder you're furious. Please tell me what happened.",
    "I'm so sorry, Marta. We missed both calls that we promised you, and that is our mistake. I'll see this through.",
)
PATIENCE = 60_000


def main() -> None:
    parser = argparse.ArgumentParser(description="Take the pictures of the README.")
    parser.add_argument("--browser", help="the browser's program, if not playwright's own")
    arguments = parser.parse_args()
    command = [sys.executable, "-m", "bot", "preview", "--no-open"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as preview, sync_playwright() as driver:
        assert preview.stdout is not None
        link = next(word for word in preview.stdout.readline().split() if urlsplit(word).scheme == "http")
        browser = driver.chromium.launch(executable_path=arguments.browser, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1100, "height": 1000}, color_scheme="dark")
        page.goto(link)
        try:
            play(page)
        finally:
            browser.close()
            preview.terminate()


def play(page: Page) -> None:
    composer = page.locator("#channel-composer-input")
    composer.wait_for(timeout=PATIENCE)
    composer.type("/practice start")
    page.keyboard.press("Enter")
    page.wait_for_timeout(500)
    page.keyboard.press("Enter")  # the first option: the customer
    page.wait_for_timeout(500)
    page.keyboard.type(CUSTOMER)
    page.wait_for_timeout(1500)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Send").first.click()
    take_call = page.get_by_role("button", name="Take the call")
    take_call.wait_for(timeout=PATIENCE)
    shoot(page, "briefing", 1250)
    take_call.click()
    for line in LINES:
        page.wait_for_timeout(50_000)  # she has several things to say, and does not like to be interrupted
        composer.fill(line)
        composer.press("Enter")
    page.wait_for_timeout(25_000)
    shoot(page, "call")
    page.get_by_role("button", name="End", exact=True).last.click()
    page.locator("#modal-root button").last.wait_for(timeout=PATIENCE)
    shoot(page, "rating")
    page.locator('#modal-root input[value="4"]').check(force=True)
    page.get_by_role("button", name="Submit").last.click()
    page.get_by_role("button", name="Turn by turn").wait_for(timeout=PATIENCE)
    shoot(page, "debrief", 1850)


def shoot(page: Page, name: str, height: int = 1000) -> None:
    page.set_viewport_size({"width": 1100, "height": height})
    page.wait_for_timeout(1500)  # pictures in the card are loaded one by one
    page.locator("#channel-layout").screenshot(path=HERE / f"{name}.png")


if __name__ == "__main__":
    main()
