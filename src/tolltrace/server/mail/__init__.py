"""Digests by mail: what goes into one, how it reads, and sending it (docs/decisions/0024)."""
