"""Every figure of the course, in one style, each described in words. matplotlib is imported when one is drawn."""

from .house import Picture, canvas, picture

__all__ = ["Picture", "canvas", "picture"]
