"""Every way out of a ledger: all commands, all exports, all that Python is given. Whatever is new must be added here,
or said to show nothing of a record; the tests count them."""

import dataclasses
import inspect
import io
import json
from collections.abc import Iterator
from contextlib import redirect_stdout
from datetime import date, datetime
from enum import Enum
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import typer.main
from typer.testing import CliRunner

from tests.restraint.served import LATER, a_digest, served
from tolltrace import following, headlines
from tolltrace.cli import app
from tolltrace.desk import find_news, news_to_json
from tolltrace.digests import Subscriber, Wish
from tolltrace.errors import TolltraceError
from tolltrace.exports import EXPORTS, write_codes, write_export
from tolltrace.knowledge import load_knowledge
from tolltrace.ledger import ClaimQuery, Ledger
from tolltrace.ledger.browsing import Browsing
from tolltrace.server.mail.choosing import tell_digest
from tolltrace.server.mail.letters import digest_letter
from tolltrace.settings import Settings

BY = ("--by", "E. Ditor", "--why", "asked")

# a command → what it is given beside the ledger; {claim}, {report} and {statement} are of the record that is looked for
COMMANDS: dict[str, tuple[tuple[str, ...], ...]] = {
    "claims": ((), ("--json",), ("--csv",), ("--all-versions", "--json"), ("--as-of", "{day}", "--json"),
               ("--sort", "doubt", "--json"), ("--harm", "killed", "--json"), ("--text", "{word}", "--json")),
    "show": (("{claim}", "--as-of", "{day}", "--json"), ("{sister}", "--as-of", "{day}"),
             ("{claim}",), ("{claim}", "--json"), ("{claim}", "--why"), ("{report}",), ("{report}", "--json"),
             ("{sister}", "--json", "--why"), ("{sister}",)),
    "statements": ((), ("--json",), ("--as-of", "{day}", "--json"), ("--harm", "killed", "--json")),
    "statement": (("{claim}", "--json"), ("{statement}", "--json"), ("{statement}", "--why"), ("{sister}", "--json"),
                  ("{claim}", "--as-of", "{day}", "--json")),
    "drift": ((), ("--json",), ("--report", "{report}", "--json"), ("--as-of", "{day}", "--json")),
    "series": ((), ("--json",), ("--as-of", "{day}", "--json")),
    "explain": (("{figure} killed in Karvel",), ("{figure} killed in Karvel", "--json")),
    "reports": ((), ("--json",), ("--all-versions", "--json"), ("--as-of", "{day}", "--json")),
    "queue": ((), ("--json",), ("--for", "Somebody", "--json")),
    "ledger log": ((), ("--json",), ("{claim}",), ("{claim}", "--json"), ("--limit", "500", "--json")),
    "ledger agreement": ((), ("--json",)),
    "ledger verify": ((), ("--json",)),
    "people list": ((), ("--json",)),
    "grade list": ((), ("--json",)),
    "comment list": ((), ("--json",), ("--report", "{report}", "--json"), ("--withdrawn", "--json"),
                     ("--held", "--json"), ("--refused",)),
    "people token list": ((), ("--json",)),
}  # fmt: skip
# what only writes, or reads pages and no ledger; `export` is asked with every format of its own
WRITES = {
    "trace", "read", "review", "export", "import", "ledger regroup", "ledger rule", "ledger copy", "ledger takedown",
    "ledger lift", "ledger names", "people add", "people role", "people close", "people password",
    "people token add", "people token withdraw", "serve", "grade speaker", "grade claim", "comment add",
    "comment withdraw", "comment moderate", "merge", "split", "ledger export-codes", "digest send",
    "digest forget", "watch", "archive run", "archive resume", "archive status", "archive load",
    "archive group",
}  # fmt: skip

# of Ledger, `following` and `headlines`: what gives nothing of a record
QUIET = {
    "close", "copy_to", "record", "load", "decide", "rule", "verify", "grouping", "people", "admit", "take_down",
    "lift", "open_names", "names_withheld", "grade_speaker", "grade_claim", "withdraw_comment", "rule_at_once",
    "group_recorded", "regroup", "desk", "at_once", "read_figures", "read_headlines", "mailing", "moderate_comment",
}  # fmt: skip


def all_commands() -> set[str]:
    return set(_commands(typer.main.get_command(app), ""))


def _commands(group: Any, path: str) -> Iterator[str]:
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from _commands(command, f"{path}{name} ")
        else:
            yield path + name


def all_pages() -> set[str]:
    return {name for name in dir(Browsing) if not name.startswith("_")}


def all_methods() -> set[str]:
    of_the_ledger = {name for name in dir(Ledger) if not name.startswith("_")}
    return of_the_ledger | {
        name
        for module in (following, headlines)
        for name, one in inspect.getmembers(module, inspect.isfunction)
        if one.__module__ == module.__name__ and not name.startswith("_")
    }


