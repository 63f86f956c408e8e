"""The house rules that every notebook keeps."""

import re
import statistics

import pytest

from tests.notebooks.course import NAMES, ROOT, answer_cells, graded_code, grading, notebook
from xentlib.exercises import COURSE, find

pytestmark = pytest.mark.parametrize("name", NAMES)


def code(book):
    return [cell for cell in book.cells if cell.cell_type == "code"]


def text(book):
    return "\n".join(cell.source for cell in book.cells if cell.cell_type == "markdown")


def test_cells_are_short_and_explained(name):
    cells = code(notebook("notebooks", name))
    lengths = [len(cell.source.strip().splitlines()) for cell in cells]
    texts = len(notebook("notebooks", name).cells) - len(cells)
    assert texts >= len(cells)
    assert statistics.median(lengths) <= 5
    assert sum(length <= 12 for length in lengths) >= 0.9 * len(lengths), sorted(lengths)


def test_no_magics_and_imports_come_first(name):
    cells = code(notebook("notebooks", name))
    assert not [cell.id for cell in cells if re.search(r"^\s*[%!]", cell.source, re.M)]
    # A check cell brings its own `check`, so that it has something to say even after a restart of the kernel.
    later = {cell.id: re.findall(r"^(?:import|from) .*", cell.source, re.M) for cell in cells[1:]}
    assert all(lines in ([], ["from xentlib.exercises import check"]) for lines in later.values()), later


def test_no_output_is_a_warning_or_an_error(name):
    for cell in code(notebook("solutions", name)):
        for output in cell.outputs:
            assert output.output_type != "error", cell.id
            assert not (output.output_type == "stream" and output.name == "stderr"), cell.id


def test_every_image_is_described(name):
    for cell in code(notebook("solutions", name)):
        for output in cell.outputs:
            data = output.get("data", {})
            assert "image/png" not in data, f"{cell.id} shows an image without words; use xentlib.plots"
            for alt in re.findall(r'<img alt="([^"]*)"', data.get("text/html", "")):
                assert len(alt.split()) >= 8, f"{cell.id}: {alt!r}"
                assert not re.search(r"[\w/]+\.png|no description", alt, re.I)


def test_headings_make_an_outline(name):
    levels = [len(hashes) for hashes in re.findall(r"^(#+) ", text(notebook("solutions", name)), re.M)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(levels, levels[1:], strict=False))


def test_ids_are_readable_and_unique(name):
    ids = [cell.id for cell in notebook("solutions", name).cells]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[a-z][a-z0-9-]+", each.replace("_", "-")) for each in ids)


def test_points_are_those_of_the_exercises(name):
    graded = {grading(cell)["grade_id"]: grading(cell)["points"] for cell in graded_code(notebook("solutions", name))}
    expected = {}
    for cell in answer_cells(notebook("solutions", name)):
        exercise = find(grading(cell)["grade_id"])
        expected[f"{exercise.name}-visible"] = exercise.visible_points
        expected[f"{exercise.name}-hidden"] = exercise.hidden_points
    assert graded == expected
    module = name.split("_", 1)[1]
    assert tuple(key.removesuffix("-visible") for key in graded if key.endswith("-visible")) == COURSE[module]


def test_an_exercise_has_a_contract_three_hints_and_two_checks(name):
    book = notebook("notebooks", name)
    by_id = {cell.id: cell for cell in book.cells}
    for cell in answer_cells(book):
        exercise = cell.id
        assert '"""' in cell.source and cell.source.rstrip().endswith(
            'raise NotImplementedError("replace this line with your answer")'), exercise
        assert by_id[f"{exercise}-exercise"].source.count("<details>") == 3, exercise
        assert f'check("{exercise}", globals())' in by_id[f"{exercise}-visible"].source
        assert "HIDDEN TESTS" not in by_id[f"{exercise}-hidden"].source


def test_the_rubric_stays_with_the_instructor(name):
    solution, student = text(notebook("solutions", name)), text(notebook("notebooks", name))
    assert "BEGIN MARK SCHEME" in solution
    for rubric in re.findall("=== BEGIN MARK SCHEME ===(.*?)=== END MARK SCHEME ===", solution, re.S):
        assert len(rubric.split()) > 20
        assert not any(line in student for line in rubric.strip().splitlines() if len(line) > 20)
    assert "MARK SCHEME" not in student


def test_no_solution_reaches_the_learner(name):
    solutions = {cell.id: cell.source for cell in answer_cells(notebook("solutions", name))}
    for cell in answer_cells(notebook("notebooks", name)):
        own = solutions[cell.id].split("### BEGIN SOLUTION")[1].split("### END SOLUTION")[0]
        assert not any(line in cell.source for line in own.splitlines() if len(line.strip()) > 12)
        assert "SOLUTION" not in cell.source


def test_student_versions_carry_no_outputs(name):
    assert not any(cell.outputs for cell in code(notebook("notebooks", name)))


def test_every_relative_link_leads_somewhere(name):
    for target in re.findall(r"\]\(((?:\.\./|\./)[^)#]+)", text(notebook("notebooks", name))):
        assert (ROOT / "notebooks" / name / target).exists(), target


def test_it_ends_in_a_link_to_the_next_one(name):
    following = NAMES[(NAMES.index(name) + 1) % len(NAMES)]  # the last one leads back to the map
    assert f"](../{following}/{following}.ipynb)" in notebook("solutions", name).cells[-1].source


def test_nothing_is_fetched_from_outside(name):
    for half in ("solutions", "notebooks"):
        for cell in notebook(half, name).cells:
            assert not re.search(r'(src|href)="https?:|!\[[^]]*\]\(https?:', cell.source), cell.id
