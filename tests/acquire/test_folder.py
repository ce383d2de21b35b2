"""Documents from a folder, an archive, or a single file."""

import hashlib
from pathlib import Path

import pytest

from tests.acquire.layouts import EXH1, EXHIBITS, FRED, NOW
from tests.acquire.texts import FRED_CSV, archive
from watchdog.acquire.folder import FolderSource
from watchdog.errors import FetchFailed, NotUnderstood
from watchdog.model.document import Capture
from watchdog.model.layout import Layout
from watchdog.ports import Unchanged, Validators


def outcomes(path: Path, *layouts: Layout, known: dict[str, Validators] | None = None) -> list[object]:
    return list(FolderSource("folder", path, layouts).fetch(known or {}, NOW))


def test_documents_are_found_by_file_name_or_short_name(tmp_path: Path) -> None:
    (tmp_path / "exh1.xlsx").write_bytes(b"workbook")
    (tmp_path / "fred.csv").write_text(FRED_CSV)
    first, second = outcomes(tmp_path, EXH1, FRED)

    assert isinstance(first, Capture)
    assert isinstance(second, Capture)
    assert (b"workbook", "census/exh1", str(tmp_path / "exh1.xlsx")) == (first.body, first.name, first.url)
    assert (FRED_CSV.encode(), "fred/fred", NOW) == (second.body, second.name, second.fetched_at)


def test_a_missing_document_is_named_with_the_folder_and_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "exh12.xlsx").write_bytes(b"workbook")
    missing, found = outcomes(tmp_path, EXH1, EXHIBITS["exh12"])

    assert isinstance(missing, FetchFailed)
    assert f"census/exh1: expected one file exh1.xlsx in {tmp_path}, found none" == str(missing)
    assert isinstance(found, Capture)


def test_two_files_for_one_document_are_not_chosen_between(tmp_path: Path) -> None:
    (tmp_path / "fred.csv").write_text(FRED_CSV)
    (tmp_path / "fred.txt").write_text(FRED_CSV)
    (error,) = outcomes(tmp_path, FRED)

    assert isinstance(error, FetchFailed)
    assert "found several" in str(error)


def test_an_archive_is_read_like_a_folder(tmp_path: Path) -> None:
    path = tmp_path / "ft900xlsx_2511.zip"
    path.write_bytes(archive({"ft900/exh1.xlsx": b"workbook", "ft900/exh12.xlsx": b"other"}))
    first, second = outcomes(path, EXH1, FRED)

    assert isinstance(first, Capture)
    assert (b"workbook", f"{path}/ft900/exh1.xlsx") == (first.body, first.url)
    assert isinstance(second, FetchFailed)


def test_a_damaged_archive_is_not_understood(tmp_path: Path) -> None:
    path = tmp_path / "release.zip"
    path.write_bytes(archive({"exh1.xlsx": b"workbook"})[:-5])
    (error,) = outcomes(path, EXH1)

    assert isinstance(error, NotUnderstood)


def test_a_single_file_is_a_folder_of_one(tmp_path: Path) -> None:
    path = tmp_path / "exh1.xlsx"
    path.write_bytes(b"workbook")
    found, missing = outcomes(path, EXH1, FRED)

    assert isinstance(found, Capture)
    assert isinstance(missing, FetchFailed)


def test_what_is_held_already_is_unchanged(tmp_path: Path) -> None:
    (tmp_path / "exh1.xlsx").write_bytes(b"workbook")
    held = {"exh1": Validators(sha256=hashlib.sha256(b"workbook").hexdigest())}

    assert [Unchanged(document="exh1")] == outcomes(tmp_path, EXH1, known=held)


@pytest.mark.parametrize("name", ["absent", "absent.zip"])
def test_a_path_that_is_not_there_is_named(tmp_path: Path, name: str) -> None:
    (error,) = outcomes(tmp_path / name, EXH1)

    assert isinstance(error, FetchFailed)
    assert str(tmp_path / name) in str(error)


def test_an_oversized_file_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "exh1.xlsx").open("wb") as file:
        file.truncate(64 * 1024 * 1024 + 1)
    (error,) = outcomes(tmp_path, EXH1)

    assert "larger than" in str(error)