def printed(path: Path, wanted: dict[str, str]) -> Iterator[tuple[str, str]]:
    """What each command prints, on both channels."""
    for command, lines in COMMANDS.items():
        for line in lines:
            arguments = [each.format(**wanted) for each in line]
            result = CliRunner().invoke(app, [*command.split(), *arguments, "--ledger", str(path)])
            assert result.exit_code in (0, 1), (command, arguments, result.output)
            yield f"{command} {' '.join(line)}", result.output


def drawn(path: Path, wanted: dict[str, str], folder: Path) -> Iterator[tuple[str, str]]:
    """What pictures show."""
    for command in (["series"], ["statement", wanted["sister"]]):
        svg = folder / f"{command[0]}.svg"
        CliRunner().invoke(app, [*command, "--svg", str(svg), "--ledger", str(path)])
        yield f"{command[0]} --svg", svg.read_text("utf-8") if svg.exists() else ""


def exported(ledger: Ledger, folder: Path) -> Iterator[tuple[str, str]]:
    """What each format writes that can be written here, receipts and all, today and as of a day."""
    for export in EXPORTS:
        if export.name == "parquet" and find_spec("pyarrow") is None:
            continue  # test_parquet_is_a_door says so
        for query in (ClaimQuery(), ClaimQuery(as_of=LATER), ClaimQuery(all_versions=True)):
            into = folder / f"{export.name}-{query.as_of}-{query.all_versions}"
            into.mkdir()
            write_export(ledger, export.name, into / export.file_name, query)
            yield (
                f"export {export.name}",
                "\n".join(_text_of(each) for each in sorted(into.rglob("*")) if each.is_file()),
            )


def coded(ledger: Ledger, folder: Path) -> Iterator[tuple[str, str]]:
    """What reviewers decided, as codes."""
    write_codes(ledger, folder / "codes")
    yield "export-codes", "\n".join(_text_of(each) for each in sorted((folder / "codes").iterdir()))


def told(ledger: Ledger) -> Iterator[tuple[str, str]]:
    """What a desk tells by webhooks and commands."""
    _, found = ledger.desk.happenings(0, 1000)
    for happening in found:
        news = find_news(ledger, happening)
        if news is not None:
            yield "news", json.dumps(news_to_json(news, load_knowledge()), ensure_ascii=False)


def _text_of(path: Path) -> str:
    if path.suffix == ".parquet":
        import pyarrow.parquet

        return json.dumps(pyarrow.parquet.read_table(path).to_pylist(), default=str, ensure_ascii=False)
    return path.read_bytes().decode("utf-8", "replace")


def given(ledger: Ledger, wanted: dict[str, str]) -> Iterator[tuple[str, str]]:
    """What Python is given by each method and function, as text."""
    claim, report, sister = wanted["claim"], wanted["report"], wanted["sister"]
    every = ClaimQuery(all_versions=True, with_rejected=True)
    doors: dict[str, list[Any]] = {
        "claims": [lambda: ledger.claims(), lambda: ledger.claims(every), lambda: ledger.claims(as_of=LATER)],
        "claim": [lambda: ledger.claim(claim), lambda: ledger.claim(claim[:6]), lambda: ledger.claim(sister)],
        "history": [lambda: ledger.history(claim), lambda: ledger.history(sister)],
        "events": [lambda: [each for each in ledger.events() if each.kind not in ("taken down", "restored")]],
        "reviews": [lambda: ledger.reviews(claim), lambda: ledger.reviews(sister)],
        "agreement": [ledger.agreement],
        "queue": [lambda: ledger.queue(), lambda: ledger.queue(every, first="reach", reviewer="Somebody")],
        "reports": [lambda: ledger.reports(), lambda: ledger.reports(every), lambda: ledger.reports(as_of=LATER)],
        "article": [lambda: ledger.article(report), lambda: ledger.article(report, 1)],
        "page": [lambda: ledger.page(report), lambda: ledger.page(report, 1)],
        "path": [lambda: ledger.path],
        "gradebook": [lambda: ledger.gradebook().credibilities],
        "grades": [ledger.grades],
        "comments": [
            lambda: ledger.comments(),
            lambda: ledger.comments(report, with_withdrawn=True),
            lambda: ledger.comments(standing="held"),
        ],
        "comment_on_claim": [],
        "comment_on_words": [],  # what a person just wrote themselves
        "comment_on_span": [],  # likewise
        "reviewed_reports": [],  # ids of reports: `export-codes` is asked below
        "browsing": [],  # `browsed`
        "page_statements": [
            lambda: following.page_statements(ledger, ClaimQuery()),
            lambda: following.page_statements(ledger, ClaimQuery(as_of=LATER)),
            lambda: following.page_statements(ledger, ClaimQuery(text=wanted["word"])),
        ],
        "find_statements_of": [
            lambda: following.find_statements_of(ledger, [claim, sister]),
            lambda: following.find_statements_of(ledger, [claim, sister], as_of=LATER),
        ],
        "state": [ledger.state],
        "is_quick": [lambda: ledger.is_quick],
        "figures": [
            lambda: ledger.figures(limit=100),
            lambda: ledger.figures(ClaimQuery(harm="killed"), limit=100),
            lambda: ledger.figures(ClaimQuery(place="a"), limit=100),
        ],
        "find_headline_drift": [
            lambda: [headlines.find_headline_drift(ledger, each) for each in following.find_statements(ledger)],
        ],
        "find_statements": [
            lambda: following.find_statements(ledger),
            lambda: following.find_statements(ledger, as_of=LATER),
            lambda: following.find_statements(ledger, harm="killed"),
        ],
        "find_statement": [
            lambda: following.find_statement(ledger, claim),
            lambda: following.find_statement(ledger, wanted["statement"]),
            lambda: following.find_statement(ledger, sister),
            lambda: following.find_statement(ledger, sister, as_of=LATER),
        ],
        "page_summaries": [
            lambda: following.page_summaries(ledger, ClaimQuery()),
            lambda: following.page_summaries(ledger, ClaimQuery(as_of=LATER)),
            lambda: following.page_summaries(ledger, ClaimQuery(text=wanted["word"])),
        ],
        "summaries_of": [lambda: following.summaries_of(ledger, [wanted["statement"], f"s{sister}"])],
        "load_by_id": [lambda: following.load_by_id(ledger, [wanted["statement"], f"s{sister}"])],
        "carried_by": [
            lambda: following.carried_by(ledger, [report]),
            lambda: following.carried_by(ledger, [report], as_of=LATER),
        ],
        "check_family": [lambda: following.check_family(ledger, following.find_statement(ledger, sister))],
        "find_family": [lambda: following.find_family(ledger, following.find_statement(ledger, sister))],
        "check_statement": [lambda: following.check_statement(ledger, following.find_statement(ledger, sister))],
        "find_series": [lambda: following.find_series(ledger), lambda: following.find_series(ledger, as_of=LATER)],
        "explain_text": [lambda: following.explain_text(ledger, f"{wanted['figure']} killed in Karvel")],
    }
    assert set(doors) | QUIET == all_methods() | {"path"}, "a new door: show here what it gives"
    for name, calls in doors.items():
        yield from called(name, calls)


