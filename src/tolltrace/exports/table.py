"""The formats there are. To add one: docs/add-an-export.md."""

from typing import Any

from tolltrace.exports import (
    acled,
    airwars,
    annotations,
    hapi,
    own_claims,
    own_statements,
    parquet,
    prov,
    schema_org,
    ucdp,
)
from tolltrace.exports.export import Export

EXPORTS: tuple[Export[Any], ...] = (
    own_claims.JSONL,
    own_claims.CSV,
    own_statements.JSONL,
    own_statements.CSV,
    ucdp.EXPORT,
    acled.EXPORT,
    airwars.EXPORT,
    hapi.EXPORT,
    schema_org.EXPORT,
    prov.EXPORT,
    annotations.EXPORT,
    parquet.EXPORT,
)
