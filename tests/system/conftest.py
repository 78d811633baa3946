import pytest

from tests.support.household import Household


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A user with a daemon of their own; fails if any of their processes would survive the test."""
    household = Household(tmp_path, monkeypatch)
    yield household
    household.close()
