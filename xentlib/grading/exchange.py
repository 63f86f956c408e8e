"""Where nbgrader's exchange stops at one student's missing file, ours goes on with the others."""

from __future__ import annotations

import glob
import os
from pathlib import Path

from nbgrader.exchange.default import ExchangeReleaseFeedback

NO_TIMESTAMP = "unknown time"


class ReleaseFeedback(ExchangeReleaseFeedback):
    """nbgrader's, for submissions that did not come through the exchange as well.

    nbgrader needs two files beside each page: the time of the submission, only to name it in its log, and the secret
    under which the student fetches the page. A submission that was put into its folder by hand has neither.
    """

    def copy_files(self) -> None:
        excluded = self.coursedir.student_id_exclude
        left_out = []
        for folder in sorted({Path(page).parent for page in glob.glob(os.path.join(self.src_path, "*.html"))}):
            if not (folder / "timestamp.txt").exists():
                (folder / "timestamp.txt").write_text(NO_TIMESTAMP)
            if not (folder / "submission_secret.txt").exists():
                left_out.append(folder.parent.name)
                self.log.error("%s did not hand in through the exchange and cannot fetch anything there; give out %s "
                               "in another way", folder.parent.name, folder)
        self.coursedir.student_id_exclude = ",".join(filter(None, [excluded, *left_out]))
        try:
            super().copy_files()
        finally:
            self.coursedir.student_id_exclude = excluded
