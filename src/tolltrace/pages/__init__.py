"""Anything → Pages."""

from tolltrace.pages.objects import read_objects
from tolltrace.pages.reader import Damage
from tolltrace.pages.sources import count_sources, read_again, read_sources
from tolltrace.pages.table import table_rows
from tolltrace.pages.visit import Visitor

__all__ = ["Damage", "Visitor", "count_sources", "read_again", "read_objects", "read_sources", "table_rows"]
