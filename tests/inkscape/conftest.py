"""One desktop for all of these tests; a missing program is an error, never a skip."""

import pytest
from desk import Desk


@pytest.fixture(scope="session")
def desk(tmp_path_factory):
    with Desk(tmp_path_factory.mktemp("desk")) as desk:
        yield desk
