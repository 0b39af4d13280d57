"""Alembic's steps from one schema to the next, applied when a ledger is opened. Never edited once released."""
