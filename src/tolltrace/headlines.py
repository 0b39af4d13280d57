"""The headlines that a page gives out beside its printed one, read for claims and held against its statements."""

from collections.abc import Sequence
from datetime import date

from tolltrace.claims import extract_claims_of
from tolltrace.knowledge import load_knowledge
from tolltrace.ledger import ClaimQuery, Ledger
from tolltrace.relays import Carrier, Drift, Statement
from tolltrace.statements import compare_headlines
from tolltrace.summaries import Retold
from tolltrace.values import Article, Claim, Headline


def find_headline_drift(
    ledger: Ledger, statement: Statement, *, report: str | None = None, as_of: date | None = None
) -> tuple[Drift, ...]:
    """What moved in other headlines of the pages that relay a statement, and in neither their text nor printed title.

    These are what a page gives out as its title elsewhere: to OpenGraph, the browser, in its address. They are read
    for claims here and now, some milliseconds each; in one `report` alone, where it is given.
    """
    carriers = {relay.carrier.id: relay.carrier for relay in statement.relays if report in (None, relay.carrier.id)}
    held = [(carrier, each) for carrier in carriers.values() for each in carrier.headlines]
    retold: list[Retold] = []
    for (carrier, headline), claims in zip(held, read_headlines(held), strict=True):
        if claims:
            query = ClaimQuery(report=carrier.id, as_of=as_of)
            retold.append(Retold(carrier.id, headline, claims, tuple(each.claim for each in ledger.claims(query))))
    return compare_headlines(statement, retold)


def read_headlines(held: Sequence[tuple[Carrier, Headline]]) -> list[tuple[Claim, ...]]:
    """The claims in each headline, as if its report said no more; those of copies are read once."""
    knowledge = load_knowledge()
    articles = [
        Article("", one.text, "", carrier.language, "", "", published=carrier.published) for carrier, one in held
    ]
    readable = {*knowledge.languages, *knowledge.word_languages}
    known = list(dict.fromkeys(each for each in articles if each.language in readable))
    claims = dict(zip(known, extract_claims_of(known, knowledge), strict=True))
    return [claims.get(each, ()) for each in articles]
