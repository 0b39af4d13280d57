"""Anything → Pages."""

from tolltrace.pages.sources import count_sources, read_sources

__all__ = ["count_sources", "read_sources"]
