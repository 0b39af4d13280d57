"""Write docs/reference from the code: what each command takes, what can be set, which harms and outlets there are.

make_docs.py            write the pages
make_docs.py --check    write nothing; end with 1 where a page is not what the code says
"""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import typer.main

from tolltrace.cli import app
from tolltrace.exports import EXPORTS
from tolltrace.knowledge import load_knowledge
from tolltrace.settings import SettingHelp, describe_settings

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
