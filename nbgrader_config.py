"""nbgrader for this course. Run its commands from this folder; they need no flags."""

import contextlib
import warnings
from pathlib import Path

from nbgrader.converters import Autograde, GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from sqlalchemy.exc import SAWarning

from xentlib.grading.adaptations import adapt, template_folders

c = get_config()  # noqa: F821  (nbgrader puts it here)

c.CourseDirectory.course_id = "xent"
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "notebooks"
# Everything about students lives in one folder that git ignores.
gradebook = Path(__file__).resolve().parent / "gradebook"
with contextlib.suppress(OSError):  # in a course that may only be read: everything but grading works there
    gradebook.mkdir(exist_ok=True)
c.CourseDirectory.db_url = f"sqlite:///{gradebook / 'gradebook.db'}?timeout=60"
c.CourseDirectory.submitted_directory = "gradebook/submitted"
c.CourseDirectory.autograded_directory = "gradebook/autograded"
c.CourseDirectory.feedback_directory = "gradebook/feedback"
# A graded folder says of which submission it is, so that grading knows what is new.
c.Autograde.post_convert_hook = "xentlib.grading.one.stamp"
c.CourseDirectory.ignore = [*CourseDirectory.ignore.default_args[0], ".graded"]
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
# What a submission shows is cleaned before a browser shows it, in the formgrader and in the feedback.
c.HTMLExporter.extra_template_basedirs = template_folders()
c.HTMLExporter.filters = {
    "markdown2html": "xentlib.grading.cleaning.markdown_to_html",
    "text_cell": "xentlib.grading.feedback.text_cell",
}
c.HTMLExporter.preprocessors = ["xentlib.grading.cleaning.CleanSubmission"]
c.GenerateFeedback.preprocessors = ["xentlib.grading.feedback.ReadGrades", "xentlib.grading.feedback.ArrangeFeedback"]
c.ExchangeFactory.release_feedback = "xentlib.grading.exchange.ReleaseFeedback"

c.KernelManager.transport_encryption = "auto"  # what passes between a kernel and its front end is nobody else's

# nbgrader's gradebook makes SQLAlchemy warn about itself at every grading; there is nothing an instructor could do.
warnings.filterwarnings("ignore", category=SAWarning, module="nbgrader")

adapt()
