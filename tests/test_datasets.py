"""The texts that ship with the course are what they claim to be."""

import contextlib
import io
import re
import sys

import numpy as np
import pytest

from xentlib.datasets import (
    LETTERS,
    breast_cancer,
    digits,
    documentation_split,
    five_languages,
    imbalanced,
    letters_only,
    noisy_labels,
    python_documentation,
    zen_of_python,
)


def test_the_zen_is_the_one_that_python_itself_carries():
    with contextlib.redirect_stdout(io.StringIO()):
        import this

    assert zen_of_python() == "".join(this.d.get(character, character) for character in this.s)


def test_the_five_stories_are_of_similar_length_and_each_in_its_language():
    stories = {language: letters_only(story) for language, story in five_languages().items()}
    assert all(750 <= len(story) <= 850 for story in stories.values())
    words = {"English": "the", "German": "und", "French": "et", "Spanish": "los", "Italian": "nonna"}
    for language, word in words.items():
        assert [other for other in stories if word in stories[other].split()] == [language]
    assert "\n" not in "".join(five_languages().values())


def test_a_folded_text_has_no_other_symbols():
    texts = [*five_languages().values(), *python_documentation()]
    assert {symbol for text in texts for symbol in letters_only(text)} == set(LETTERS)
    assert letters_only("  Crème brûlée,\n2 × Größe! ") == "creme brulee grosse"


def test_the_documentation_is_split_by_topics():
    train, test = documentation_split()
    assert len(train) + len(test) == len(python_documentation()) == 79
    assert test == python_documentation()[::5]
    assert set(train) & set(test)  # some topics stand there twice: notebook 02 finds that out


@pytest.mark.skipif(sys.version_info[:3] != (3, 11, 7), reason="it is the documentation of Python 3.11.7")
def test_the_documentation_is_what_that_python_carries():
    from pydoc_data.topics import topics

    theirs = [re.sub(" +$", "", topics[name].strip("\n"), flags=re.M) for name in sorted(topics)]
    assert [topic.strip("\n") for topic in python_documentation()] == theirs


def test_the_digits_are_shuffled_and_whole():
    images, labels = digits()
    again, others = digits(seed=1)
    assert images.shape == (1797, 64) and labels.shape == (1797,)
    assert images.min() == 0 and images.max() == 1
    assert sorted(map(tuple, images)) == sorted(map(tuple, again))
    assert (labels != others).any()
    assert all(100 < count < 160 for count in np.bincount(labels[:1300]))  # the first ones are a fair sample


def test_the_tumours_are_shuffled_and_whole():
    measurements, benign = breast_cancer()
    assert measurements.shape == (569, 30)
    assert benign.sum() == 357 and set(benign) == {0, 1}
    assert 0.5 < benign[:400].mean() < 0.75
    assert (breast_cancer(seed=1)[1] != benign).any()


class TestNoisyLabels:
    labels = np.arange(1000) % 10

    def test_exactly_that_share_is_wrong_and_never_by_chance_right(self):
        noisy = noisy_labels(self.labels, 0.2, 10)
        assert (noisy != self.labels).sum() == 200
        assert set(noisy) == set(range(10))
        assert (self.labels == np.arange(1000) % 10).all()  # the truth itself stays

    def test_every_other_class_is_as_likely(self):
        noisy = noisy_labels(np.zeros(90_000, int), 1, 10)
        assert np.bincount(noisy)[0] == 0
        assert np.abs(np.bincount(noisy)[1:] - 10_000).max() < 5 * 95  # 95 is the spread of such a count

    def test_the_seed_decides_and_no_noise_is_no_noise(self):
        first, again, other = (noisy_labels(self.labels, 0.2, 10, seed) for seed in (1, 1, 2))
        assert (first == again).all() and (first != other).any()
        assert (noisy_labels(self.labels, 0, 10) == self.labels).all()

    @pytest.mark.parametrize(("labels", "share", "classes"), [([3], 1, 3), ([0.5], 1, 3), ([0], 1.1, 3), ([0], 1, 1)])
    def test_refusals(self, labels, share, classes):
        with pytest.raises(ValueError):
            noisy_labels(labels, share, classes)


class TestImbalanced:
    labels = np.arange(1000) % 10

    def test_all_others_stay_and_a_few_of_the_class(self):
        rows, y = imbalanced(self.labels, positive=3, keep=10)
        assert len(rows) == len(set(rows)) == len(y) == 910
        assert y.sum() == 10 and ((self.labels[rows] == 3) == y).all()
        assert y[:455].sum() not in (0, 10)  # mixed, not one class after the other

    def test_the_seed_chooses_which(self):
        def kept(seed):
            rows, y = imbalanced(self.labels, 3, 10, seed)
            return set(rows[y == 1])

        assert kept(1) == kept(1) != kept(2)

    def test_more_than_there_are(self):
        with pytest.raises(ValueError, match="keep must be an integer between 0 and 100"):
            imbalanced(self.labels, 3, 101)
