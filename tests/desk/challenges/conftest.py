import pytest

from bot.store import Calls
from tests.desk.challenges.world import Time, World


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def world(calls: Calls, time: Time) -> World:
    return World(calls, time)
