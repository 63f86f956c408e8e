"""The benchmarks run; what they measure is theirs to say."""

import sys

from tests.bench import course, grading


def test_the_measures_of_the_course_measure():
    assert 0 < course.seconds_to_import("pass") < course.seconds_to_import("import numpy")


def test_a_check_is_measured():
    answer = next(each for each in course.all_answers() if each.caught is None)
    assert course.seconds_to_check(course.check, answer) > 0


def test_the_measures_of_grading_measure(tmp_path):
    seconds, cpu = grading.measure(tmp_path, "sh", "-c", "i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done")
    assert seconds > 0 and cpu > 0
    assert grading.peak_memory(tmp_path, sys.executable, "-c", "import numpy") > 1
    assert grading.seconds_of_a_call(tmp_path, calls=3) > 0
