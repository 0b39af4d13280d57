"""The English parser: a third party's model, read on plain arrays in batches.

parser     the model, checked and loaded; sentences → parsed documents
vectors    words in their context → numbers
classes    a word, its tag and its place in the tree → part of speech and lemma
entities   names, dates and numbers
"""

from tolltrace.knowledge.parsing.parser import PARSER_META, PARSER_PIPES, Parser, load_model

__all__ = ["PARSER_META", "PARSER_PIPES", "Parser", "load_model"]
