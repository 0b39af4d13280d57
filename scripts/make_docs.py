"""Write docs/reference from the code: commands, settings, Python, the API (twice: as OpenAPI, too), and what we know.

make_docs.py            write the pages
make_docs.py --check    write nothing; end with 1 where a page is not what the code says
"""

import inspect
import json
import re
import sys
from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path
from typing import Any

import typer.main

import tolltrace
from tolltrace.cli import app
from tolltrace.client import RemoteLedger
from tolltrace.exports import EXPORTS
from tolltrace.imports import COLUMNS, IMPORTS
from tolltrace.knowledge import load_knowledge
from tolltrace.ledger import ClaimQuery, Ledger, RecordedClaim, RecordedReport
from tolltrace.relays import Statement
from tolltrace.server import describe_api
from tolltrace.settings import SettingHelp, describe_settings
from tolltrace.values import Claim, Figure

REFERENCE = Path(__file__).parent.parent / "docs" / "reference"
MADE = "<!-- Made by scripts/make_docs.py from the code; `make docs` writes it anew. -->\n\n"


def cli_page() -> str:
    """Every command with its arguments and options."""
    group: Any = typer.main.get_command(app)
    context = group.make_context("tolltrace", [], resilient_parsing=True)
    parts = ["# The command line\n", f"{MADE}{group.help}\n", *options(group, context)]
    return "\n".join([*parts, *command_parts(group, context, "tolltrace")])


def command_parts(group: Any, context: Any, path: str) -> list[str]:
    """The commands of a group, and of the groups in it."""
    parts = []
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if hasattr(command, "list_commands"):
            parts += [f"\n## {path} {name}\n", f"{command.help}\n", *command_parts(command, context, f"{path} {name}")]
            continue
        usage = " ".join([path, name, *argument_names(command), "[OPTIONS]"])
        parts += [f"\n## {path} {name}\n", f"```console\n$ {usage}\n```\n", f"{command.help}\n"]
        parts += options(command, context)
    return parts


def argument_names(command: Any) -> list[str]:
    """The arguments as the usage line shows them: "SOURCE..." where there may be several."""
    arguments = [param for param in command.params if param.param_type_name == "argument"]
    return [f"{param.metavar}{'...' if param.nargs != 1 else ''}" for param in arguments]


def options(command: Any, context: Any) -> list[str]:
    """A table of arguments and options."""
    rows = []
    for param in command.params:
        if param.param_type_name == "argument":
            name = f"`{param.metavar}`"
        else:
            takes = f" {param.metavar}" if param.metavar else ""
            name = f"`{', '.join(param.opts)}{takes}`"
        rows.append((name, param.help or ""))
    return [table(("Flag", "What it does"), rows)] if rows else []


def settings_page() -> str:
    """Every setting: its name in the file, its environment variable, its default."""
    rows = [
        (f"`{one.name}`", f"`{one.environment}`", one.type, default_words(one), one.about)
        for one in describe_settings()
    ]
    return (
        f"# Settings\n\n{MADE}"
        "Flags win over environment variables, those over the settings file, that over the defaults. The file is\n"
        "`settings.toml` in the user's configuration folder, or the one that `TOLLTRACE_SETTINGS` names.\n\n"
        + table(("In the file", "In the environment", "Type", "Default", "What it is"), rows)
    )


def default_words(one: SettingHelp) -> str:
    """A default as the settings file has it; in words where it differs by machine."""
    if one.type == "bool":
        return f"`{one.default.lower()}`"
    return one.default if one.type == "Path" else f"`{one.default}`"


def harms_page() -> str:
    """Every harm: what it is and what it includes."""
    rows = [
        (f"`{name}`", harm.label, harm.definition, ", ".join(harm.includes))
        for name, harm in load_knowledge().harms.items()
    ]
    return f"# Harms\n\n{MADE}" + table(("Harm", "Label", "What it is", "Includes"), rows)


