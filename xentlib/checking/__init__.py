"""The engine behind the check cells: it runs an answer, compares, recognises the mistake, explains it, scores it.

It knows no exercise; those live in `xentlib.exercises`, where `check` and `check_hidden` are.
"""

from .calling import (
    Call,
    Outcome,
    call,
)
from .exercise import (
    Exercise,
    Law,
    Misconception,
    Requirement,
    Values,
)
from .report import (
    MIME,
    Finding,
    Report,
    Verdict,
)
from .run import (
    check_answer,
)
from .values import (
    FLOAT_ARRAY,
    INTEGER,
    INTEGER_OR_NONE,
    INTEGERS,
    LIKE_INPUT,
    NAMED_NUMBERS,
    NUMBER,
    ROWS,
    TRUTH,
    several,
)
