"""Progress and one's own view as text, JSON and picture."""

import io
import json

import pytest
from PIL import Image

from bot import coaching
from bot.coaching import PastCall, ShownCall, Suggestion, Use
from bot.coaching.standing_picture import HEIGHT, WIDTH, standing_picture
from bot.customers import Difficulty


def shown(number: int, score: int, rating: int | None = None) -> ShownCall:
    uses = {"T4": Use.WELL if score > 50 else Use.MISSED, "T17": Use.WELL}
    past = PastCall("marta", Difficulty.NORMAL, score, coaching.band_of(score), uses, 30)
    return ShownCall(f"call{number}", f"{number + 1} May", past, score, rating)


def standing(*scores: int, rating: int | None = None) -> coaching.Standing:
    calls = [shown(number, score, rating) for number, score in enumerate(scores)]
    return coaching.standing("Jo Łukasiewicz", calls, Suggestion("bev", Difficulty.HARD, "T4"), 1)


def test_the_text_says_where_a_person_stands_and_what_comes_next() -> None:
    text = coaching.standing_text(standing(30, 50, 72, 91, rating=4))
    assert "4 calls · first 30 · best 91 · latest 91" in text
    assert "Trend: rising" in text
    assert "T4  Show empathy" in text
    assert "(4)" in text
    assert "simmer practice --persona bev --difficulty hard" in text
    assert "1 try again" in text


@pytest.mark.parametrize("count", [0, 1, 2, 60])
def test_the_text_fits_80_columns_and_plain_ascii(count: int) -> None:
    text = coaching.standing_text(standing(*[(7 * n) % 101 for n in range(count)], rating=3), unicode=False)
    assert max(map(len, text.splitlines())) <= 80
    assert text.replace("Ł", "L").isascii()


def test_a_point_stands_in_the_row_of_its_band() -> None:
    rows = {line[:5].strip(): line for line in coaching.standing_text(standing(74, 75)).splitlines() if "│" in line}
    assert rows["75"].endswith("silver")
    assert (rows["75"].count("●"), rows["70"].count("●")) == (1, 1)


def test_the_json_is_the_documented_one() -> None:
    line = coaching.standing_json(standing(30, 91, rating=4))
    assert json.loads(json.dumps(line)) == line
    assert (line["first"], line["best"], line["techniques"]["T4"]) == (30, 91, {"strength": 0.54, "observations": 2})
    assert line["own_view"]["gaps"] == [45, -16]
    assert line["next"] == {"persona": "bev", "difficulty": "hard", "technique": "T4"}
    assert [one["score"] for one in line["history"]] == [30, 91]


@pytest.mark.parametrize("count", [0, 1, 40])
def test_the_picture_is_a_png_of_its_size_for_any_number_of_calls(count: int) -> None:
    png = standing_picture(standing(*[(7 * n) % 101 for n in range(count)], rating=2))
    picture = Image.open(io.BytesIO(png))
    assert (picture.format, picture.size) == ("PNG", (WIDTH, HEIGHT))
    assert len(png) < 100_000


def test_the_score_and_the_own_view_are_told_apart_without_colour() -> None:
    with_own, without = standing_picture(standing(40, 60, rating=5)), standing_picture(standing(40, 60))
    grey = [Image.open(io.BytesIO(png)).convert("L") for png in (with_own, without)]
    assert grey[0].tobytes() != grey[1].tobytes()


@pytest.mark.parametrize(
    ("rated", "gaps", "direction"),
    [
        ([], (), "level"),
        ([(5, 20)], (80,), "level"),
        ([(5, 20), (5, 30), (4, 70), (3, 52)], (80, 70, 5, -2), "closer"),
        ([(3, 50), (3, 48), (1, 60), (5, 30)], (0, 2, -60, 70), "wider"),
    ],
)
def test_the_own_view_comes_closer_or_drifts_apart(
    rated: list[tuple[int, int]], gaps: tuple[int, ...], direction: str
) -> None:
    own = coaching.own_view(rated)
    assert (own.gaps, own.direction) == (gaps, direction)


@pytest.mark.parametrize(
    ("rating", "score", "says"), [(4, 80, "agree"), (5, 40, "more than the score does"), (1, 60, "harder on yourself")]
)
def test_the_gap_of_one_call_is_a_sentence(rating: int, score: int, says: str) -> None:
    assert says in coaching.gap_text(rating, score)
