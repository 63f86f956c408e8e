"""Points that nobody earned are not given."""

from .cheating import ATTACKS
from .classroom import Held


class TestCheating(Held):
    attacks = ATTACKS
