"""Article → Claims.

    passages     which sentences may hold a claim              numerals     a printed number → int
    figures      how many: numbers with their hedges           uncounted    numbers that count no people
    harms        which harm a figure belongs to                clauses tolls    by its clause; by a running total
    singles      victims without a number                      parts        shares, and lists of parts
    victims      who came to harm                              sides        whose people they are
    places       where                                         place_names  the place phrases of a sentence
    localities   the point of a place
    periods      when                                          time_phrases the time phrases of a sentence, as EDTF
    forwards     the channel that a message came from
    speakers     who says so, quoting whom                     speaker_names    how a speaker is named
    saying_verbs what makes somebody a speaker                 saying_times when they spoke
    aspects      event, total, increment or rate               stances      asserted, denied, taken back, …
    silences     refusals and denials without a figure         denials      which claim a denial is about
    silent       who refuses or denies                         own          whose people the speaker's own are
    drafts       what a claim takes over from one before
    numbering    which mentions are one claim                  assemble     the answers → Claim
    confidence   how likely each was read right               extract      by the parse, or by the words alone
    syntax       small questions asked of the parse            shallow      all of this for a language without a parser
    linker       the trained network, asked about a figure     linking      where its answer stands and not the rules'
    worth        whether a text can hold a claim at all, by its words

Each stage answers one question about a Passage; words and patterns are the language's (knowledge/languages).
"""

from tolltrace.claims.extract import extract_claims, extract_claims_of
from tolltrace.claims.worth import may_hold_claims

__all__ = ["extract_claims", "extract_claims_of", "may_hold_claims"]
