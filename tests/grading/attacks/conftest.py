"""The attacks of a test class, graded once as one class of students."""

import pytest

from .classroom import grade

QUICK = """
from xentlib.grading import remote
remote.SECONDS_PER_CELL = 6.0
"""


def pytest_generate_tests(metafunc):
    if "attack" in metafunc.fixturenames:
        metafunc.parametrize("attack", metafunc.cls.attacks, ids=str)


@pytest.fixture(scope="class")
def graded(request, tmp_path_factory):
    return grade(tmp_path_factory.mktemp("class"), request.cls.attacks, QUICK)
