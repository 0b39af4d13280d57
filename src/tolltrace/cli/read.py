"""`tolltrace read`: the articles of pages, as tracing reads them, without their claims."""

from collections import Counter
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tolltrace.cli.trace import JsonFlag, SourcesArgument, print_refusal

if TYPE_CHECKING:
    from tolltrace.knowledge import Knowledge
    from tolltrace.values import Article


def read_command(
    sources: SourcesArgument,
    as_json: JsonFlag = False,
    follow: Annotated[
        bool, typer.Option("--follow", help="Fetch, and read, the reports that a feed or a sitemap only names.")
    ] = False,
) -> None:
    """Show the articles in SOURCE...: title, dates, who signs, text; in any language, and without looking for claims.

    Exit code 0 when every page was read or rejected for a reason, 1 when something failed, 2 for wrong use.
    """
    from rich.text import Text

    from tolltrace.cli.printing import heading_view, open_console, print_json_line
    from tolltrace.cli.words import clean
    from tolltrace.knowledge import load_knowledge
    from tolltrace.pipeline import read
    from tolltrace.settings import load_settings
    from tolltrace.values import Article, Failed

    out, err = open_console(), open_console(stderr=True)
    counts: Counter[str] = Counter()
    knowledge = load_knowledge()
    for result in read(*sources, knowledge=knowledge, settings=load_settings(follow=follow or None)):
        if not isinstance(result, Article):
            counts["failed" if isinstance(result, Failed) else "rejected"] += 1
            print_refusal(err, result, trace_back=False)
            continue
        counts["read"] += 1
        if as_json:
            print_json_line(whole_article(result, knowledge))
        else:
            out.print(heading_view(result))
            out.print(Text("\n" + "\n\n".join(clean(each.text) for each in result.paragraphs) + "\n"))
    summary = ", ".join(f"{counts[kind]:,} {kind}" for kind in ("read", "rejected", "failed"))
    (err if as_json else out).print(f"Articles: {summary}")
    if counts["failed"]:
        raise typer.Exit(1)


def whole_article(article: "Article", knowledge: "Knowledge") -> dict[str, Any]:
    """All of an article as JSON: `text` is what offsets count in, `body` what stands below title and standfirst.

    Domain and country are the outlet's as we know it, null where we do not.
    """
    from tolltrace.records import article_to_json

    outlet = knowledge.outlets.at_url(article.url) or knowledge.outlets.named(article.outlet)
    return {
        "id": article.id,
        "source": article.source,
        **article_to_json(article),
        "outlet_domain": outlet.domain if outlet else None,
        "outlet_country": outlet.country if outlet else None,
        "body": article.body,
        "text": article.text,
        "paragraphs": [{"start": each.start, "end": each.end} for each in article.paragraphs],
        "quotations": [{"start": each.start, "end": each.end, "text": each.text} for each in article.quotations],
    }
