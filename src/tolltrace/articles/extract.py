"""What all kinds of page share: each article in a language that we read, or the reason why it is none."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from tolltrace.articles import flat, markup, record
from tolltrace.articles.language import guess_language
from tolltrace.articles.quotations import add_quotations
from tolltrace.knowledge import Knowledge
from tolltrace.values import Article, Failed, Page, Reason, Rejected

MAX_BODY_CHARS = 500_000  # about 80,000 words, a book

EXTRACTORS: Mapping[str, Callable[[Page, Knowledge], Iterator[Article | Rejected | Failed]]] = {
    "jsonl": record.extract,
    "html": markup.extract,
    "text": flat.extract,
}


def extract_articles(page: Page, knowledge: Knowledge) -> Iterator[Article | Rejected | Failed]:
    """Every article of a page that is in a language that we read for claims; one result at least. Pure."""
    for article in read_articles(page, knowledge):
        yield check_language(article, knowledge) if isinstance(article, Article) else article


def read_articles(page: Page, knowledge: Knowledge) -> Iterator[Article | Rejected | Failed]:
    """Every article of a page, each as the page has it, in whatever language; one result at least. Pure.

    Its language is "und" where we cannot name it. Failed is a page that says it holds an article and is not as it must
    be (a damaged line of JSON).
    """
    if not page.content.strip():
        yield Rejected(page.source, Reason.EMPTY, f"{len(page.content)} bytes, none of them text")
        return
    extract = EXTRACTORS.get(page.kind)
    if extract is None:  # what a ledger keeps of an imported record
        yield Rejected(page.source, Reason.KIND, f"a {page.kind}, and no page; import the file that it came in")
        return
    for article in extract(page, knowledge):
        if isinstance(article, Article):
            code = guess_language(article.text, knowledge)
            named = code if code in knowledge.tells or code in knowledge.signs.language_names else "und"
            known = replace(article, captured_at=article.captured_at or page.captured_at, language=named)
            known = add_quotations(known, knowledge.signs)
            yield check_length(known) or known
        else:
            yield article


def check_length(article: Article) -> Rejected | None:
    """A text that no report is as long as: reading it for claims would take minutes, and it is something else."""
    if len(article.body) <= MAX_BODY_CHARS:
        return None
    detail = f"{len(article.body):,} characters; a report has at most {MAX_BODY_CHARS:,}. Split it into its reports"
    return Rejected(article.source, Reason.TOO_LARGE, detail)


def check_language(article: Article, knowledge: Knowledge) -> Article | Rejected:
    """The article, when it is in a language that we read."""
    if article.language in knowledge.tells:
        return article
    code = guess_language(article.text, knowledge)  # which may name no more than the script
    found = "no language that we can name" if code == "und" else knowledge.signs.language_names.get(code, code)
    read = ", ".join(sorted(tells.name for tells in knowledge.tells.values()))
    return Rejected(article.source, Reason.LANGUAGE, f"looks like {found}; we read {read}")
