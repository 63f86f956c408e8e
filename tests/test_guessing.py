"""The game of questions: whatever is asked, a number from 1 to 64 holds 6 bits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xentlib.guessing import LARGEST, ask, guess, halve

NUMBERS = st.integers(1, LARGEST)


@given(NUMBERS, st.lists(NUMBERS, max_size=12))
def test_the_surprises_add_up_to_what_is_known(secret, cuts):
    answers = ask(secret, cuts)
    left = LARGEST
    for answer in answers:
        assert answer.low <= secret <= answer.high
        assert answer.yes == (secret <= answer.cut)
        assert 2 ** -answer.bits == pytest.approx(answer.left / left, rel=1e-12)
        left = answer.left


@given(NUMBERS)
def test_halving_takes_six_answers_of_one_bit(secret):
    answers = ask(secret, halve(secret))
    assert [answer.bits for answer in answers] == [1.0] * 6
    assert answers[-1].low == answers[-1].high == secret


def test_a_game_is_told_and_ends():
    assert repr(guess([])) == "0 questions, 0.00 of 6.00 bits. Add a number to your list and run this cell again."
    for round in range(5):
        low, high, cuts = 1, LARGEST, []
        while low < high:
            cuts.append((low + high) // 2)
            low, high = guess(cuts, round).answers[-1].low, guess(cuts, round).answers[-1].high
        assert repr(guess(cuts, round)).endswith("Found: 6 questions, 6.00 of 6.00 bits.")
        assert f"it is {low}!" in repr(guess(cuts, round))


def test_rounds_have_secrets_of_their_own():
    assert len({tuple(a.yes for a in guess([8, 16, 24, 32, 40, 48, 56], round).answers) for round in range(20)}) > 3


@pytest.mark.parametrize("question", [0, 65, 32.5, "32", None, True])
def test_a_question_is_a_number_from_1_to_64(question):
    with pytest.raises((ValueError, TypeError), match="a question must be an integer"):
        guess([question])
