import re
import subprocess
import sys
import sysconfig
import tomllib
import zipfile
from email.parser import HeaderParser
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The distribution as it would be published."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def foreign(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """PyPI's unrelated distribution of the same import name."""
    folder = tmp_path_factory.mktemp("foreign")
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(folder), "watchdog"]
    answer = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)
    if answer.returncode != 0:
        pytest.skip("the package registry cannot be reached: PyPI's watchdog is not at hand")
    return next(folder.iterdir())


class Environment:
    """A fresh virtual environment that borrows our dependencies from the one that runs the tests."""

    def __init__(self, folder: Path) -> None:
        self.python = folder / "bin" / "python"
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
        site_packages = next(folder.glob("lib/python*/site-packages"))
        (site_packages / "borrowed.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")

    def pip(self, *arguments: str) -> None:
        command = [sys.executable, "-m", "pip", "--python", str(self.python), "--quiet", *arguments]
        subprocess.run(command, check=True, capture_output=True)

    def install(self, distribution: Path) -> None:
        self.pip("install", "--no-index", "--no-deps", str(distribution))

    def watchdog(self, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
        command = [str(self.python.with_name("watchdog")), *arguments]
        return subprocess.run(command, check=False, capture_output=True, text=True, timeout=60, cwd=cwd)


@pytest.fixture
def environment(tmp_path: Path) -> Environment:
    return Environment(tmp_path / "environment")


def names_in(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_the_wheel_carries_the_rules_the_configuration_and_every_file_of_the_package(wheel: Path) -> None:
    source = {
        str(file.relative_to(ROOT))
        for file in (ROOT / "watchdog").rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }
    rules = {f"watchdog/defaults/{file.relative_to(ROOT)}" for file in (ROOT / "rules").rglob("*.yaml")}
    carried = names_in(wheel)

    assert rules, "there are rules to carry"
    assert set() == (source | rules | {"watchdog/defaults/config.yaml", "watchdog/py.typed"}) - carried


def test_the_wheel_carries_nothing_else(wheel: Path) -> None:
    tops = {name.split("/", maxsplit=1)[0] for name in names_in(wheel)}

    assert {"watchdog", "release_watchdog-0.1.0.dist-info"} == tops


def test_the_wheel_states_its_licence_and_its_python(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        metadata = HeaderParser().parsestr(archive.read("release_watchdog-0.1.0.dist-info/METADATA").decode())
        licence = archive.read("release_watchdog-0.1.0.dist-info/licenses/LICENSE").decode()

    assert "Apache-2.0" == metadata["License-Expression"]
    assert ">=3.11" == metadata["Requires-Python"]
    assert (ROOT / "LICENSE").read_text(encoding="utf-8") == licence


def test_the_package_uses_no_name_that_pypis_watchdog_owns() -> None:
    theirs = {"__main__", "events", "observers", "tricks", "utils", "version", "watchmedo"}
    ours = {entry.stem for entry in (ROOT / "watchdog").iterdir()}

    assert set() == ours & theirs


def pinned(lock: str) -> dict[str, set[str]]:
    """The versions of each distribution in a lock file: more than one where Pythons need different ones."""
    pins: dict[str, set[str]] = {}
    for name, version in re.findall(r"^([\w.-]+)==(\S+)", (ROOT / lock).read_text(encoding="utf-8"), re.MULTILINE):
        pins.setdefault(canonicalize_name(name), set()).add(version)
    return pins


def test_the_lock_files_pin_every_dependency_within_its_bounds_and_agree_with_each_other() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    run, develop = pinned("requirements.lock"), pinned("requirements-dev.lock")
    wanted = [Requirement(text) for text in project["project"]["dependencies"] + project["dependency-groups"]["dev"]]
    unmet = [
        str(requirement)
        for requirement in wanted
        if not all(
            version in requirement.specifier for version in develop.get(canonicalize_name(requirement.name), [""])
        )
    ]

    assert [] == unmet, "compile the lock files again; CONTRIBUTING.md says how"
    assert run == {name: versions for name, versions in develop.items() if name in run}


def test_no_dependency_brings_in_the_package_that_owns_our_import_name() -> None:
    assert "watchdog" not in pinned("requirements-dev.lock")


def test_the_default_installation_is_at_most_sixty_packages() -> None:
    assert 20 < len(pinned("requirements.lock")) < 60


def test_the_installed_command_finds_its_defaults_outside_the_repository(
    wheel: Path, environment: Environment, tmp_path: Path
) -> None:
    environment.install(wheel)
    answer = environment.watchdog("init", "mine", cwd=tmp_path)

    assert (0, "") == (answer.returncode, answer.stderr)
    assert (tmp_path / "mine" / "config.yaml").is_file()
    assert list((tmp_path / "mine" / "rules").rglob("*.yaml"))


@pytest.mark.parametrize("ours_first", [True, False])
def test_it_refuses_to_start_beside_pypis_watchdog_in_either_order(
    wheel: Path, foreign: Path, environment: Environment, tmp_path: Path, *, ours_first: bool
) -> None:
    for distribution in (wheel, foreign) if ours_first else (foreign, wheel):
        environment.install(distribution)
    answer = environment.watchdog("--help", cwd=tmp_path)

    assert (2, "") == (answer.returncode, answer.stdout)
    assert answer.stderr.startswith("release-watchdog cannot start: PyPI's unrelated package watchdog 7.")
    assert "pip uninstall watchdog" in answer.stderr
    assert 1 == answer.stderr.count("\n")


def test_it_asks_to_be_installed_again_where_pypis_watchdog_took_our_files_away_with_it(
    wheel: Path, foreign: Path, environment: Environment, tmp_path: Path
) -> None:
    environment.install(wheel)
    environment.install(foreign)
    environment.pip("uninstall", "--yes", "watchdog")
    damaged = environment.watchdog("--help", cwd=tmp_path)
    environment.pip("install", "--no-index", "--no-deps", "--force-reinstall", str(wheel))

    assert 2 == damaged.returncode
    assert "watchdog/__init__.py is gone" in damaged.stderr
    assert 0 == environment.watchdog("--help", cwd=tmp_path).returncode
