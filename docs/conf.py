"""How Sphinx makes the docs' site. `make docs-site` calls `scripts/make_site.py`, which gathers the pages.

Sphinx, as MkDocs 1 has no keeper any more, Material for MkDocs ends in May 2027, and its successor is not yet at 1.0.
The theme loads nothing from elsewhere, and the search runs in the reader's browser, also from a folder on a stick.
"""

from importlib.metadata import version as installed

project = "tolltrace"
author = "The tolltrace authors"
project_copyright = author
version = release = installed("tolltrace")

extensions = ["myst_parser"]
myst_heading_anchors = 4  # `page.md#a-heading`, as forges make them
suppress_warnings = ["misc.highlighting_failure"]  # examples of JSON leave out pieces with …

html_theme = "furo"
html_title = "tolltrace"
html_copy_source = False
html_show_sphinx = False
html_theme_options = {
    "light_css_variables": {
        "color-brand-primary": "#1f5fa8",  # the colours of the ledger's own site: server/site/static/site.css
        "color-brand-content": "#1f5fa8",
        "font-stack--headings": 'ui-serif, Georgia, Cambria, "Noto Serif", "Liberation Serif", serif',
    },
    "dark_css_variables": {"color-brand-primary": "#8abdf7", "color-brand-content": "#8abdf7"},
}
