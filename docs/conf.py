"""Settings of the manual, for Sphinx; `make docs` builds it."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "extension"))

from convention_variants.diagnostics.rules import MANUAL
from convention_variants.version import VERSION

project = "convention-variants"
release = version = VERSION
copyright = "the contributors, MIT licence"  # noqa: A001 the name that Sphinx looks for
html_title = f"convention-variants {VERSION}"
html_baseurl = MANUAL

extensions = ["myst_parser", "sphinx.ext.autodoc", "packages"]
exclude_patterns = ["_build", "generated"]  # generated/ is included by the pages that show it
needs_sphinx = "7.4"
default_role = "code"  # as our docstrings mean it

smartquotes_action = "qe"  # quotation marks and ellipses; two hyphens begin an option

myst_heading_anchors = 4
myst_enable_extensions = ["colon_fence", "deflist"]

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_default_options = {"members": True}
python_use_unqualified_type_names = True

html_theme = "furo"
html_static_path = ["static"]
html_css_files = ["manual.css"]
html_copy_source = False
html_show_sphinx = False
html_theme_options = {"sidebar_hide_name": False, "navigation_with_keys": True}
