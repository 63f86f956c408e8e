"""Make what a submission shows harmless, before a browser shows it to a grader or to the student.

nbgrader_config.py puts these into nbconvert's HTMLExporter, so the formgrader's pages and the feedback are cleaned by
the same code: `CleanSubmission` rewrites the notebook, `markdown_to_html` renders its texts. Nothing loads from a
network.
"""

from __future__ import annotations

import contextlib
import html
import re
import secrets
from collections.abc import Iterator, Mapping
from typing import Any
from xml.etree.ElementTree import Element

import bleach
import jinja2
import nbformat
from bleach.html5lib_shim import Filter
from latex2mathml.converter import Converter
from mistune import HTMLRenderer
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbconvert.preprocessors import Preprocessor
from traitlets import Bool

from ..checking import MIME
from .canonical import CELL_ID, NOTEBOOK_METADATA
from .submission import OWN

TAGS = {
    "a", "abbr", "b", "blockquote", "br", "caption", "code", "dd", "del", "details", "div", "dl", "dt", "em",
    "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "li", "ol", "p", "pre", "s",
    "small", "span", "strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr",
    "u", "ul",
}
LINK = re.compile(r"(https?://|mailto:)", re.I)  # a relative one would lead to files that were handed in
PICTURE = re.compile(r"data:image/(png|jpeg|gif);base64,[A-Za-z0-9+/=\s]+")
PICTURES = ("image/png", "image/jpeg", "image/gif")
NO_DESCRIPTION = "A picture without a description"
FORMULA_LIMIT = 2000  # characters; what is longer, or defines commands of its own, is shown as it was written


# ---------------------------------------------------------------- HTML

def _allowed(tag: str, name: str, value: str) -> bool:
    match tag, name:
        case "a", "href":
            return LINK.match(value.strip()) is not None
        case "img", "src":
            return PICTURE.fullmatch(value) is not None
        case "img", "alt":
            return True
        case "img", "width" | "height":
            return value.isdigit() and len(value) < 5
        case "td" | "th", "colspan" | "rowspan":
            return value.isdigit() and len(value) < 3
        case "th", "scope":
            return value in ("row", "col", "rowgroup", "colgroup")
    return False


class _Pictures(Filter):
    """A picture that may not be shown leaves its description; one without a description says so."""

    def __iter__(self) -> Iterator[Any]:
        for token in super().__iter__():
            if token.get("name") != "img":
                yield token
                continue
            described = token["data"].get((None, "alt"), "").strip() or NO_DESCRIPTION
            if (None, "src") in token["data"]:
                token["data"][None, "alt"] = described
                yield token
            else:
                yield {"type": "Characters", "data": f"[{described}]"}


def clean_html(text: str) -> str:
    """Text structure, tables, links to the web and pictures held in the text itself; nothing that acts or loads."""
    return bleach.Cleaner(tags=TAGS, attributes=_allowed, protocols=("http", "https", "mailto", "data"), strip=True,
                          filters=[_Pictures]).clean(text)


# ---------------------------------------------------------------- text cells

class _Renderer(IPythonRenderer):
    """nbconvert's, with each formula kept aside as MathML while the rest is cleaned."""

    def __init__(self, attachments: Mapping[str, Any]) -> None:
        super().__init__(escape=False, exclude_anchor_links=True)
        self.files = attachments
        self.formulas: list[str] = []
        self.mark = f"formula{secrets.token_hex(8)}n"

    def put_formulas(self, text: str) -> str:
        return re.sub(f"{self.mark}(\\d+)e", lambda found: self.formulas[int(found[1])], text)

    def _keep(self, latex: str, display: str) -> str:
        self.formulas.append(mathml(latex, display))
        return f"{self.mark}{len(self.formulas) - 1}e"

    def inline_math(self, body: str) -> str:
        return self._keep(body, "inline")

    def block_math(self, body: str) -> str:
        return self._keep(body, "block")

    def latex_environment(self, name: str, body: str) -> str:
        return self._keep(f"\\begin{{{name}}}{body}\\end{{{name}}}", "block")

    def block_mermaidjs(self, code: str) -> str:
        return f"<pre>{html.escape(code)}</pre>"

    def image(self, text: str, url: str, title: str | None = None) -> str:
        if url.startswith("attachment:"):
            file = self.files.get(url.removeprefix("attachment:"), {})
            kind = next((kind for kind in PICTURES if kind in file), "")
            url = f"data:{kind};base64,{file[kind]}" if kind else ""
        return HTMLRenderer.image(self, text, url, title)  # past nbconvert's, which stops at a missing attachment


@jinja2.pass_context
def markdown_to_html(context: Mapping[str, Any], source: str) -> str:
    """nbconvert's filter of this name, made harmless; formulas become MathML, which needs no script."""
    cell = context.get("cell")
    return render_markdown(source, cell.get("attachments", {}) if cell else {})


def render_markdown(source: str, attachments: Mapping[str, Any] | None = None) -> str:
    renderer = _Renderer(attachments or {})
    return renderer.put_formulas(clean_html(MarkdownWithMath(renderer=renderer).render(source)))


# ---------------------------------------------------------------- formulas

