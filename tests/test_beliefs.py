"""The learner's own beliefs, collected from the notebooks as saved: nothing is changed, nothing is raised."""

import json
import math
import shutil

import pytest
from IPython.core.formatters import DisplayFormatter

import xentlib as xl
from tests.notebooks.course import ROOT
from xentlib.beliefs import NONE_YET, Beliefs, Stated, read_beliefs
from xentlib.predictions import MIME, NOT_YET, believe

FIRST, OTHER = "00_surprise", "03_kl_divergence"


@pytest.fixture
def folder(tmp_path):
    for name in (FIRST, OTHER):
        shutil.copytree(ROOT / "notebooks" / name, tmp_path / name)
    return tmp_path


def output(value):
    """What a cell that ends in `value` saves."""
    data, metadata = DisplayFormatter().format(value)
    return {"output_type": "execute_result", "execution_count": 1, "data": json.loads(json.dumps(data)),
            "metadata": metadata}


def answer(folder, name, *values, copies=0):
    """Store these outputs in the first cell of a notebook that calls believe."""
    path = folder / name / f"{name}.ipynb"
    book = json.loads(path.read_text(encoding="utf-8"))
    cell = next(cell for cell in book["cells"] if "".join(cell["source"]).startswith("believe("))
    cell["outputs"] = [value if isinstance(value, dict) else output(value) for value in values]
    book["cells"] += [cell | {"id": f"copy{i}"} for i in range(copies)]
    path.write_text(json.dumps(book), encoding="utf-8")


def test_what_believe_shows_is_what_is_read(folder):
    answer(folder, FIRST, believe(0.8, truth=True))
    answer(folder, OTHER, believe(0.9, truth=False))
    mine = read_beliefs(folder)
    assert [(each.notebook, each.name) for each in mine.stated] == [
        ("00", "twenty are enough"), ("03", "always different")]
    assert (mine.confidences, mine.truths, mine.asked, mine.problems) == ([0.8, 0.9], [True, False], 2, ())
    assert mine.score() == pytest.approx(xl.binary_cross_entropy([1, 0], [0.8, 0.9]) / math.log(2))
    assert mine.score() == pytest.approx(sum(map(xl.surprisal, (0.8, 0.1))) / 2)


def test_every_notebook_of_the_course_that_asks_for_beliefs_is_read():
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "notebooks").glob("*/*.ipynb")]
    asked = sum(line.strip().startswith('"believe(') for text in texts for line in text.splitlines())
    assert read_beliefs(ROOT / "notebooks").asked == asked >= 5


def test_one_belief_is_told_in_the_singular(folder):
    answer(folder, FIRST, believe(-0.0, truth=False))
    mine = read_beliefs(folder)
    assert mine.summary().startswith("1 of the 2 beliefs that these notebooks ask for is stated and saved. Its log")
    assert "twenty are enough" in repr(mine) and " -0 " not in repr(mine)
    answer(folder, OTHER, believe(0.9, truth=False))
    assert "2 of the 2 beliefs that these notebooks ask for are stated" in read_beliefs(folder).summary()


def test_a_belief_is_named_by_the_line_that_runs(folder):
    path = folder / FIRST / f"{FIRST}.ipynb"
    answer(folder, FIRST, believe(0.8, truth=True))
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"believe(', '"# believe(my_own, truth=True)\\n", "believe('), encoding="utf-8")
    assert [each.name for each in read_beliefs(folder).stated] == ["twenty are enough"]


def test_a_truth_of_numpys_is_stored_as_a_plain_one(folder):
    import numpy as np
    answer(folder, FIRST, believe(np.float32(0.5), truth=np.bool_(True)))
    assert read_beliefs(folder).stated == (Stated("00", "twenty are enough", 0.5, True),)


def test_without_beliefs_it_says_what_to_do(folder):
    answer(folder, FIRST, believe(None, truth=True))
    mine = read_beliefs(folder)
    assert mine.stated == () and mine.asked == 2
    assert repr(mine) == NONE_YET and NONE_YET.split(".")[0] in mine._repr_html_()
    assert math.isnan(mine.score())


def test_only_the_last_output_and_the_last_copy_count(folder):
    answer(folder, FIRST, believe(0.2, truth=True), believe(0.7, truth=True), copies=2)
    assert read_beliefs(folder).confidences == [0.7]


@pytest.mark.parametrize("left", [
    None, 7, [], {}, {"confidence": 0.5}, {"confidence": True, "truth": True}, {"confidence": "0.5", "truth": True},
    {"confidence": 1.5, "truth": True}, {"confidence": math.nan, "truth": True}, {"confidence": 0.5, "truth": 1},
    {"confidence": None, "truth": None},
])
def test_what_believe_cannot_have_left_is_passed_over(folder, left):
    answer(folder, FIRST, {"output_type": "display_data", "data": {MIME: left}, "metadata": {}})
    assert read_beliefs(folder).stated == ()


@pytest.mark.parametrize("strange", [
    {}, {"data": None}, {"data": [1]}, {"output_type": "stream", "text": "believe(1)"}])
def test_strange_outputs_say_nothing(folder, strange):
    answer(folder, FIRST, strange)
    assert read_beliefs(folder).stated == ()


def test_certainty_that_was_wrong_costs_without_end(folder):
    answer(folder, FIRST, believe(1, truth=True))
    assert read_beliefs(folder).score() == 0
    answer(folder, OTHER, believe(1, truth=False))
    mine = read_beliefs(folder)
    assert mine.score() == math.inf
    assert "log loss is infinite" in mine.summary() and "infinitely many bits" in repr(mine)


def test_a_broken_notebook_gets_a_sentence_and_the_others_are_read(folder):
    answer(folder, OTHER, believe(0.9, truth=False))
    (folder / FIRST / f"{FIRST}.ipynb").write_text("{", encoding="utf-8")
    mine = read_beliefs(folder)
    assert mine.confidences == [0.9]
    assert len(mine.problems) == 1 and mine.problems[0] in repr(mine)


def test_a_folder_that_is_none_is_said_to_be_none(tmp_path):
    mine = read_beliefs(tmp_path / "nowhere")
    assert mine.stated == () and "There is no folder" in repr(mine) and NONE_YET in repr(mine)


def test_nothing_is_written(folder):
    answer(folder, FIRST, believe(0.8, truth=True))
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.rglob("*.ipynb")}
    read_beliefs(folder)
    assert before == {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.rglob("*.ipynb")}


def test_the_table_and_the_text_say_the_same(folder):
    answer(folder, FIRST, believe(0.8, truth=True))
    mine = read_beliefs(folder)
    for words in ("twenty are enough", "0.8", "true", "0.32 bits", "1 of the 2 beliefs", "0.322 bits a belief"):
        assert words in repr(mine) and words in mine._repr_html_()


def test_a_name_is_no_markup():
    page = Beliefs((Stated("00", "<b>", 0.5, True),), 1)._repr_html_()
    assert "<b>" not in page and "&lt;b&gt;" in page


def test_a_belief_shows_as_before_in_words():
    shown = output(believe(0.9, truth=False))["data"]
    assert shown["text/plain"] == (
        "The statement is false. You gave that a probability of 0.1, so it surprised you by 3.32 bits.")
    assert shown["text/plain"] in shown["text/html"]
    assert MIME not in output(believe(None, truth=False))["data"]
    assert output(believe(2, truth=False))["data"].keys() == {"text/plain", "text/html"}
    assert output(believe(None, truth=False))["data"]["text/plain"] == NOT_YET
