"""From bytes that should be a ZIP archive (a workbook is one) to an archive that is safe to unpack, or a refusal."""

import io
import zipfile
import zlib

from watchdog.errors import NotUnderstood

_MAX_UNPACKED = 64 * 1024 * 1024
_MAX_RATIO = 200
_MAX_ENTRIES = 1000
_OTHER_KINDS = (
    (b"\xd0\xcf\x11\xe0", "an old .xls workbook, or one locked by a password"),
    (b"%PDF", "a PDF"),
    (b"<", "an HTML or XML page"),
    (b"{", "a JSON text"),
)


def open_archive(body: bytes, document: str) -> zipfile.ZipFile:
    """The archive, after refusing other kinds of file, cut ones, locked ones and bombs."""
    if not body.startswith(b"PK"):
        raise NotUnderstood(document, "", f"expected a ZIP archive or an .xlsx workbook, found {_kind(body)}")
    try:
        archive = zipfile.ZipFile(io.BytesIO(body))
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise NotUnderstood(document, "", f"the archive is cut short or damaged ({error}); fetch it again") from error
    _check_entries(archive.infolist(), document)
    return archive


def member(archive: zipfile.ZipFile, name: str, document: str) -> bytes:
    """One unpacked entry, complete and with its checksum right."""
    try:
        return archive.read(name)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, ValueError, OSError, EOFError) as error:
        raise NotUnderstood(document, name, f"the archive's entry is damaged ({error}); fetch it again") from error


def _check_entries(entries: list[zipfile.ZipInfo], document: str) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if len(entries) > _MAX_ENTRIES:
        raise NotUnderstood(document, "", f"the archive has {len(entries)} entries, more than {_MAX_ENTRIES}")
    if unpacked > _MAX_UNPACKED or unpacked > _MAX_RATIO * max(packed, 1):
        limit = f"at most {_MAX_UNPACKED} bytes and {_MAX_RATIO} times its size are unpacked"
        raise NotUnderstood(document, "", f"the archive unpacks from {packed} to {unpacked} bytes; {limit}")
    if locked := [entry.filename for entry in entries if entry.flag_bits & 0x1]:
        raise NotUnderstood(document, locked[0], "the archive is locked by a password")
    names = [entry.filename.replace("\\", "/").lower() for entry in entries]
    if len(set(names)) < len(names):
        twice = next(name for place, name in enumerate(names) if name in names[:place])
        raise NotUnderstood(document, twice[:80], "the archive holds two entries of this name: which one holds?")


def _kind(body: bytes) -> str:
    start = body.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not start:
        return "an empty file"
    return next((kind for magic, kind in _OTHER_KINDS if start.startswith(magic)), f"bytes that begin {body[:8]!r}")
