"""Every figure of the course, in one style, each with its description in words. Needs matplotlib, imported when drawn."""

from .house import Picture, canvas, picture

__all__ = ["Picture", "canvas", "picture"]
