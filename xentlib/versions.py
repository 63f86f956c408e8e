"""Do this notebook and this library belong together? Every notebook asks in its first cell."""

from __future__ import annotations

import re
from pathlib import Path

__version__ = "0.1.0"


class VersionError(ImportError):
    """Notebook and library are of different versions of the course. In a notebook it shows as its sentence only."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


def require_version(wanted: str) -> None:
    """Say what to do where a notebook and this xentlib do not belong together; stop where this xentlib is too old.

    wanted: the version that the notebook was written for. Versions with the same first two numbers fit together. With
    a newer xentlib an older notebook may still work, so it goes on, and keeps the points that it can earn.

    >>> require_version("0.1")
    """
    own, asked = version_numbers(__version__)[:2], version_numbers(wanted)[:2]
    here = f"This notebook was written for xentlib {wanted}, and the xentlib that answers here is"
    folder = Path(__file__).resolve().parents[1]
    if own < asked:
        raise VersionError(
            f"{here} an older one, {__version__}, in {folder}. Open the notebook from the course that it came with: in "
            "that course's folder type `make lab` (with conda: `conda env update -f environment.yml`, then "
            "`python -m xentlib lab`).")
    if own > asked:
        print(f"{here} a newer one, {__version__}, in {folder}. If something below does not work, keep this notebook, "
              f"open its new version from {folder / 'notebooks'}, and copy your answers into that.")


def version_numbers(version: str) -> tuple[int, ...]:
    """The numbers of a version: (2, 10) of "2.10rc1" comes after (2, 9)."""
    return tuple(int(number) for number in re.findall(r"(?:^|\.)(\d+)", version))

