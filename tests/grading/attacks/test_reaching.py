"""What lies outside stays out of reach."""

from .classroom import Held
from .reaching import ATTACKS


class TestReaching(Held):
    attacks = ATTACKS
