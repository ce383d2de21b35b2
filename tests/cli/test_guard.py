"""Beside PyPI's unrelated watchdog nothing starts, and the way out that is named can be gone."""

import sys
from pathlib import Path

import pytest

from watchdog.cli.guard import refuse_beside_foreign_watchdog


def test_the_remedy_is_to_install_from_where_the_program_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "watchdog-6.0.0.dist-info").mkdir()
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])

    with pytest.raises(SystemExit) as end:
        refuse_beside_foreign_watchdog()

    said = capsys.readouterr().err
    assert 2 == end.value.code
    assert f"watchdog 6.0.0 is installed in {tmp_path}" in said
    # the package is on no index, and what is called watchdog there is the stranger
    assert (
        "run `pip uninstall watchdog` and then `pip install --force-reinstall --no-deps PATH`, PATH being its" in said
    )
