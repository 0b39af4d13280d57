"""What we know: data wherever data can say it; code to load and check it."""

from tolltrace.knowledge.knowledge import Knowledge, load_knowledge
from tolltrace.knowledge.language import Language
from tolltrace.knowledge.page_signs import PageSigns
from tolltrace.knowledge.patterns import any_of, compile_pattern
from tolltrace.knowledge.phrasebook import WordLanguage

__all__ = [
    "Knowledge",
    "Language",
    "PageSigns",
    "WordLanguage",
    "any_of",
    "compile_pattern",
    "load_knowledge",
]
