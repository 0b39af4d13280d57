"""The command line: parse flags, call one function, print."""

from tolltrace.cli.app import app, main

__all__ = ["app", "main"]
