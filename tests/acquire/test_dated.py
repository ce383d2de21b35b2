"""Archives: what a name says of when, and which document it may be."""

from datetime import date
from pathlib import Path

import pytest

from tests.acquire.layouts import ALL
from tests.acquire.texts import archive
from watchdog.acquire.dated import DatedFile, candidates, contents, dated_files
from watchdog.errors import FetchFailed, NotUnderstood, SourceError, UsageError
from watchdog.model.period import Period


def files(folder: Path) -> dict[str, DatedFile]:
    found = list(dated_files(folder))
    return {file.shown.removeprefix(f"{folder}/"): file for file in found if isinstance(file, DatedFile)}


def put(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(archive({"exh1.xlsx": b"1"}) if path.suffix == ".zip" else b"1")


@pytest.mark.parametrize(
    ("name", "day", "month"),
    [
        ("BOPGSTB_asof_2026-02-01.csv", date(2026, 2, 1), None),
        ("exh1_trad1225_released_2026-02-19.xlsx", date(2026, 2, 19), None),
        ("ftd_20260903.csv", date(2026, 9, 3), None),
        ("enduse_2025-09_to_2025-11_vintage_2026-09-03.csv", date(2026, 9, 3), None),
        ("2026-02-19/exh1.xlsx", date(2026, 2, 19), None),
        ("2026-02-19/exh1_2512.xlsx", date(2026, 2, 19), None),
        ("release_2025-12/exh1.xlsx", None, Period.of_month(2025, 12)),
        ("release_2025-12/more/exh1.xlsx", None, Period.of_month(2025, 12)),
        ("ft900xlsx_2512.zip/exh1.xlsx", None, Period.of_month(2025, 12)),
        ("2026-99-99/exh1.xlsx", None, None),
        ("exh1.xlsx", None, None),
        ("ft900_2513/exh1.xlsx", None, None),
    ],
)
def test_the_date_is_the_nearest_in_the_name_a_day_before_a_month(
    tmp_path: Path, name: str, day: date | None, month: Period | None
) -> None:
    root = tmp_path / "archive"
    put(root, name.removesuffix("/exh1.xlsx") if ".zip/" in name else name)
    (file,) = files(root).values()

    assert (day, month) == (file.day, file.month)


def test_the_folder_that_was_named_counts_too(tmp_path: Path) -> None:
    put(tmp_path / "release_2025-12", "exh1.xlsx")
    (file,) = files(tmp_path / "release_2025-12").values()

    assert Period.of_month(2025, 12) == file.month


def test_hidden_files_are_passed_over_and_members_of_zips_listed(tmp_path: Path) -> None:
    put(tmp_path, ".DS_Store", ".git/config", "notes.txt")
    (tmp_path / "set_2512.zip").write_bytes(
        archive({"a/exh1.xlsx": b"1", "a/exh2.xlsx": b"2", "__MACOSX/._exh1.xlsx": b""})
    )

    assert ["notes.txt", "set_2512.zip/a/exh1.xlsx", "set_2512.zip/a/exh2.xlsx"] == sorted(files(tmp_path))


def test_the_bytes_come_with_their_files_and_damage_costs_only_itself(tmp_path: Path) -> None:
    put(tmp_path, "a.csv")
    (tmp_path / "b.zip").write_bytes(archive({"exh1.xlsx": b"22"}))
    (tmp_path / "c.zip").write_bytes(b"<html>")
    found = list(dated_files(tmp_path))
    bodies = {file.stem: body for file, body in contents([each for each in found if isinstance(each, DatedFile)])}

    assert {"a": b"1", "exh1": b"22"} == bodies
    assert [NotUnderstood] == [type(each) for each in found if isinstance(each, SourceError)]


def test_a_file_that_vanished_is_named(tmp_path: Path) -> None:
    put(tmp_path, "a.csv")
    (file,) = files(tmp_path).values()
    file.path.unlink()
    ((_, body),) = contents([file])

    assert isinstance(body, FetchFailed)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no "):
        list(dated_files(tmp_path / "nowhere"))


@pytest.mark.parametrize(
    ("stem", "documents"),
    [
        ("BOPGSTB_asof_2026-02-01", [["fred"]]),
        ("exh1_trad1225_released_2026-02-19", [["exh1"]]),
        ("exh12", [["exh12"]]),
        ("ftd_bopgs_sa_vintage_2026-09-03", [["econ_export", "ftd"], ["ftd_table"]]),
        ("ftd_table_2026-09-03", [["ftd"], ["ftd_table"]]),
        ("FTD-mf", [["ftd"], ["ftd_table"]]),
        ("exh123", []),
        ("README", []),
    ],
)
def test_a_name_proposes_documents_the_likelier_first(stem: str, documents: list[list[str]]) -> None:
    file = DatedFile(path=Path(f"{stem}.csv"), day=None, month=None)

    assert documents == [sorted(layout.document for layout in tier) for tier in candidates(file, list(ALL.values()))]
