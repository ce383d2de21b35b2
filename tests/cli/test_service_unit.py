"""The unit for systemd is one that systemd understands, closes what it can, and hands secrets over as files."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.cli.command import Command

systemd = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")
CONFIG = """\
store: {url: "sqlite:////var/lib/release-watchdog/watchdog.db"}
sources: {ft900: {pack: rules/us_trade}}
channels: {hook: {kind: webhook, url: "${env.HOOK_URL}", secret: "${env.HOOK_SECRET}"}}
# old: ${env.NOT_THIS_ONE}
route: {channel: hook}
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    file = tmp_path / "config.yaml"
    file.write_text(CONFIG)
    return file


@pytest.fixture
def unit(watchdog: Command, config: Path, tmp_path: Path) -> Path:
    file = tmp_path / "release-watchdog.service"
    file.write_text(watchdog("service-unit", "--config", config).out)
    return file


@systemd
def test_systemd_finds_nothing_to_complain_of(unit: Path) -> None:
    command = ["systemd-analyze", "verify", "--man=no", "--recursive-errors=no", str(unit)]
    outcome = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (0, "", "") == (outcome.returncode, outcome.stdout, outcome.stderr)


@systemd
def test_systemd_finds_it_little_exposed(unit: Path) -> None:
    command = ["systemd-analyze", "security", "--offline=yes", "--no-pager", "--threshold=20", str(unit)]
    outcome = subprocess.run(command, capture_output=True, text=True, check=False)

    assert 0 == outcome.returncode, outcome.stdout[-300:]


def test_it_runs_this_installation_with_this_configuration(unit: Path, config: Path) -> None:
    text = unit.read_text()
    (start,) = [line for line in text.splitlines() if line.startswith("ExecStart=")]

    assert start.endswith(f"/watchdog run --config {config}")
    assert Path(start.removeprefix("ExecStart=").split()[0]).is_file()
    assert "@" not in text.replace("@system-service", "").replace("@privileged @resources", "")


def test_secrets_are_credentials_and_not_in_the_unit(unit: Path) -> None:
    lines = unit.read_text().splitlines()

    assert [f"LoadCredential={name}:/etc/release-watchdog/{name}" for name in ("HOOK_URL", "HOOK_SECRET")] == [
        line for line in lines if line.startswith("LoadCredential=")
    ]
    assert "Environment=HOOK_SECRET_FILE=%d/HOOK_SECRET" in lines
    assert "Type=notify" in lines
    assert "DynamicUser=yes" in lines


def test_a_store_where_a_made_user_may_not_write_is_a_mistake_unless_a_user_is_named(
    watchdog: Command, config: Path, tmp_path: Path
) -> None:
    config.write_text(CONFIG.replace("////var/lib/release-watchdog/", "///var/"))
    refused = watchdog("service-unit", "--config", config)
    allowed = watchdog("service-unit", "--config", config, "--user", "desk").out.splitlines()

    assert 2 == refused.code
    assert "sqlite:////var/lib/release-watchdog/watchdog.db" in refused.err
    assert {"User=desk", f"ReadWritePaths={tmp_path}/var"} <= set(allowed)
