"""The history of the tables: one module a change, run in order by Alembic."""
