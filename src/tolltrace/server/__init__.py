"""Serves a ledger over HTTP: the API, and the place where the site's pages join it; and sends its digests."""

from tolltrace.server.app import describe_api, make_app, serve
from tolltrace.server.mail.posting import check_settings
from tolltrace.server.mail.sending import Sent, send_digest

__all__ = ["Sent", "check_settings", "describe_api", "make_app", "send_digest", "serve"]
