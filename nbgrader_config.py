"""nbgrader for this course. Run its commands from this folder; they need no flags."""

import warnings
from pathlib import Path

from nbgrader.converters import Autograde, GenerateAssignment
from sqlalchemy.exc import SAWarning

from xentlib.grading.adaptations import adapt

c = get_config()  # noqa: F821  (nbgrader puts it here)

c.CourseDirectory.course_id = "xent"
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "notebooks"
# Everything about students lives in one folder that git ignores.
gradebook = Path(__file__).resolve().parent / "gradebook"
gradebook.mkdir(exist_ok=True)
c.CourseDirectory.db_url = f"sqlite:///{gradebook / 'gradebook.db'}"
c.CourseDirectory.submitted_directory = "gradebook/submitted"
c.CourseDirectory.autograded_directory = "gradebook/autograded"
c.CourseDirectory.feedback_directory = "gradebook/feedback"
c.CsvExportPlugin.to = str(gradebook / "grades.csv")

c.ClearSolutions.code_stub = {"python": 'raise NotImplementedError("replace this line with your answer")'}
c.ClearSolutions.text_stub = "*Double-click here and write your answer.*"
# The rubric stands in the question's own cell, above the answer, where a grader needs it.
c.ClearMarkScheme.enforce_metadata = False
c.GenerateAssignment.preprocessors = [
    "xentlib.grading.canonical.Canonical",
    *GenerateAssignment.preprocessors.default_args[0],
]
c.IncludeHeaderFooter.enabled = False

# What students hand in is rebuilt from the source and runs in a sandbox; the checks run outside of it.
c.Autograde.exporter_class = "xentlib.grading.submission.SubmissionExporter"
c.Autograde.sanitize_preprocessors = ["xentlib.grading.submission.Restore"]
c.Autograde.autograde_preprocessors = [
    "xentlib.grading.execute.Execute",
    *(each for each in Autograde.autograde_preprocessors.default_args[0] if each.__name__ != "Execute"),
]

c.KernelManager.transport_encryption = "auto"  # what passes between a kernel and its front end is nobody else's

# nbgrader's gradebook makes SQLAlchemy warn about itself at every grading; there is nothing an instructor could do.
warnings.filterwarnings("ignore", category=SAWarning, module="nbgrader")

adapt()
