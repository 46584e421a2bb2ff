"""The heat map of techniques and members."""

import io

import pytest
from PIL import Image

from bot.coaching.progress import Strength
from bot.coaching.team_picture import Column, heat_map, pages_of


def drawn(columns: list[Column], page: int = 1) -> Image.Image:
    return Image.open(io.BytesIO(heat_map(columns, page))).convert("L")


def column(name: str = "Ann", *, value: float = 0.9, observations: int = 5) -> Column:
    return Column(name, {"T4": Strength(value, observations)})


@pytest.mark.parametrize(("members", "pages"), [(0, 1), (1, 1), (10, 1), (11, 2), (2000, 200)])
def test_ten_members_stand_on_a_page(members: int, pages: int) -> None:
    assert pages_of(members) == pages


def test_strong_weak_and_unsure_differ_without_colour() -> None:
    """In grey: a triangle up, one down, a dot; without a sign where too little was seen."""
    field = (620, 168 + 46, 620 + 24, 168 + 46 + 44)  # the place of the sign of the first technique
    signs = [
        drawn([column(value=value, observations=seen)]).crop(field).point(lambda grey: 255 * (grey > 140)).tobytes()
        for value, seen in ((0.9, 5), (0.5, 5), (0.1, 5), (0.9, 2))
    ]
    assert len(set(signs)) == 4


def test_every_page_has_the_same_rows_so_that_they_can_be_laid_side_by_side() -> None:
    columns = [column(f"Member {number}") for number in range(19)]
    columns.append(Column("Last", {"T9": Strength(0.2, 4)}))
    assert drawn(columns).size == drawn(columns, 2).size
    assert drawn([column()]).size[1] < drawn([columns[0], columns[-1]]).size[1] + 1


def test_a_small_team_reads_the_names_of_techniques_in_larger_letters_on_a_narrower_picture() -> None:
    few, many = ([column(f"Member {number}") for number in range(members)] for members in (5, 6))
    assert drawn(few).width < drawn(many).width


def test_a_page_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="there is no page 2; there are 1"):
        heat_map([column()], 2)


def test_an_empty_team_and_odd_names_are_drawn() -> None:
    assert drawn([]).size[0] == drawn([column("\N{PILE OF POO}" * 80), column("Łukasz\n\tŻ")]).size[0]
