"""Runs the migrations on the connection that `watchdog.store.migrate` passes in, within its transaction."""

from alembic import context

from watchdog.store.told_tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite changes a column by copying its table
)
context.run_migrations()
