"""Honest work scores what it scores in plain nbgrader, whatever its style."""

import pytest

from .__main__ import PLAIN
from .classroom import damage, damage_to_others, grade
from .honest import ATTACKS


@pytest.fixture(scope="class")
def plain(tmp_path_factory):
    return grade(tmp_path_factory.mktemp("plain"), ATTACKS, PLAIN)


class TestHonest:
    attacks = ATTACKS

    def test_it_scores_what_plain_nbgrader_gives(self, attack, graded, plain):
        assert graded.points[attack.student] == plain.points[attack.student]

    def test_right_answers_earn_everything(self, graded):
        for attack in ATTACKS[:6]:
            assert damage(attack, graded) == []

    def test_a_blank_submission_is_not_attempted(self, graded):
        assert damage(ATTACKS[-1], graded) == []

    def test_nobody_is_disturbed(self, graded):
        assert damage_to_others(graded) == []
