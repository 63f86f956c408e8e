"""Gather what the site shows into one folder of Markdown and notebooks, and let Sphinx make pages of it."""

from __future__ import annotations

import re
import shutil
import tempfile
from pathlib import Path

import nbformat
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from ..progress import read_progress
from .lessons import lesson, solution
from .reference import PAGES, reference_page

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
README = ROOT / "README.md"
GUIDE = ROOT / "xentlib" / "grading" / "guide.md"


def build_site(target: Path | None = None, solutions: bool = False) -> int:
    """Build the site into `target`, in build/site if none is named; 0 if there was nothing to warn of."""
    from sphinx.cmd.build import build_main

    target = target or ROOT / "build" / "site"
    shutil.rmtree(target, ignore_errors=True)
    with tempfile.TemporaryDirectory() as folder:
        source, doctrees = Path(folder, "source"), Path(folder, "doctrees")
        gather(source, solutions)
        # What Sphinx remembers of the sources stays out of the site.
        failed = build_main(["-q", "-W", "--keep-going", "-b", "html", "-c", str(HERE), "-d", str(doctrees),
                             str(source), str(target)])
    for macros in (target / "_static").glob("*.html"):
        macros.unlink()  # parts of the theme, no pages
    if not failed:
        print(f"The site is built: open {target / 'index.html'}")
    return failed


def gather(source: Path, solutions: bool) -> None:
    """Write every page's source: the lessons, the guides, the reference, and the landing page that leads to them."""
    course = read_progress(ROOT / "notebooks")
    if course.problems:
        raise ValueError(" ".join(course.problems))
    halves = {"notebooks": lesson, "solutions": solution} if solutions else {"notebooks": lesson}
    for half, made in halves.items():
        for path in (notebook.path for notebook in course.notebooks):
            write_page(source / half / path.stem / path.name, nbformat.writes(made(path.stem)))
    for page in PAGES:
        write_page(source / "reference" / f"{page.name}.md", reference_page(page))
    shutil.copy(ROOT / "xentlib" / "data" / "report.png", source)
    about = {"course": course, "readme": readme_part, "solutions": solutions, "reference": PAGES,
             "picture_words": picture_words(), "guide": GUIDE.read_text(encoding="utf-8") if GUIDE.exists() else None}
    templates = Environment(loader=FileSystemLoader(HERE / "pages"), undefined=StrictUndefined, autoescape=False,
                            trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True)
    for name in templates.list_templates():
        write_page(source / name, templates.get_template(name).render(about))


def write_page(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def picture_words() -> str:
    """What the README says the picture of a report shows."""
    return re.search(r"!\[([^]]+)\]\(xentlib/data/report\.png\)", README.read_text(encoding="utf-8"))[1]  # type: ignore[index]


def readme_part(heading: str) -> str:
    """What stands under this heading of the README."""
    part = re.search(rf"^## {re.escape(heading)}\n+(.*?)(?=^## |\Z)", README.read_text(encoding="utf-8"), re.M | re.S)
    if part is None:
        raise ValueError(f"README.md has no heading {heading!r}")
    return part[1].strip()