MATH_TAGS = {
    "math", "menclose", "mfrac", "mi", "mn", "mo", "mover", "mpadded", "mphantom", "mroot", "mrow", "mspace",
    "msqrt", "mstyle", "msub", "msubsup", "msup", "mtable", "mtd", "mtext", "mtr", "munder", "munderover",
}
MATH_ATTRIBUTES = {
    "accent", "columnalign", "columnlines", "columnspacing", "depth", "display", "displaystyle", "fence",
    "form", "height", "largeop", "linebreak", "linethickness", "lspace", "mathsize", "mathvariant", "maxsize",
    "minsize", "movablelimits", "notation", "rowlines", "rowspacing", "rspace", "scriptlevel", "separator",
    "stretchy", "symmetric", "voffset", "width",
}


def mathml(latex: str, display: str) -> str:
    """A formula as MathML, or as its own source where it cannot be read."""
    latex = re.sub(r"\{(align|equation|gather)\}", r"{\1*}", latex.strip())  # without numbers, as JupyterLab shows it
    formula = f"<code>{html.escape(latex)}</code>"
    if len(latex) <= FORMULA_LIMIT and not re.search(r"\\(re|provide)?(new|def|command)|\\let", latex):
        # The converter meets whatever a student wrote, and has no error of its own for all of it.
        with contextlib.suppress(Exception):
            formula = _math_element(Converter(display=display).convert_to_element(latex))
    # Where the screen is narrow, a long formula gets a bar to scroll with, which the keyboard has to reach.
    return f'<span class="formula" tabindex="0">{formula}</span>' if display == "block" else formula


def _math_element(element: Element) -> str:
    """latex2mathml's own text form undoes the escaping of what was written inside \\text{...}."""
    inside = html.escape(html.unescape(element.text or "")) + "".join(map(_math_element, element))
    if element.tag not in MATH_TAGS:
        return inside
    attributes = "".join(f' {name}="{html.escape(value)}"' for name, value in element.attrib.items()
                         if name in MATH_ATTRIBUTES)
    return f"<{element.tag}{attributes}>{inside}</{element.tag}>{html.escape(html.unescape(element.tail or ''))}"


# ---------------------------------------------------------------- the notebook

class CleanSubmission(Preprocessor):
    """Rebuild a notebook from what may be shown of it: text, pictures and cleaned HTML."""

    enabled = Bool(True).tag(config=True)

    def preprocess(self, notebook: Any, resources: Any) -> tuple[Any, Any]:
        notebook.metadata = nbformat.from_dict(NOTEBOOK_METADATA)
        notebook.cells = [_clean_cell(cell) for cell in notebook.cells if isinstance(cell, dict)]
        seen: set[str] = set()
        for cell in notebook.cells:
            if cell.id in seen:
                cell["id"] = secrets.token_hex(4)
            seen.add(cell.id)
        return notebook, resources


def _clean_cell(cell: Any) -> Any:
    source = _text(cell.get("source"))
    grading = _dict(_dict(cell.get("metadata")).get("nbgrader"))
    kept: dict[str, Any] = {"tags": [OWN]} if OWN in _list(_dict(cell.get("metadata")).get("tags")) else {}
    if CELL_ID.fullmatch(str(grading.get("grade_id", "")).lower()):
        kept["nbgrader"] = grading
    identity = _text(cell.get("id"))
    given = {"metadata": kept} | ({"id": identity} if CELL_ID.fullmatch(identity.lower()) else {})
    if cell.get("cell_type") == "markdown":
        clean = nbformat.v4.new_markdown_cell(source, **given)
        clean.attachments = _attachments(cell)
        return clean
    if cell.get("cell_type") != "code":
        return nbformat.v4.new_code_cell(source, **given)  # shown as it was written
    count = cell.get("execution_count")
    outputs = [output for output in map(_clean_output, _list(cell.get("outputs"))) if output]
    return nbformat.v4.new_code_cell(source, outputs=outputs, **given,
                                     execution_count=count if isinstance(count, int) else None)


def _attachments(cell: Any) -> Any:
    return nbformat.from_dict({_text(name): {kind: _text(_dict(file).get(kind)) for kind in PICTURES
                                             if kind in _dict(file)}
                               for name, file in _dict(cell.get("attachments")).items()})


def _clean_output(output: Any) -> Any:
    output = _dict(output)
    match output.get("output_type"):
        case "stream":
            name = "stderr" if output.get("name") == "stderr" else "stdout"
            return nbformat.v4.new_output("stream", name=name, text=_text(output.get("text")))
        case "error":
            return nbformat.v4.new_output("error", ename=_text(output.get("ename")), evalue=_text(output.get("evalue")),
                                          traceback=[_text(line) for line in _list(output.get("traceback"))])
        case "display_data" | "execute_result":
            return nbformat.v4.new_output("display_data", data=_clean_data(_dict(output.get("data"))))
    return None


def _clean_data(data: dict) -> dict:
    clean: dict[str, Any] = {}
    if "text/html" in data:
        clean["text/html"] = clean_html(_text(data["text/html"]))
    for kind in ("image/png", "image/jpeg"):
        if PICTURE.fullmatch(f"data:{kind};base64,{_text(data.get(kind)) or '-'}"):
            clean[kind] = _text(data[kind])
    if "text/plain" in data:
        clean["text/plain"] = _text(data["text/plain"])
    if isinstance(data.get(MIME), dict):
        clean[MIME] = data[MIME]
    return clean


def _dict(value: Any) -> dict:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list:
    return value if isinstance(value, list) else []


def _text(value: Any) -> str:
    """A text, also as the list of its lines."""
    if isinstance(value, list):
        return "".join(line for line in value if isinstance(line, str))
    return value if isinstance(value, str) else ""
