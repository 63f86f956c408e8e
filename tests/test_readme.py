"""Every command in the README is run by a test, and its course map says what is there."""

import re
from pathlib import Path

from tests.notebooks.course import NAMES, grading, notebook
from xentlib.exercises import COURSE, find
from xentlib.progress import read_progress

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text()
NBGRADER = "tests/grading/test_nbgrader.py"
GUIDE = "xentlib/grading/guide.md"  # whose commands are run by tests/grading/test_loop.py

# command in the README -> the file that runs it, and the words by which one finds it there
RUN_BY = {
    "make lab": ("tests/test_lab.py", '"make", "lab"'),
    "make test": (".ci/run", "make test"),
    "python -m xentlib lab": ("Makefile", "xentlib lab"),
    # There is no conda here: its list of packages is compared, the two commands are not run.
    "conda env create -f environment.yml": ("tests/test_environment.py", "environment.yml"),
    "conda activate xent": ("tests/test_environment.py", "environment.yml"),
    "nbgrader generate_assignment 01_shannon_entropy": (NBGRADER, '"generate_assignment", NAME'),
    "nbgrader collect 01_shannon_entropy": (GUIDE, "nbgrader collect 01_shannon_entropy"),
    "python -m xentlib grade 01_shannon_entropy": (GUIDE, "python -m xentlib grade 01_shannon_entropy"),
    "nbgrader generate_feedback 01_shannon_entropy": (NBGRADER, '"generate_feedback", NAME'),
    "nbgrader export": (NBGRADER, '"export"'),
    "make outputs": ("tests/grading/test_release.py", '"outputs"'),
    "make notebooks": ("tests/grading/test_release.py", '"notebooks"'),
    "make tables": ("tests/experiments/test_tables.py", '"tables"'),
    "make site": ("tests/site/test_pages.py", '"site", "--to"'),
    "make bench": ("tests/test_bench.py", "bench"),
    "make bench-grading": ("tests/test_bench.py", "grading"),
    "make parity": ("tests/parity/test_frameworks.py", "def test_"),
}


def commands():
    blocks = re.findall(r"```bash\n(.*?)```", README, re.S)
    return [line.split("#")[0].strip() for block in blocks for line in block.splitlines() if line.strip()]


def test_every_command_is_run_by_a_test():
    assert set(commands()) == set(RUN_BY)
    for command, (file, words) in RUN_BY.items():
        assert words in (ROOT / file).read_text(), f"{command} is no longer run by {file}"


def test_every_link_and_picture_is_there():
    for target in re.findall(r"\]\(((?!https?:)[^)#]+)\)", README):
        assert (ROOT / target).exists(), target


def test_the_course_map_says_what_is_there():
    shown = {each.path.stem: each for each in read_progress(ROOT / "notebooks").notebooks}  # the start page's map
    rows = re.findall(r"^\| (\d\d) \| \[([^]]+)\]\(([^)]+)\) \| (.*?) \| (\d+) \+ (\d+) \| (\d+) \|$", README, re.M)
    assert [Path(path).stem for _, _, path, *_ in rows] == NAMES
    for number, title, path, functions, checked, written, minutes in rows:
        name = Path(path).stem
        book = notebook("solutions", name)
        assert book.cells[0].source.startswith(f"# {title}\n")
        assert (number, title, int(minutes)) == (shown[name].number, shown[name].title, shown[name].minutes)
        names = COURSE[name.split("_", 1)[1]]
        assert functions == " ".join(f"`{each}`" for each in names)
        assert int(checked) == sum(find(each).points for each in names)
        graded = [cell for cell in book.cells if grading(cell).get("grade")]
        by_hand = [grading(cell)["points"] for cell in graded if cell.cell_type == "markdown"]
        assert int(written) == sum(by_hand)