def outlets_page() -> str:
    """Every outlet: where it is, by which clock it dates its reports, what else it is called."""
    rows = [
        (outlet.name, f"`{outlet.domain}`", outlet.country or "", outlet.time_zone or "", ", ".join(outlet.aliases))
        for outlet in sorted(load_knowledge().outlets.values(), key=lambda outlet: (outlet.country or "", outlet.name))
    ]
    return (
        f"# Outlets\n\n{MADE}"
        "An outlet that is not here is read like any other; its name is then what its pages print, and a time without\n"
        "a zone has none. To add one, write `knowledge/outlets/<domain>.toml`.\n\n"
        + table(("Outlet", "Domain", "Country", "Clock", "Also known as"), rows)
    )


def exports_page() -> str:
    """Every export: what it leaves out, what it loses, which columns it cannot fill."""
    parts = [
        f"# What exports leave out and lose\n\n{MADE}"
        "What a person rejected is left out of all. Of what is written, each loss touches the records that had it;\n"
        "the receipt beside each export counts them. [Exports](../exports.md) says what each format is.\n"
    ]
    for export in EXPORTS:
        rows = [("left out", f"`{loss.name}`", loss.says) for loss in export.leaves_out]
        rows += [("lost", f"`{loss.name}`", loss.says) for loss in export.loses]
        rows += [("in our own columns alone", f"`{loss.name}`", loss.says) for loss in export.beside]
        parts.append(f"\n## {export.name}\n\n{export.about[0].upper()}{export.about[1:]}: `{export.file_name}`.\n")
        parts.append(table(("", "What", "In words"), rows))
        if export.always_empty:
            parts.append(f"Always empty: {', '.join(f'`{name}`' for name in export.always_empty)}.\n")
    return "\n".join(parts)


def api_document() -> str:
    """The API as OpenAPI 3.1."""
    return json.dumps(describe_api(), indent=1, ensure_ascii=False) + "\n"


def api_page() -> str:
    """Every address of the API: what it answers, what it takes."""
    document = describe_api()
    parts = [
        f"# The API, address by address\n\n{MADE}"
        "[The API](../api.md) says how it behaves: filters, pages, errors, tokens. The same with the shape of every\n"
        "answer: [OpenAPI](openapi.json).\n"
    ]
    for address, methods in document["paths"].items():
        for method, said in methods.items():
            parts.append(
                f"\n## {method.upper()} {address}\n\n{said['summary']} {said.get('description', '')}".rstrip() + "\n"
            )
            rows = api_parameters(said, document)
            parts += [table(("Parameter", "Type", "What it is"), rows)] if rows else []
    return "\n".join(parts)


def api_parameters(said: dict[str, Any], document: dict[str, Any]) -> list[tuple[str, str, str]]:
    """What an address takes: in its path and query, in its heads, in its body."""
    rows = [
        (
            f"`{each['name']}`" + (" (header)" if each["in"] == "header" else ""),
            api_type(each["schema"]),
            each.get("description", ""),
        )
        for each in said.get("parameters", ())
    ]
    for media in said.get("requestBody", {}).get("content", {}).values():
        shape = media["schema"]
        if "$ref" in shape:
            shape = document["components"]["schemas"][shape["$ref"].rpartition("/")[2]]
        rows += [
            (f"`{name}` (body)", api_type(each), each.get("description", ""))
            for name, each in shape.get("properties", {}).items()
        ]
    return rows


def api_type(schema: dict[str, Any]) -> str:
    """A type as a reader wants it: its name, or the words that may stand there."""
    if "anyOf" in schema:
        return " or ".join(api_type(one) for one in schema["anyOf"] if one.get("type") != "null")
    if "enum" in schema:
        return ", ".join(f"`{word}`" for word in schema["enum"])
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    return str(schema.get("format") or schema.get("type", ""))


