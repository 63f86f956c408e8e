"""A notebook in any state is graded, or its student told why not."""

from .classroom import Held
from .notebooks import ATTACKS


class TestNotebooks(Held):
    attacks = ATTACKS
