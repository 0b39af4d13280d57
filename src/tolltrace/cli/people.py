"""`tolltrace people`: the accounts of those who share a ledger, and their tokens."""

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tolltrace.cli.ledger import open_existing
from tolltrace.cli.trace import LedgerFlag

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.table import Table

    from tolltrace.people import Person, Token

people_app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="Keep the accounts of those who share a ledger."
)
token_app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="Keep the tokens by which programs act for an account."
)
people_app.add_typer(token_app, name="token")

NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="The account's name, in whatever case.")]
TokenArgument = Annotated[str, typer.Argument(metavar="TOKEN", help="The token's name.")]
ByFlag = Annotated[str, typer.Option(metavar="NAME", help="Who decides.")]
WhyFlag = Annotated[str, typer.Option(metavar="TEXT", help="For which reason.")]
RoleFlag = Annotated[str, typer.Option(metavar="ROLE", help="reader, reviewer, editor or admin.")]
JsonFlag = Annotated[bool, typer.Option("--json", help="Print JSON Lines, one a line.")]
DAYS = 90


def read_new_password() -> str:
    """From a prompt that shows nothing and asks twice, or the first line of standard input; never from an argument."""
    if sys.stdin.isatty():
        return str(typer.prompt("New password", hide_input=True, confirmation_prompt=True, err=True))
    line = sys.stdin.readline()
    if not line.strip("\r\n"):
        raise typer.BadParameter("no password on standard input: give it as its first line, or use a terminal")
    return line.strip("\r\n")


@people_app.command("add")
def add_command(
    name: Annotated[str, typer.Argument(metavar="NAME", help="It stands in the log forever, under all they do.")],
    role: RoleFlag,
    by: ByFlag,
    why: WhyFlag,
    email: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="By which a sign-in service knows the person.")
    ] = None,
    no_password: Annotated[
        bool, typer.Option("--no-password", help="Admit by tokens and a sign-in service alone.")
    ] = False,
    ledger: LedgerFlag = None,
) -> None:
    """Open an account, or a closed one again. Asks for a password, or reads it from standard input.

    reader: sees. reviewer: also decides on claims. editor: also opens names and takes records down. admin: also keeps
    accounts.
    """
    with open_existing(ledger) as book:
        password = None if no_password else read_new_password()
        person = book.people.open_account(name, role, by=by, why=why, password=password, email=email)
    tell(f"{person.name} is a {person.role.value} of this ledger.")


@people_app.command("list")
def list_command(as_json: JsonFlag = False, ledger: LedgerFlag = None) -> None:
    """List the accounts, closed ones too."""
    from tolltrace.cli.printing import open_console, print_json_line

    with open_existing(ledger) as book:
        people = book.people.everyone()
    if not as_json:
        open_console().print(people_view(people) if people else "There are no accounts; people add NAME opens one.")
        return
    for person in people:
        print_json_line(person_to_json(person))


@people_app.command("role")
def role_command(name: NameArgument, role: RoleFlag, by: ByFlag, why: WhyFlag, ledger: LedgerFlag = None) -> None:
    """Give an account another role. Its sessions end; its tokens then reach as far as both allow."""
    with open_existing(ledger) as book:
        person = book.people.change_role(name, role, by=by, why=why)
    tell(f"{person.name} is a {person.role.value} now.")


@people_app.command("close")
def close_command(name: NameArgument, by: ByFlag, why: WhyFlag, ledger: LedgerFlag = None) -> None:
    """Close an account: it admits nobody any more. What its person did stays; its password and address are removed."""
    with open_existing(ledger) as book:
        person = book.people.close_account(name, by=by, why=why)
    tell(f"{person.name}'s account is closed.")


@people_app.command("password")
def password_command(name: NameArgument, by: ByFlag, why: WhyFlag, ledger: LedgerFlag = None) -> None:
    """Give an account another password: from a prompt, or standard input. Its sessions end; its tokens stay."""
    with open_existing(ledger) as book:
        person = book.people.person(name)
        book.people.set_password(person.name, read_new_password(), by=by, why=why)
    tell(f"{person.name} has another password.")


