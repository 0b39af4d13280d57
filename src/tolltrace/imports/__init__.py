"""Records that others keep, into a ledger: a record becomes a small report of its own, whose claims name it.

own          our JSON Lines, as exports write them         economist    The Economist's table
claimreview  what fact-checkers publish of claims          sheet        claims that people coded in a spreadsheet
importing    what an import is, and a record's fate        reports      records → a report with spans
columns cells figures rows    a row of a spreadsheet → a claim          workbook  CSV and XLSX, as rows
lines spool  bounded lines; what is remembered on disk     record       into the ledger
"""

from tolltrace.imports.columns import COLUMNS
from tolltrace.imports.importing import Fate, Outcome
from tolltrace.imports.record import import_file
from tolltrace.imports.table import IMPORTS, find_import
from tolltrace.imports.template import write_template

__all__ = ["COLUMNS", "IMPORTS", "Fate", "Outcome", "find_import", "import_file", "write_template"]
