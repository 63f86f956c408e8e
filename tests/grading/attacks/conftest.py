"""The attacks of a test class, graded once as one class of students."""

import pytest

from .classroom import grade

QUICK = "\nc.Execute.seconds_per_cell = 12\n"  # for the loops; long enough for honest cells on a busy machine


def pytest_generate_tests(metafunc):
    if "attack" in metafunc.fixturenames:
        metafunc.parametrize("attack", metafunc.cls.attacks, ids=str)


@pytest.fixture(scope="class")
def graded(request, tmp_path_factory):
    return grade(tmp_path_factory.mktemp("class"), request.cls.attacks, QUICK)
