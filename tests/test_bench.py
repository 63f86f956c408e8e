"""The benchmarks run; what they measure is theirs to say."""

from tests.bench import course


def test_the_measures_of_the_course_measure():
    assert 0 < course.seconds_to_import("pass") < course.seconds_to_import("import numpy")


def test_a_check_is_measured():
    answer = next(each for each in course.all_answers() if each.caught is None)
    assert course.seconds_to_check(course.check, answer) > 0
