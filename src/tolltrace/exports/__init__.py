"""What a ledger holds in other formats, each with a receipt of what it could not hold."""

from tolltrace.exports.codes import Codes, write_codes
from tolltrace.exports.own_claims import recorded_claim_to_json, write_claims_csv
from tolltrace.exports.receipt import Receipt
from tolltrace.exports.table import EXPORTS
from tolltrace.exports.write import write_export

__all__ = [
    "EXPORTS",
    "Codes",
    "Receipt",
    "recorded_claim_to_json",
    "write_claims_csv",
    "write_codes",
    "write_export",
]
