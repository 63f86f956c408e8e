"""Keep the two halves of the course in step: run solutions/, generate notebooks/ from it."""

from __future__ import annotations

import base64
import io
import re
from pathlib import Path

from nbclient import NotebookClient
from nbgrader.converters import GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from PIL import Image
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from .canonical import read, write

COURSE = Path(__file__).resolve().parents[2]


def assignments() -> list[str]:
    """The names of the course's notebooks, in order: `00_surprise`, `01_shannon_entropy` ..."""
    return sorted(path.stem for path in (COURSE / "solutions").glob("*/*.ipynb") if path.stem == path.parent.name)


def source(assignment: str) -> Path:
    return COURSE / "solutions" / assignment / f"{assignment}.ipynb"


def student_version(assignment: str) -> Path:
    return COURSE / "notebooks" / assignment / f"{assignment}.ipynb"


def generate(assignment: str, release_directory: str = "notebooks") -> None:
    """Generate one student version as `nbgrader generate_assignment` does, without a gradebook."""
    config: Config = PyFileConfigLoader("nbgrader_config.py", path=str(COURSE)).load_config()
    config.CourseDirectory.root = str(COURSE)
    config.CourseDirectory.assignment_id = assignment
    config.CourseDirectory.release_directory = release_directory
    config.GenerateAssignment.no_database = True
    # The gradebook's preprocessor has no place here.
    config.GenerateAssignment.preprocessors = [
        each for each in config.GenerateAssignment.preprocessors if getattr(each, "__name__", each) != "SaveCells"]
    GenerateAssignment(coursedir=CourseDirectory(config=config), config=config).start()


def generate_all() -> None:
    for assignment in assignments():
        generate(assignment)
        print(f"notebooks/{assignment}/{assignment}.ipynb")


def run(path: Path, timeout: int = 120) -> None:
    """Run a notebook from its own folder, as JupyterLab does, and store its outputs in canonical form."""
    notebook = read(path)
    config = Config({"KernelManager": {"transport_encryption": "auto"}})
    # Printed pieces are joined, so that of a progress bar only its last state is stored.
    NotebookClient(notebook, timeout=timeout, kernel_name="python3", config=config, coalesce_streams=True,
                   resources={"metadata": {"path": str(path.parent)}}).execute()
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if "text/html" in output.get("data", {}):
                output.data["text/html"] = PICTURE.sub(_smaller, output.data["text/html"])
    write(notebook, path)


PICTURE = re.compile("(?<=data:image/png;base64,)[A-Za-z0-9+/=]+")


def _smaller(picture: re.Match) -> str:
    """The same picture in 128 colours: a quarter of the bytes, and nobody sees a difference."""
    image, file = Image.open(io.BytesIO(base64.b64decode(picture.group()))), io.BytesIO()
    image.convert("RGB").quantize(128).save(file, "png", optimize=True)
    return base64.b64encode(file.getvalue()).decode()


def run_all(names: list[str]) -> None:
    """Run the named solutions, or all of them."""
    for assignment in names or assignments():
        run(source(assignment))
        print(f"solutions/{assignment}/{assignment}.ipynb")
