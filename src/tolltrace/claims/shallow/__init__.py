"""Article → Claims for a language that is read by patterns over its words, without a parse.

    sentences    sentences, lists, and the segments between commas and conjunctions
    counts       how many, and how hedged                      people      who they are, and whose
    harm_words   the words of harm that came about             lending     a harm from a neighbouring segment
    harms        which harm a count or a person belongs to     zeros       nobody harmed; nothing said
    places       where                                         periods     when
    shares       a fraction of the dead
    speakers     who says so, quoting whom                     numbering   which mentions are one claim
    readings     all that is asked of a sentence               phrases     phrases → patterns
    assemble     the answers → Claim

All words and patterns are the language's own (knowledge/languages/<code>/phrasebook.toml).
"""

from tolltrace.claims.shallow.assemble import read_by_words
from tolltrace.claims.shallow.phrases import claim_words

__all__ = ["claim_words", "read_by_words"]
