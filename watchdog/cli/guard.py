"""Refuses to start where PyPI's unrelated `watchdog` is, or was, installed beside us: both own this import name.

It runs before every command, so it looks at file names only: importing importlib.metadata alone takes 40 ms.
"""

import sys
from collections.abc import Iterable
from pathlib import Path

import watchdog

_REINSTALL = "`pip install --force-reinstall --no-deps PATH`, PATH being its checkout or its wheel"


def refuse_beside_foreign_watchdog() -> None:
    """Say why on standard error and exit with 2 when the other distribution shares, or has damaged, our package."""
    trouble = _trouble(sys.path)
    if trouble:
        sys.stderr.write(f"release-watchdog cannot start: {trouble}.\n")
        raise SystemExit(2)


def _trouble(folders: Iterable[str]) -> str:
    for folder in folders:
        for found in Path(folder).glob("watchdog-[0-9]*.*-info"):
            version = found.stem.removeprefix("watchdog-")
            return (
                f"PyPI's unrelated package watchdog {version} is installed in {folder} and owns the same import name; "
                "give release-watchdog a virtual environment of its own, or run `pip uninstall watchdog` and then "
                f"{_REINSTALL}"
            )
    if getattr(watchdog, "__file__", None) is None:
        return (
            "its file watchdog/__init__.py is gone, removed together with PyPI's unrelated package watchdog; "
            f"run {_REINSTALL}"
        )
    return ""
