"""Small questions asked of the parse."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tolltrace.parse import Token

SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj"})
VERBS = frozenset({"VERB", "AUX"})
NAMES = frozenset({"NOUN", "PROPN"})
FAR = 99  # more steps than any parse has: "not joined"
PHRASE_TOKENS = 8  # a left edge farther away than this is a misparse


def is_passive(verb: "Token") -> bool:
    """Whether a verb has a passive auxiliary or subject: `were killed`."""
    return any(child.dep_ in {"auxpass", "nsubjpass"} for child in verb.children)


def has_object(verb: "Token") -> bool:
    """Whether a verb has a direct object behind it: `killed 12`."""
    return any(child.dep_ == "dobj" and child.i > verb.i for child in verb.children)


def has_own_subject(verb: "Token") -> bool:
    """Whether a verb has a subject of its own."""
    return any(child.dep_ in SUBJECTS for child in verb.children)


def next_word(token: "Token") -> "Token | None":
    """The token after this one, over one adverb."""
    return next((each for each in token.doc[token.i + 1 : token.i + 3] if each.pos_ != "ADV"), None)


def phrase_start(token: "Token") -> int:
    """The index at which the phrase of a token begins."""
    edge = int(token.left_edge.i)
    return edge if token.i - edge < PHRASE_TOKENS else int(token.i)


def depth_of(token: "Token") -> int:
    """How deep a token lies in the parse; the root lies at 0."""
    return sum(1 for _ in token.ancestors)


def steps_between(token: "Token", other: "Token") -> int:
    """How many steps of the parse lie between two tokens; FAR where nothing joins them."""
    above = [other, *other.ancestors]
    for steps, each in enumerate([token, *token.ancestors]):
        if each in above:
            return steps + above.index(each)
    return FAR
