"""Every attack against plain nbgrader, to see that it bites there: `python -m tests.grading.attacks KIND ...`

Those that would take the machine down are not tried.
"""

import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from . import Attack, breaking, cheating, honest, notebooks, pages, reaching
from .classroom import damage, damage_to_others, grade

KINDS = {module.__name__.rpartition(".")[2]: module.ATTACKS
         for module in (cheating, reaching, breaking, notebooks, pages, honest)}
PLAIN = """
from nbgrader.converters import Autograde
c.Autograde.exporter_class = Autograde.exporter_class.default_value
for name in ("sanitize_preprocessors", "autograde_preprocessors"):
    setattr(c.Autograde, name, getattr(Autograde, name).default_args[0])
"""



def bites(attacks: Sequence[Attack]) -> Iterator[tuple[Attack, list[str]]]:
    """What each does to plain nbgrader. Graded together, unless somebody hurts the others."""
    with tempfile.TemporaryDirectory() as folder:
        graded = grade(Path(folder), attacks, PLAIN)
    for_all = damage_to_others(graded)
    if for_all and len(attacks) > 1:
        middle = len(attacks) // 2
        yield from bites(attacks[:middle])
        yield from bites(attacks[middle:])
    else:
        yield from ((attack, damage(attack, graded) + for_all) for attack in attacks)


if __name__ == "__main__":
    for kind in sys.argv[1:] or KINDS:
        tame = [attack for attack in KINDS[kind] if attack.tame]
        for start in range(0, len(tame), 16):
            for attack, seen in bites(tame[start:start + 16]):
                print(f"{kind}\t{attack.student}\t{' | '.join(seen) or 'held'}", flush=True)
        for attack in KINDS[kind]:
            if not attack.tame:
                print(f"{kind}\t{attack.student}\tnot tried", flush=True)
