"""What the demo says at its end can be typed as it stands."""

import sys
from pathlib import Path

import pytest

from watchdog.cli.demo import _as_started


@pytest.fixture
def script(tmp_path: Path) -> Path:
    """A console script in an environment of its own."""
    file = tmp_path / "bin" / "watchdog"
    file.parent.mkdir()
    file.touch(mode=0o755)
    return file


@pytest.mark.parametrize(("is_on_path", "named"), [(True, "watchdog"), (False, "{folder}/watchdog")])
def test_the_program_is_named_as_the_shell_finds_it(
    script: Path, monkeypatch: pytest.MonkeyPatch, named: str, *, is_on_path: bool
) -> None:
    monkeypatch.setattr(sys, "argv", [str(script), "demo"])
    monkeypatch.setenv("PATH", str(script.parent) if is_on_path else "/nowhere")

    assert named.format(folder=script.parent) == _as_started()
