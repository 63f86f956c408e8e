"""The class notices every kind of damage: plain nbgrader, which holds nothing, is seen to do it all."""

import pytest

from . import cheating, reaching
from .__main__ import PLAIN
from .classroom import damage, grade

BITES = {
    "patched-the-names-of-the-checks": "text_entropy got",
    "reads-the-gradebook": "the gradebook's folder can be read",
    "reads-the-hidden-tests": "the hidden tests can be read",
    "reads-other-submissions": "another submission can be read",
    "reads-the-home-folder-and-the-system-s-secrets": "the home folder can be read",
    "reads-the-environment-of-everybody": "the environment can be read",
    "rewrites-the-home-folder": "it got out: ",
    "rewrites-other-submissions": "it got out: ",
    "calls-home": "it got out: ",
    "leaves-processes-behind": "it got out: ",
    "leaves-things-behind": "it got out: ",
    "looks-for-things-left-behind": "another submission can be read",
}


@pytest.fixture(scope="module")
def attacks():
    every = {each.student: each for each in (*cheating.ATTACKS, *reaching.ATTACKS)}
    return {student: every[student] for student in BITES}


@pytest.fixture(scope="module")
def graded(attacks, tmp_path_factory):
    return grade(tmp_path_factory.mktemp("plain"), [*attacks.values()], PLAIN)


@pytest.mark.parametrize("student", BITES)
def test_damage_is_noticed(student, attacks, graded):
    assert any(BITES[student] in seen for seen in damage(attacks[student], graded))
