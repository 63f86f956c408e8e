"""The texts that ship with the course are what they claim to be."""

import contextlib
import io

from xentlib.datasets import zen_of_python


def test_the_zen_is_the_one_that_python_itself_carries():
    with contextlib.redirect_stdout(io.StringIO()):
        import this

    assert zen_of_python() == "".join(this.d.get(character, character) for character in this.s)
