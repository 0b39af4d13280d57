"""Ends with 0 where tolltrace answers on this machine and its ledger can be read: for a container's health check."""

import os
import urllib.request

port = os.environ.get("TOLLTRACE_SERVE_PORT") or "8350"
names = os.environ.get("TOLLTRACE_SERVE_NAMES", "").split() or ["localhost"]  # nothing is answered under another name
asked = urllib.request.Request(f"http://127.0.0.1:{port}/api/v1/health", headers={"Host": names[0]})
with urllib.request.urlopen(asked, timeout=5):  # noqa: S310, http as it stands above; an error raises, and ends with 1
    pass
