"""The site: a ledger's pages, made on the server. A new page: docs/design.md tells how."""

from tolltrace.server.site.routes import add_site, shape_of
from tolltrace.server.site.vouching import check_service

__all__ = ["add_site", "check_service", "shape_of"]
