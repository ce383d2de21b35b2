"""Runs a command as the console script does, in this process: its exit code, and what it printed where."""

import io
import sys
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pytest
import structlog

from watchdog.cli.main import run


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a command ended."""

    code: int
    out: str
    err: str


Command = Callable[..., Outcome]


@pytest.fixture
def watchdog(monkeypatch: pytest.MonkeyPatch) -> Iterator[Command]:
    """The console script as a function of its arguments."""

    def command(*arguments: str | Path) -> Outcome:
        monkeypatch.setattr(sys, "argv", ["watchdog", *map(str, arguments)])
        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as end:
            run()
        code = end.value.code
        return Outcome(code=code if isinstance(code, int) else 0, out=out.getvalue(), err=err.getvalue())

    yield command
    structlog.reset_defaults()
