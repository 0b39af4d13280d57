"""Anything → Pages."""

from tolltrace.pages.sources import count_sources, read_again, read_sources

__all__ = ["count_sources", "read_again", "read_sources"]
