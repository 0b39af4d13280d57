"""`tolltrace serve`: a ledger over HTTP."""

from typing import Annotated

import typer

from tolltrace.cli.trace import LedgerFlag

INSTALL = "tolltrace: serving takes some more packages ({}); install them: pip install 'tolltrace[server]'"


def serve_command(
    host: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Where to listen; 127.0.0.1 is this machine alone.")
    ] = None,
    port: Annotated[int | None, typer.Option(metavar="N", min=0, max=65535, help="0 takes a free one.")] = None,
    ledger: LedgerFlag = None,
) -> None:
    """Serve the ledger over HTTP until stopped (Ctrl+C): as a site to read, and as an API in JSON below /api/v1/.

    Everybody who reaches the address may read, the texts of reports only who has a token. TLS and the outer world are
    for a web server in front of it.
    """
    from tolltrace.cli.words import clean
    from tolltrace.settings import load_settings

    try:
        from tolltrace.server import serve
    except ModuleNotFoundError as error:
        typer.echo(INSTALL.format(error), err=True)
        raise typer.Exit(1) from error
    settings = load_settings(ledger=ledger, serve_host=host, serve_port=port)

    def announce(address: str) -> None:
        typer.echo(f"Serving {clean(str(settings.ledger))} at {address} (Ctrl+C ends it)")

    try:
        serve(settings.ledger, settings, announce)
    except KeyboardInterrupt:
        typer.echo("Stopped.", err=True)
