"""Whatever a submission does to itself, the others are graded."""

from .breaking import ATTACKS
from .classroom import Held


class TestBreaking(Held):
    attacks = ATTACKS
