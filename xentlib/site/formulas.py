"""Formulas as MathML, written when the site is built, so that a page needs no script to show them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from latex2mathml.converter import convert

if TYPE_CHECKING:
    from docutils.nodes import Element
    from sphinx.application import Sphinx


def mathml(latex: str, display: str = "inline") -> str:
    """The formula as a `<math>` element."""
    return convert(latex, display=display)


def inline(translator: Any, node: Element) -> None:
    from docutils.nodes import SkipNode

    translator.body.append(mathml(node.astext()))
    raise SkipNode


def block(translator: Any, node: Element) -> None:
    from docutils.nodes import SkipNode

    translator.body.append(f'<div class="formula" tabindex="0">{mathml(node.astext(), "block")}</div>\n')
    raise SkipNode


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_html_math_renderer("mathml", inline_renderers=(inline, None), block_renderers=(block, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
