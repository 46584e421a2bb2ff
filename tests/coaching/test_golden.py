"""What is said about stored calls stays as it is until it is wanted otherwise (python -m tests.coaching.golden)."""

import io
import json
from dataclasses import replace

import pytest
from PIL import Image, ImageChops

from bot import coaching
from bot.coaching.drawing import Canvas
from bot.coaching.picture import WIDTH, mood_picture
from bot.coaching.wording import signed
from tests.coaching.golden import FOLDER, SCRIPTS, distance, picture_hash, restored, told

ALIKE = 12
"""Fields of 256 that may differ: another version of Pillow draws letters a little differently."""


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_stored_call_is_told_as_before(name: str) -> None:
    call = restored(json.loads((FOLDER / f"{name}.call.json").read_text("utf-8")))
    now = told(call)
    assert now["txt"] == (FOLDER / f"{name}.txt").read_text("utf-8")
    assert now["json"] == (FOLDER / f"{name}.json").read_text("utf-8")
    assert distance(now["hash"], (FOLDER / f"{name}.hash").read_text("utf-8")) <= ALIKE


@pytest.mark.parametrize("name", ["marta-resolved", "gus-silence", "marta-stopped"])
def test_the_picture_is_a_png_as_high_as_its_moments_need(name: str) -> None:
    call = restored(json.loads((FOLDER / f"{name}.call.json").read_text("utf-8")))
    debrief = coaching.debrief(call, better=False)
    png = mood_picture(debrief)
    picture = Image.open(io.BytesIO(png))
    assert (picture.format, picture.width) == ("PNG", WIDTH)
    assert len(png) < 100_000
    without = Image.open(io.BytesIO(mood_picture(replace(debrief, turning_points=()))))
    lines = min(2, sum(m.delta < 0 for m in debrief.turning_points))
    lines += min(2, sum(m.delta > 0 for m in debrief.turning_points))
    assert picture.height - without.height == 54 * (max(lines, 1) - 1)


def test_a_fall_of_the_anger_has_a_minus_as_wide_as_the_plus_of_a_rise() -> None:
    def ink(text: str) -> tuple[int, int]:
        """From where to where a text has ink, in columns."""
        sheet = Canvas(200, 60)
        sheet.text(20, 10, text, 40)
        left, _, right, _ = ImageChops.invert(
            Image.open(io.BytesIO(sheet.png()))
            .convert("L")
            .crop((10, 8, 190, 52))
            .point(lambda v: 0 if v < 128 else 255)
        ).getbbox() or (0, 0, 0, 0)
        return left, right

    assert ink(signed(-18)) == ink(signed(18))


def test_the_picture_is_the_same_each_time_and_differs_between_calls() -> None:
    calls = [
        restored(json.loads((FOLDER / f"{n}.call.json").read_text("utf-8"))) for n in ("marta-resolved", "bev-promise")
    ]
    first, second = (coaching.debrief(call, better=False) for call in calls)
    assert mood_picture(first) == mood_picture(first)
    assert distance(picture_hash(mood_picture(first)), picture_hash(mood_picture(second))) > ALIKE


def test_the_states_can_be_told_apart_without_colour() -> None:
    call = restored(json.loads((FOLDER / "marta-resolved.call.json").read_text("utf-8")))
    grey = Image.open(io.BytesIO(mood_picture(coaching.debrief(call, better=False)))).convert("L")
    levels = [level for level, count in enumerate(grey.histogram()) if count]
    assert levels[0] < 60
    assert levels[-1] > 240
