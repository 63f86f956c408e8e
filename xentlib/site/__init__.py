"""The course as a website: static pages that need no network and, but for the search, no script."""

from .build import build_site
