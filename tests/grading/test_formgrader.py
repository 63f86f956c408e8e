"""The formgrader's buttons, from the course as `xentlib lab` serves it."""

import json
import shutil
import signal
import sys

import pytest

from tests.notebooks.course import ROOT, copy_course
from tests.test_lab import free_port, serving

NAME = "01_shannon_entropy"


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A copy of the whole course, so that nobody's gradebook is touched, with one submission."""
    folder = copy_course(tmp_path_factory.mktemp("course") / "course")
    submission = folder / "gradebook" / "submitted" / "ada" / NAME
    submission.mkdir(parents=True)
    shutil.copy(ROOT / "solutions" / NAME / f"{NAME}.ipynb", submission)
    return folder


def test_generate_autograde_and_feedback(course, tmp_path):
    port = free_port()
    command = [sys.executable, "-m", "xentlib", "lab", "--port", str(port), "--browser", "no"]
    with serving(command, port, course, tmp_path, PYTHONPATH=str(course)) as lab:
        def press(button):
            return json.loads(lab["ask"](f"formgrader/api/{button}", data=b"")[1])

        for button in (f"assignment/{NAME}/assign", f"submission/{NAME}/ada/autograde",
                       f"assignment/{NAME}/generate_feedback"):
            done = press(button)
            assert done["success"], done
        _, text = lab["ask"](f"formgrader/api/submissions/{NAME}")
        (ada,) = json.loads(text)
        assert (ada["student"], ada["code_score"], ada["needs_manual_grade"]) == ("ada", ada["max_code_score"], True)
        lab["process"].send_signal(signal.SIGTERM)
        assert lab["process"].wait(timeout=30) == 0
    assert (course / "gradebook" / "feedback" / "ada" / NAME / f"{NAME}.html").exists()
