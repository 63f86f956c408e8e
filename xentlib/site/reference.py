"""xentlib's reference, written from the docstrings: one page for each room of the library."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any


@dataclass(frozen=True)
class Page:
    """One page of the reference: which module it describes, and which of its names."""

    name: str
    title: str
    modules: tuple[str, ...]
    names: tuple[str, ...] = ()  # all public ones, if none are named


PAGES = (
    Page("information", "Information", ("xentlib.information",)),
    Page("codes", "Codes", ("xentlib.codes",)),
    Page("numerics", "Numerics", ("xentlib.numerics",)),
    Page("losses", "Losses", ("xentlib.losses",)),
    Page("calibration", "Calibration", ("xentlib.calibration",)),
    Page("learning", "Learning", ("xentlib.learning",)),
    Page("datasets", "Data sets", ("xentlib.datasets",)),
    Page("notebooks", "In a notebook", ("xentlib.exercises", "xentlib.predictions", "xentlib.beliefs",
                                        "xentlib.guessing", "xentlib.progress", "xentlib.installation",
                                        "xentlib.versions"),
         ("check", "check_hidden", "compare", "believe", "read_beliefs", "ask", "guess", "read_progress",
          "check_installation", "require_version")),
    Page("plots", "Figures", ("xentlib.plots",)),
    Page("explore", "Explorations", ("xentlib.explore",)),
)
# `Shapes: (N, K). Errors: ...`: what a docstring names this way becomes a list that the eye finds.
LABEL = re.compile(r"(?:^|(?<=\. )|(?<=\.\n))(Shapes?|Units|Errors|Sources?)((?:, \w+)*):\s", re.M)
CODE = re.compile(r"(`[^`\n]+`)")


def reference_page(page: Page) -> str:
    """The page in Markdown, as MyST reads it."""
    about = "" if page.names else markdown(_doc(import_module(page.modules[0])))
    entries = [_entry(module, name, thing) for module, name, thing in _offered(page)]
    return "\n\n".join([f"# {page.title}", about, *entries]) + "\n"


def _offered(page: Page) -> Iterator[tuple[str, str, Any]]:
    """Module, name and object of everything that the page describes, in the order in which it stands in the code."""
    import xentlib

    for module in page.modules:
        room = import_module(module)
        for name, thing in vars(room).items():
            here = getattr(thing, "__module__", "").startswith(module) and callable(thing)
            public = name in page.names if page.names else not name.startswith("_")
            if here and public:
                # What xentlib itself offers is called by its short name, as in the notebooks.
                yield ("xentlib" if getattr(xentlib, name, None) is thing else module), name, thing


def _entry(module: str, name: str, thing: Any) -> str:
    """One function or class, as a description that Sphinx indexes and links to."""
    kind = "class" if inspect.isclass(thing) else "function"
    said = [markdown(_doc(thing))]
    if kind == "class":
        for method, function in vars(thing).items():
            if inspect.isfunction(function) and not method.startswith("_") and function.__doc__:
                said.append(f"```{{py:method}} {method}{signature(function)}\n{markdown(_doc(function))}\n```")
    return f"````{{py:{kind}}} {name}{signature(thing)}\n:module: {module}\n\n" + "\n\n".join(said) + "\n````"


def _doc(thing: Any) -> str:
    return inspect.getdoc(thing) or ""


def signature(thing: Callable[..., Any]) -> str:
    """Names and defaults, as one types them; types stand in the docstring, in words."""
    try:
        found = inspect.signature(thing)
    except ValueError:  # what has no signature of its own, such as an enumeration
        return ""
    plain = [each.replace(annotation=each.empty) for each in found.parameters.values() if each.name != "self"]
    return str(found.replace(parameters=plain, return_annotation=found.empty))


def markdown(docstring: str) -> str:
    """A docstring, which is plain text with `code` and examples, in Markdown."""
    return "\n\n".join(_block(block) for block in re.split(r"\n\s*\n", docstring) if block.strip())


def _block(block: str) -> str:
    if block.startswith(">>>"):
        return f"```pycon\n{block}\n```"
    if re.match(r"[-*] |\d\. ", block):
        return _escaped(block)
    if re.match(r"\s{2,}", block):
        return f"```text\n{inspect.cleandoc(block)}\n```"
    before, *labelled = LABEL.split(block)
    fields = [f":{label}{more}: {_escaped(' '.join(text.split()))}" for label, more, text in
              zip(labelled[::3], labelled[1::3], labelled[2::3], strict=True)]
    return "\n\n".join(filter(None, [_escaped(before.strip()), "\n".join(fields)]))


def _escaped(text: str) -> str:
    """Text in which only `code` means something to Markdown."""
    parts = CODE.split(text)
    return "".join(part if i % 2 else re.sub(r"([\\*_\[\]<>|$~{}])", r"\\\1", part) for i, part in enumerate(parts))
