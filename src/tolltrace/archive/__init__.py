"""Whole archives → one dataset of Parquet files, read by several processes or machines.

plan         list of files → units of work                  sources      which files are meant; how one is opened
folder       where things lie; how a file gets there whole  manifest     what is said of a unit that is done
worker       one unit → its files, the same everywhere      rows         results as rows, tables as files
sifting      what cannot hold a claim, before the parse
running      the loop over units                            engines      what every executor is
local        processes of this machine                      on_ray       a Ray cluster
status       how far a run is                               loading      a dataset into a ledger
grouping     claims into statements, in steps               steps        what each of them does
buckets      what a step hands on to another                standing     which of several captures counts
grouped      statements as rows
"""

from tolltrace.archive.grouping import group_run
from tolltrace.archive.loading import load_results
from tolltrace.archive.plan import Options
from tolltrace.archive.running import begin_run, resume_run
from tolltrace.archive.sources import find_sources
from tolltrace.archive.status import read_status

__all__ = ["Options", "begin_run", "find_sources", "group_run", "load_results", "read_status", "resume_run"]
