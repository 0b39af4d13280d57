from collections.abc import Callable, Iterator
from datetime import date

import pytest

from tests.builders import a_published, an_article
from tolltrace.claims.assemble import find_harmed
from tolltrace.claims.harms import Harmed
from tolltrace.claims.passages import Passage, find_passages
from tolltrace.knowledge import Knowledge, Language, load_knowledge
from tolltrace.values import Article

MONDAY = date(2023, 5, 1)


def a_report(body: str, title: str | None = None) -> Article:
    """A report of Monday, 1 May 2023."""
    return an_article(title=title, body=body, published=a_published(MONDAY))


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load_knowledge().by_rules()


@pytest.fixture(scope="session")
def english(knowledge: Knowledge) -> Language:
    return knowledge.languages["en"]


@pytest.fixture(scope="session")
def read_harmed(knowledge: Knowledge, english: Language) -> Callable[[str], Iterator[tuple[Passage, Harmed]]]:
    """Everybody who came to harm in some sentences, each with the passage that says so."""

    def read(body: str) -> Iterator[tuple[Passage, Harmed]]:
        for passage in find_passages(a_report(body), english, knowledge):
            for harmed in find_harmed(passage, (), knowledge)[0]:
                yield passage, harmed

    return read