def python_page() -> str:
    """What others import from tolltrace, and what the ledgers that it opens can do."""
    parts = [f"# Python\n\n{MADE}{inspect.getdoc(tolltrace)}\n", "\n## From tolltrace\n"]
    parts += [python_entry(f"tolltrace.{name}", getattr(tolltrace, name)) for name in tolltrace.__all__]
    for of, title in (
        (Ledger, "A ledger: what open_ledger gives"),
        (RemoteLedger, "A served ledger: what connect gives"),
    ):
        parts += [f"\n## {title}\n\n{inspect.getdoc(of)}\n"]
        members = [name for name in dir(of) if not name.startswith("_")]
        parts += [python_entry(f"ledger.{name}", inspect.getattr_static(of, name)) for name in members]
    parts.append(
        "\n## What they hold\n\nThe fields of a claim are those of [the method](../method.md#14-the-record).\n"
    )
    parts += [python_fields(each) for each in (RecordedClaim, Claim, Figure, RecordedReport, Statement, ClaimQuery)]
    return "\n".join(filter(None, parts))


def python_entry(name: str, member: Any) -> str:
    """One function, method or property: its signature, and what it says of itself; nothing for a field."""
    function = getattr(member, "fget", None) or getattr(member, "func", member)
    if not callable(function):
        return ""
    signature = inspect.signature(function)
    own = [each for each in signature.parameters.values() if each.name != "self"]
    said = python_type(str(signature.replace(parameters=own)))
    said = said if function is member else said.replace("() ->", ":")
    return f"\n### {name}\n\n```python\n{name.rpartition('.')[2]}{said}\n```\n\n{inspect.getdoc(function) or ''}\n"


def python_fields(of: type) -> str:
    """The fields of a value, with their types."""
    rows = [(f"`{each.name}`", f"`{python_type(inspect.formatannotation(each.type))}`") for each in fields(of)]
    return f"\n### {of.__name__}\n\n{inspect.getdoc(of)}\n\n" + table(("Field", "Type"), rows)


def python_type(written: Any) -> str:
    """A type without the modules that it lies in."""
    return re.sub(r"(?:\w+\.)+(?=[A-Za-z])", "", str(written)).replace("'", "")


def imports_page() -> str:
    """Every format that is imported, and every column of a sheet of coded claims."""
    parts = [f"# What is imported\n\n{MADE}[Imports](../imports.md) says how.\n\n"]
    parts.append(table(("Format", "What it reads"), [(f"`{each.name}`", each.about) for each in IMPORTS]))
    rows = [
        (f"`{each.name}`", ", ".join(f"`{alias}`" for alias in each.aliases), each.says, each.example)
        for each in COLUMNS
    ]
    parts.append("\n## The columns of a sheet\n\nOrder, letter case, blanks, `-` and `_` make no difference.\n\n")
    parts.append(table(("Column", "Also called", "What it holds", "For example"), rows))
    return "".join(parts)


def table(names: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table; a bar inside a cell does not end it."""
    names = list(names)
    lines = [names, ["---"] * len(names), *rows]
    cells = ([" ".join(cell.split()).replace("|", "\\|") for cell in line] for line in lines)
    return "".join(f"| {' | '.join(line)} |\n" for line in cells)


PAGES = {
    "cli.md": cli_page,
    "settings.md": settings_page,
    "harms.md": harms_page,
    "outlets.md": outlets_page,
    "exports.md": exports_page,
    "python.md": python_page,
    "api.md": api_page,
    "openapi.json": api_document,
    "imports.md": imports_page,
}


def stale_pages(folder: Path) -> list[str]:
    """The pages that are absent or not what the code says."""
    return [
        name
        for name, make in PAGES.items()
        if not (folder / name).exists() or (folder / name).read_text("utf-8") != make()
    ]


def main() -> int:
    """Write or check, and say which."""
    if "--check" in sys.argv[1:]:
        stale = stale_pages(REFERENCE)
        if stale:
            print(f"docs/reference: not what the code says: {', '.join(stale)}. Run: make docs", file=sys.stderr)
        return bool(stale)
    REFERENCE.mkdir(parents=True, exist_ok=True)
    for name, make in PAGES.items():
        (REFERENCE / name).write_text(make(), "utf-8")
        print(f"docs/reference/{name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