def called(name: str, calls: list[Any]) -> Iterator[tuple[str, str]]:
    """What some calls give, or why they do not."""
    for call in calls:
        try:
            found = call()
            yield name, json.dumps(plain(found if not isinstance(found, Iterator) else list(found)), default=str)
        except TolltraceError as error:
            yield name, str(error)


def browsed(ledger: Ledger, wanted: dict[str, str]) -> Iterator[tuple[str, str]]:
    """What is read a page at a time."""
    queries = (
        ClaimQuery(), ClaimQuery(all_versions=True, with_rejected=True), ClaimQuery(as_of=LATER),
        ClaimQuery(text=wanted["word"]), ClaimQuery(report=wanted["report"]), ClaimQuery(speaker="tavi"),
    )  # fmt: skip
    with ledger.browsing() as view:
        doors: dict[str, list[Any]] = {
            "claims": [partial(view.claims, query, None, 100) for query in queries],
            "reports": [partial(view.reports, query, None, 100) for query in queries],
            "statements": [partial(view.statements, query, None, 100) for query in queries],
            "facets": [partial(view.facets, query) for query in queries],
            "facets_of_few": [partial(view.facets_of_few, query, 100) for query in queries],
            "places": [partial(view.places, query, 100, 100) for query in queries],
            "count": [partial(view.count, query, 100) for query in queries],
            "events": [lambda: [one for one in view.events(None, 100).items if one.kind != "taken down"]],
            "state": [view.state],
            "noted": [partial(view.noted, 100)],
            "arrived": [partial(view.arrived, ClaimQuery(), "statements", 0, 100)],
            "check_report": [partial(view.check_report, wanted["sister"])],
        }
        assert set(doors) | {"withholding"} == all_pages(), "a new page: show here what it gives"
        for name, calls in doors.items():
            yield from called(f"browsing {name}", calls)


def mailed(ledger: Ledger, wanted: dict[str, str]) -> Iterator[tuple[str, str]]:
    """What a digest's mail holds, both as text and as HTML."""
    digest = a_digest(ledger, wanted)
    one = Subscriber("x", Wish("a@paper.example", digest.every), 0)
    letter = digest_letter(
        tell_digest(ledger, digest).chosen(one.wish), one, Settings(site_address="https://tolls.example")
    )
    for part in letter.iter_parts():
        yield "a digest's mail", part.get_content()


def plain(value: Any) -> Any:
    """Values as JSON has them, whatever they are."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, dict):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(each) for each in value]
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return value if isinstance(value, str | int | float | bool | None | Enum | date | datetime) else str(value)


def everywhere(ledger: Ledger, path: Path | str, wanted: dict[str, str], folder: Path) -> Iterator[tuple[str, str]]:
    """All doors, one after another: which, and what came out."""
    with redirect_stdout(io.StringIO()):
        yield from given(ledger, wanted)
        yield from browsed(ledger, wanted)
        yield from printed(path, wanted)
        yield from drawn(path, wanted, folder)
        yield from exported(ledger, folder)
        yield from coded(ledger, folder)
        yield from mailed(ledger, wanted)
        yield from told(ledger)
        yield from served(ledger, wanted)
