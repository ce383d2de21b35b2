"""Where documents are: how an address may be shown, where a redirect may lead, which file of a folder is a document."""

import re
from collections.abc import Sequence
from pathlib import PurePath, PurePosixPath
from urllib.parse import urlsplit, urlunsplit

from watchdog.errors import FetchFailed
from watchdog.model.layout import Layout

_SECRET_NAME = re.compile(r"key|token|secret|pass|pwd|sig|auth|user", re.IGNORECASE)


def redact(url: str) -> str:
    """The address as logs and people may see it: without user, password, fragment and values of secret parameters."""
    parts = urlsplit(url)
    query = "&".join(_shown(parameter) for parameter in parts.query.split("&"))
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, query, ""))


def _shown(parameter: str) -> str:
    name, equals, value = parameter.partition("=")
    return f"{name}{equals}***" if value and _SECRET_NAME.search(name) else parameter


def may_follow(origin: str, target: str) -> bool:
    """Whether a redirect stays on the same host and does not fall back from TLS."""
    here, there = urlsplit(origin), urlsplit(target)
    return here.hostname == there.hostname and there.scheme in {"https", here.scheme}


def is_private(url: str) -> bool:
    """Whether a request to it can be read by nobody on the way: by TLS, or because it stays on this machine."""
    parts = urlsplit(url)
    return parts.scheme == "https" or parts.hostname in {"127.0.0.1", "::1", "localhost"}


def file_name(layout: Layout) -> str:
    """The document as a person finds it in a folder: the file at the end of its path, or its short name."""
    path = PurePosixPath(urlsplit(layout.file).path)
    return path.name if path.suffix else layout.document


def only_match(names: Sequence[str], layout: Layout, where: PurePath) -> str:
    """The one name that is this document's: its file name if it is there, else its short name with any ending."""
    wanted = file_name(layout)
    matches = [name for name in names if PurePosixPath(name).name == wanted]
    matches = matches or [name for name in names if PurePosixPath(name).stem == layout.document]
    if len(matches) != 1:
        found = f"several: {', '.join(matches)}" if matches else "none"
        raise FetchFailed(f"{layout.source}/{layout.document}", f"expected one file {wanted} in {where}, found {found}")
    return matches[0]
