"""The few verbs a person types: `python -m xentlib lab`, `progress`, `grade`, `site` and the others below."""

from __future__ import annotations

import argparse
import errno
import os
import sys
from pathlib import Path


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m xentlib", description="The course on cross-entropy.")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    lab = verbs.add_parser("lab", help="open the course in JupyterLab")
    lab.add_argument("--port", type=int, default=8888)
    lab.add_argument("--browser", choices=("yes", "no"), default="yes")
    lab.add_argument("extra", nargs="*", help="after --, options for JupyterLab itself")
    progress = verbs.add_parser("progress", help="show how far you are, read from your notebooks")
    progress.add_argument("folder", nargs="?", help="where 00_surprise and the others are, if not in the course's "
                          "own notebooks/")
    verbs.add_parser("notebooks", help="generate the learners' notebooks/ from solutions/")
    outputs = verbs.add_parser("outputs", help="run solutions/ and store their outputs")
    outputs.add_argument("assignments", nargs="*", help="such as 01_shannon_entropy; all of them if none is named")
    tables = verbs.add_parser("tables", help="measure the tables again that take a notebook too long")
    tables.add_argument("names", nargs="*", help="such as saturation; all of them if none is named")
    site = verbs.add_parser("site", help="build the course's website, which needs no network")
    site.add_argument("--solutions", choices=("yes", "no"), default="no", help="publish the solutions, too")
    site.add_argument("--to", type=Path, help="the folder to build it in, if not in build/site; it is emptied first")
    grade = verbs.add_parser("grade", help="grade all submissions of an assignment, as nbgrader_config.py says")
    grade.add_argument("assignment", help="such as 01_shannon_entropy")
    grade.add_argument("--workers", type=int, choices=range(1, 129), default=os.cpu_count() or 1, metavar="N",
                       help="processes of this machine; as many as it has cores if none is given")
    grade.add_argument("--address", help="of a Dask scheduler, such as tcp://10.0.0.1:8786: grade on its cluster")
    grade.add_argument("--force", action="store_true", help="grade again what is graded and unchanged")
    report = verbs.add_parser("report", help="see what a graded class has understood, and what it believes")
    report.add_argument("assignments", nargs="*", help="such as 01_shannon_entropy; all graded ones if none is named")
    report.add_argument("--names", action="store_true", help="say who; without it, the report names nobody")
    report.add_argument("--output", help="the folder for report.html and report.csv, if not gradebook/report")
    arguments = parser.parse_args()
    # What a verb needs is imported when it is asked for: nbgrader alone takes a second.
    if arguments.verb == "lab":
        from .lab import open_lab

        return open_lab(arguments.port, arguments.browser == "yes", arguments.extra)
    if arguments.verb == "progress":
        from .progress import show_progress

        return show_progress(arguments.folder)
    if arguments.verb == "tables":
        from .experiments import make_tables

        make_tables(arguments.names)
        return 0
    if arguments.verb == "site":
        from .site import build_site

        return build_site(arguments.to, arguments.solutions == "yes")
    if arguments.verb == "grade":
        from .grading.batch import grade as grade_all

        return grade_all(arguments.assignment, arguments.workers, arguments.address, arguments.force)
    if arguments.verb == "report":
        from .grading.class_report import write_report

        return write_report(arguments.assignments, arguments.names, arguments.output)
    from .grading import release

    if arguments.verb == "notebooks":
        release.generate_all()
    else:
        release.run_all(arguments.assignments)
    return 0


def main_or_refusal() -> int:
    """As `main`, with a sentence where the machine does not let this person write."""
    try:
        return main()
    except OSError as error:
        if error.errno not in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise
        print(f"{error.filename} may not be written here: {error.strerror}. Copy the course to a folder of your own "
              "and work there.", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main_or_refusal())
