"""From a body that came with 'success' to the error that it reports instead of data, if it does: agencies often do."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

_LARGEST = 64 * 1024
_LONGEST = 200
_QUOTA = re.compile(r"quota|threshold|limit|too many|throttl", re.IGNORECASE)
_QUOTA_WAIT = timedelta(hours=1)
_REFUSALS = frozenset({"REQUEST_NOT_PROCESSED", "REQUEST_FAILED"})
_WORDS = ("error_message", "APIErrorDescription", "message", "description", "detail")


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """What the server says is wrong, fit to be printed, and how long to leave it alone when a quota is used up."""

    words: str
    wait: timedelta | None


def complaint_in(body: bytes) -> Complaint | None:
    """The error that the body reports; None for data, and for whatever is too large to be an error."""
    start = body[:16].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if len(body) > _LARGEST or not start.startswith((b"{", b"error:")):
        return None
    text = body.decode("utf-8-sig", "replace").strip()
    words = text if start.startswith(b"error:") else _json_error(text)
    if words is None:
        return None
    wait = _QUOTA_WAIT if _QUOTA.search(words) else None
    return Complaint(words=_inert(words), wait=wait)


def _json_error(text: str) -> str | None:
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(content, Mapping):
        return None
    return _of_bea(content) or _of_bls(content) or _of_others(content)


def _of_bea(content: Mapping[str, object]) -> str | None:
    answer = content.get("BEAAPI")
    if not isinstance(answer, Mapping):
        return None
    results = answer.get("Results")
    error = answer.get("Error") or (results.get("Error") if isinstance(results, Mapping) else None)
    return _said(error) if error else None


def _of_bls(content: Mapping[str, object]) -> str | None:
    status = content.get("status")
    return f"{status}: {_said(content.get('message'))}" if status in _REFUSALS else None


def _of_others(content: Mapping[str, object]) -> str | None:
    if "error_code" in content and "error_message" in content:
        return f"{content['error_code']}: {_said(content['error_message'])}"
    error = next((content[name] for name in ("error", "errors", "Error") if content.get(name)), None)
    if error is None:
        return None
    return _said(content["message"] if error is True and "message" in content else error)


def _said(error: object) -> str:
    """The telling part of an error, however it is nested."""
    if isinstance(error, list):
        return "; ".join(_said(each) for each in error[:3])
    if isinstance(error, Mapping):
        return next((_said(error[name]) for name in _WORDS if error.get(name)), "it does not say what")
    return str(error)


def _inert(text: str) -> str:
    words = "".join(character if character.isprintable() else " " for character in " ".join(text.split()))
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST - 3]}..."