@token_app.command("add")
def token_add_command(
    name: NameArgument,
    token: TokenArgument,
    by: ByFlag,
    why: WhyFlag,
    scopes: Annotated[
        list[str] | None, typer.Option("--scope", metavar="SCOPE", help="read, review, edit, admin; may be repeated.")
    ] = None,
    days: Annotated[int, typer.Option(metavar="N", min=1, help="For how long.")] = DAYS,
    as_json: JsonFlag = False,
    ledger: LedgerFlag = None,
) -> None:
    """Make a token, and print it this once: the ledger keeps its hash alone. Only to read, unless told otherwise."""
    from tolltrace.cli.printing import print_json_line

    with open_existing(ledger) as book:
        made, secret = book.people.make_token(name, token, scopes or ["read"], days=days, by=by, why=why)
    if as_json:
        print_json_line(token_to_json(made) | {"secret": secret})
        return
    tell(f"{made.name} of {made.account}: {', '.join(sorted(made.scopes))}, until {made.expires_at:%Y-%m-%d}. Note it:")
    typer.echo(secret)


@token_app.command("list")
def token_list_command(
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="Only of this account.")] = None,
    as_json: JsonFlag = False,
    ledger: LedgerFlag = None,
) -> None:
    """List the tokens, withdrawn ones too; never with what they are."""
    from tolltrace.cli.printing import open_console, print_json_line

    with open_existing(ledger) as book:
        tokens = book.people.tokens(name)
    if not as_json:
        open_console().print(tokens_view(tokens) if tokens else "There are no tokens.")
        return
    for token in tokens:
        print_json_line(token_to_json(token))


@token_app.command("withdraw")
def token_withdraw_command(
    name: NameArgument, token: TokenArgument, by: ByFlag, why: WhyFlag, ledger: LedgerFlag = None
) -> None:
    """Withdraw a token: it admits nobody from now on."""
    with open_existing(ledger) as book:
        book.people.withdraw_token(name, token, by=by, why=why)
    tell(f"{token} admits nobody any more.")


# ── what a person reads, and JSON ────────────────────────────────────────────────────────────────────────────────────


def tell(line: str) -> None:
    """To standard error, as what was done always is."""
    from tolltrace.cli.printing import open_console
    from tolltrace.cli.words import clean

    open_console(stderr=True).print(clean(line), soft_wrap=True)


def people_view(people: "Sequence[Person]") -> "Table":
    """Name, role, since when."""
    rows = [(one.name, "closed" if one.closed else one.role.value, day(one.changed_at)) for one in people]
    return table(("Name", "Role", "Since"), rows)


def tokens_view(tokens: "Sequence[Token]") -> "Table":
    """Account, token, scopes, until when."""
    rows = [
        (
            one.account,
            one.name,
            ", ".join(sorted(one.scopes)),
            f"withdrawn {day(one.withdrawn_at)}" if one.withdrawn_at else f"until {day(one.expires_at)}",
        )
        for one in tokens
    ]
    return table(("Account", "Token", "May", "Valid"), rows)


def table(names: "Sequence[str]", rows: "Sequence[Sequence[str]]") -> "Table":
    """As lists of the program look."""
    from rich.table import Table
    from rich.text import Text

    from tolltrace.cli.words import clean

    made = Table(*names, box=None, header_style="bold", padding=(0, 2, 0, 0))
    for row in rows:
        made.add_row(*(Text(clean(each)) for each in row))
    return made


def day(at: Any) -> str:
    """In UTC."""
    return f"{at:%Y-%m-%d}" if at else ""


def person_to_json(person: "Person") -> dict[str, Any]:
    """One account."""
    at = person.changed_at.isoformat() if person.changed_at else None
    scopes = sorted(person.scopes)
    return {"name": person.name, "role": person.role.value, "scopes": scopes, "closed": person.closed, "since": at}


def token_to_json(token: "Token") -> dict[str, Any]:
    """One token, never with what it is."""
    return {
        "account": token.account,
        "token": token.name,
        "scopes": sorted(token.scopes),
        "made_at": token.made_at.isoformat(),
        "expires_at": token.expires_at.isoformat(),
        "withdrawn_at": token.withdrawn_at.isoformat() if token.withdrawn_at else None,
    }
