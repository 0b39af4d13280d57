"""When somebody spoke: the time phrases that date the saying and not the harm (`the mayor said Monday`)."""

from collections.abc import Container, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from tolltrace.claims.passages import Passage
from tolltrace.claims.syntax import VERBS, has_own_subject
from tolltrace.claims.time_phrases import TimePhrase, find_time_phrases
from tolltrace.knowledge import compile_pattern
from tolltrace.values import Period

if TYPE_CHECKING:
    from tolltrace.parse import Token

SHARING = frozenset({"xcomp", "conj", "advcl", "aux"})
MAX_HEADS = 3  # steps up from a time phrase to the verb of saying that it dates
SAID_WHEN = frozenset({"npadvmod", "prep", "advmod", "tmod", "dep", "dobj", "pobj"})
CLOSES = (",", ".", ";", '"', "”")  # behind a phrase that ends what is told of the saying: `police said last week.`


def date_of_saying(passage: Passage, verb: "Token") -> Period | None:
    """When the words under a verb of saying were said, where its sentence tells; the phrase nearest to the verb.

    `Speaking on Saturday, the mayor said` dates the second verb, too.
    """
    dated = [phrase for phrase, says in find_saying_times(passage) if verb in with_shared_subject(says)]
    nearest = min(dated, key=lambda phrase: abs(phrase.start - verb.idx), default=None)
    return nearest.period if nearest is not None else None


def only_saying_time(passage: Passage) -> Period | None:
    """When somebody spoke whose verb nobody knows: what dates a saying, where its sentence has no other."""
    dated = {phrase.period for phrase, _ in find_saying_times(passage)}
    return dated.pop() if len(dated) == 1 else None


def date_of_silence(passage: Passage, start: int, end: int) -> Period | None:
    """When somebody refused or denied by the words between two offsets: `declined on Monday to say how many`."""
    verbs = {verb for token in cue_verbs(passage, start, end) for verb in with_shared_subject(token)}
    for phrase in phrases_of(passage):
        if is_a_day(passage, phrase) and verb_above(passage, phrase, verbs) is not None:
            return phrase.period
    return None


def cue_verbs(passage: Passage, start: int, end: int) -> "Sequence[Token]":
    """The first verb of some words."""
    return [token for token in passage.doc if start <= token.idx < end and token.pos_ in VERBS][:1]


def with_shared_subject(verb: "Token") -> "Iterator[Token]":
    """A verb, and those above it up to the one whose subject it shares: `spoke on Monday and declined to say`."""
    yield verb
    while verb.dep_ in SHARING and not has_own_subject(verb):
        verb = verb.head
        yield verb


@lru_cache(maxsize=64)  # every claim of a sentence asks for the same
def find_saying_times(passage: Passage) -> "tuple[tuple[TimePhrase, Token], ...]":
    """The time phrases of a sentence that date a saying, each with the verb of it."""
    return tuple(dated_sayings(passage, phrases_of(passage)))


def phrases_of(passage: Passage) -> tuple[TimePhrase, ...]:
    """Every time phrase of a sentence."""
    return find_time_phrases(passage.text, passage.said_on, passage.language)


def dated_sayings(passage: Passage, phrases: Sequence[TimePhrase]) -> "Iterator[tuple[TimePhrase, Token]]":
    """Each phrase with the verb of saying that it dates.

    One right behind such a verb does, if it is a day, or what was said begins behind it, or the sentence is over.
    Anywhere else only a single day can: nobody speaks `in the past 24 hours`.
    """
    content = compile_pattern(passage.language.lexicon.saying.content_pattern)
    for phrase in phrases:
        says = verb_before(passage, phrase)
        behind = passage.text[phrase.end :]
        ends = says is not None and says.pos_ in VERBS and is_past(phrase) and behind.startswith(CLOSES)
        is_closed = ends or content.match(behind)
        if says is not None and (is_closed or (says.pos_ in VERBS and is_a_day(passage, phrase))):
            yield phrase, says  # `said in November that`, `police said last week.`, `said on Monday it had lost …`
            continue
        opens = content.match(behind) and hangs_on_verb(passage, phrase)  # `told parliament last month that`
        if (opens or is_a_day(passage, phrase)) and (says := verb_above(passage, phrase)) is not None:
            yield phrase, says


def is_past(phrase: TimePhrase) -> bool:
    """Whether a phrase is one stretch of the calendar, no span up to now (`in the last five months`)."""
    return phrase.reading in {"this_unit", "last_unit", "earlier_unit", "month_year", "units_ago"}


def hangs_on_verb(passage: Passage, phrase: TimePhrase) -> bool:
    """Whether a phrase belongs to a verb itself, and to no noun (`attacks in 2000 that left 70 dead`)."""
    token = passage.token_at(phrase.start)
    while token.head is not token and phrase.start <= token.head.idx < phrase.end:
        token = token.head
    return token.head.pos_ in VERBS


def is_a_day(passage: Passage, phrase: TimePhrase) -> bool:
    """Whether a phrase is a single day, or may be one where there is no day to anchor it on."""
    period = phrase.period
    in_hours = any(word in period.text for word, unit in passage.language.lexicon.time.units.items() if unit == "hour")
    is_day = period.date_prec == 1 or (period.date_prec is None and passage.said_on is None)
    return is_day and not in_hours and "/" not in (period.edtf or "")


def verb_before(passage: Passage, phrase: TimePhrase) -> "Token | None":
    """The verb of saying right before a phrase, over those who hear it (`told reporters last week`)."""
    at = passage.token_at(phrase.start).i - 1
    if at > 0 and passage.doc[at].lower_ in passage.language.lexicon.saying.hearers:
        at -= 1
    return passage.doc[at] if at >= 0 and passage.doc[at].lower_ in passage.language.saying_verbs else None


def verb_above(passage: Passage, phrase: TimePhrase, verbs: "Container[Token] | None" = None) -> "Token | None":
    """The verb that a phrase hangs on, a few steps up, if it is one of saying, or one of some; none behind another."""
    token, saying = passage.token_at(phrase.start), passage.language.lexicon.saying
    opens = {cue.split()[0] for cue in saying.according}
    for _ in range(MAX_HEADS):
        head = token.head
        if head.dep_ == "acl" and head.tag_ == "VBN" and head.head.lower_ in saying.occasions:
            token, head = head.head, head.head.head  # `in an interview published on Monday`
        says = head.lower_ in passage.language.saying_verbs or head.lower_ in opens if verbs is None else head in verbs
        if token.dep_ in SAID_WHEN and head.pos_ == "VERB" and says:
            return head
        if token.pos_ in VERBS:
            return None
        token = head
    return None
