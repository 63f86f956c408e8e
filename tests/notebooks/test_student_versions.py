"""A fresh student notebook runs from top to bottom, and exactly the graded checks say that nothing is there yet."""

from copy import deepcopy

import pytest
from nbclient import NotebookClient
from traitlets.config import Config

from tests.notebooks.course import NAMES, ROOT, graded_code, grading, notebook
from xentlib.checking import MIME


@pytest.mark.parametrize("name", NAMES)
def test_exactly_the_checks_report_not_attempted(name):
    book = deepcopy(notebook("notebooks", name))
    NotebookClient(book, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(ROOT / "notebooks" / name)}},
                   config=Config({"KernelManager": {"transport_encryption": "auto"}})).execute()
    verdicts = {}
    for cell in book.cells:
        if cell.cell_type == "code":
            assert cell.execution_count, cell.id  # Run All reached it
            for output in cell.outputs:
                assert output.output_type != "error" and output.get("name") != "stderr", (cell.id, output)
                if MIME in output.get("data", {}):
                    report = output.data[MIME]
                    verdicts[cell.id] = (report["verdict"], report["points"])
                    assert output.data["text/plain"] == "0"
    visible = [grading(cell)["grade_id"] for cell in graded_code(book) if grading(cell)["grade_id"].endswith("-visible")]
    shown_wrong_on_purpose = {"no-rain-check": ("wrong_value", 0)} if name == "00_surprise" else {}
    assert verdicts == dict.fromkeys(visible, ("not_attempted", 0)) | shown_wrong_on_purpose
