"""Article → Claims."""

from tolltrace.claims.assemble import extract_claims

__all__ = ["extract_claims"]
