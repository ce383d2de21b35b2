"""Plants one defect in a copy of the project and runs the tests that must notice it there."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.mutation.mutants import Mutant

ROOT = Path(__file__).resolve().parents[2]
_COPIED = ("watchdog", "tests", "rules", "config.yaml", "pyproject.toml")
_RED = 1  # pytest's code for tests that failed, apart from those for tests that could not be run

_PATIENCE = 300  # seconds; a test that hangs has not noticed anything


@contextmanager
def copied() -> Iterator[Path]:
    """A copy of the project that defects may be planted in."""
    with tempfile.TemporaryDirectory(prefix="mutant-") as name:
        for each in _COPIED:
            source = ROOT / each
            if source.is_dir():
                shutil.copytree(source, Path(name) / each, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(source, Path(name) / each)
        yield Path(name)


def trouble(mutant: Mutant) -> str:
    """What is wrong: the defect passed, or could not be planted; '' when the tests are red because of it."""
    with copied() as folder:
        if (why := plant(mutant, folder)) or run(folder, mutant.tests) == _RED:
            return why
        return f"{mutant.name}: survived {', '.join(mutant.tests)}"


def plant(mutant: Mutant, folder: Path) -> str:
    """Put the defect into the copy; why that cannot be done, or ''."""
    path = folder / mutant.file
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    if text.count(mutant.old) != 1:
        return (
            f"{mutant.name}: {mutant.file} has its place {text.count(mutant.old)} times, not once: correct the mutant"
        )
    path.write_text(text.replace(mutant.old, mutant.new), encoding="utf-8")
    compiled = subprocess.run([sys.executable, "-m", "py_compile", path], capture_output=True, check=False)
    return f"{mutant.name}: {mutant.file} is no Python any more: correct the mutant" if compiled.returncode else ""


def run(folder: Path, tests: Iterable[str]) -> int:
    """How these tests end in the copy: what they import is the copy's. -1: not at all."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests]
    environment = os.environ | {"PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    environment.pop("PYTEST_ADDOPTS", None)
    try:
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=False, timeout=_PATIENCE)
    except subprocess.TimeoutExpired:
        return -1
    return done.returncode
