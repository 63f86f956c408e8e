"""Sphinx's settings for the course's site."""

project = "Cross-entropy, told precisely"
language = "en"
author = ""
html_title = project
extensions = ["myst_nb", "xentlib.site.formulas"]
exclude_patterns: list[str] = []

myst_enable_extensions = ["dollarmath", "amsmath", "attrs_block", "attrs_inline", "fieldlist"]
myst_heading_anchors = 3
nb_execution_mode = "off"  # the outputs are those that are stored and tested
nb_ipywidgets_js: dict[str, dict[str, str]] = {}  # no script from elsewhere
nb_merge_streams = True
add_module_names = False

html_theme = "sphinx_book_theme"
html_math_renderer = "mathml"
templates_path = ["templates"]
html_static_path = ["static"]
html_css_files = ["course.css"]
html_favicon = "static/favicon.svg"
html_copy_source = False
html_use_index = False  # the search and the reference's own lists find everything
html_show_copyright = False
html_show_sphinx = False
html_show_search_summary = False  # summaries are fetched, which a page opened from disk may not do
html_context = {"default_mode": "auto"}
html_sidebars = {"**": ["home.html", "search-button-field", "sbt-sidebar-nav"]}
html_theme_options = {
    "use_download_button": False,
    "use_fullscreen_button": False,
    "navbar_persistent": [],  # the search stands in the sidebar
    "show_toc_level": 2,
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
}
