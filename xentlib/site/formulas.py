"""Formulas as MathML, written when the site is built, so that a page needs no script to show them."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from latex2mathml.converter import convert

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx

MATHML = "http://www.w3.org/1998/Math/MathML"
NAMED = {"ln", "log", "exp", "max", "min", "tanh"}
OPERAND = {"mi", "mn", "mtext", "mfrac", "msub", "msup", "msubsup", "msqrt", "mrow", "munder", "munderover"}
OPEN, CLOSE, SIGNS = set("([{⌈⌊"), set(")]}⌉⌋"), set("−+±")
BOLD = {ord("A"): 0x1D400, ord("a"): 0x1D41A, ord("0"): 0x1D7CE}  # where these alphabets begin among the bold ones


def mathml(latex: str, display: str = "inline") -> str:
    """The formula as a `<math>` element of MathML Core, the part of MathML that browsers draw, spaced as TeX does."""
    math = ElementTree.fromstring(convert(latex, xmlns="", display=display))
    for element in list(math.iter()):
        if element.tag == "menclose":
            element.tag, element.attrib = "mrow", {"class": "boxed"}
        if element.attrib.get("mathvariant") == "bold":
            del element.attrib["mathvariant"]
            element.text = "".join(map(_bold, element.text or ""))
        if "columnalign" in element.attrib:
            element.set("class", element.attrib.pop("columnalign"))
        if len(element) > 1 and all(each.get("mathvariant") == "normal" for each in element):
            element.tag, element.text = "mi", "".join(each.text or "" for each in element)  # one word, not letters
            element[:] = []
        if element.text in ("∞", *"⌈⌊⌉⌋"):  # taken for an operator and for letters
            element.tag = "mi" if element.text == "∞" else "mo"
    for element in list(math.iter()):
        if element.tag in ("math", "mrow", "mtd", "msqrt", "mstyle"):
            _space_names(element)
            _space_operators(element)
    math.set("xmlns", MATHML)
    return ElementTree.tostring(math, encoding="unicode")


def _bold(letter: str) -> str:
    begins = max((each for each in BOLD if each <= ord(letter)), default=None)
    return letter if begins is None else chr(BOLD[begins] + ord(letter) - begins)


def _space_names(row: Element) -> None:
    """Thin spaces around the name in `x ln y`: not before a parenthesis, not after a sign."""
    for before, after in pairwise(list(row)):
        ended = before.tag in OPERAND or before.text in CLOSE
        if (_is_name(after) and ended) or (_is_name(before) and after.tag in OPERAND):
            row.insert(list(row).index(after), ElementTree.Element("mspace", {"width": "0.167em"}))


def _is_name(element: Element) -> bool:
    """Whether this is `ln`, or `log` with its base."""
    base = element[0] if element.tag in ("msub", "msup", "munder") else element
    return base.text in NAMED


def _space_operators(row: Element) -> None:
    """A sign that begins a term stands close to it, a bracket to what it holds, and a slash to both sides."""
    parts = [each for each in row if each.tag != "mspace"]
    for before, operator in zip([None, *parts], parts, strict=False):
        if operator.tag != "mo":
            continue
        begins = before is None or (before.tag == "mo" and before.text not in CLOSE)
        if operator.text in OPEN or (operator.text in SIGNS and begins):
            operator.set("form", "prefix")
        elif operator.text in CLOSE:
            operator.set("form", "postfix")
        elif operator.text in ("/", "|"):
            operator.attrib |= {"lspace": "0", "rspace": "0"}


def inline(translator: Any, node: nodes.math) -> None:
    from docutils.nodes import SkipNode

    translator.body.append(mathml(node.astext()))
    raise SkipNode


def block(translator: Any, node: nodes.math_block) -> None:
    from docutils.nodes import SkipNode

    # A phone scrolls a long formula, which a keyboard can do only where it can go.
    translator.body.append(f'<div class="formula" tabindex="0">{mathml(node.astext(), "block")}</div>\n')
    raise SkipNode


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_html_math_renderer("mathml", inline_renderers=(inline, None), block_renderers=(block, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
