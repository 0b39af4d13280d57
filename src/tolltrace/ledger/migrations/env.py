"""Run by Alembic: the caller passes its connection, with a transaction begun, and commits."""

from alembic import context

from tolltrace.ledger.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,  # SQLite undoes a half-made schema, too
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
