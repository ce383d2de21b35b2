"""Where a database file lies: not on a filesystem of the network, whose locks SQLite cannot trust."""

import os
from pathlib import Path

from watchdog.errors import StoreError

MOUNTS = Path("/proc/self/mountinfo")
NETWORK = frozenset(
    (
        *("nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "lustre", "glusterfs", "beegfs", "vboxsf"),
        *("fuse.sshfs", "fuse.glusterfs", "fuse.s3fs", "fuse.rclone", "fuse.gcsfuse", "fuse.mfs", "fuse.davfs"),
    )
)
"""As the kernel calls them; https://www.sqlite.org/faq.html#q5 says why."""


def require_local(path: Path) -> None:
    """StoreError where the file would lie on another machine."""
    kind = kind_of(path)
    if kind in NETWORK:
        raise StoreError(
            f"{path} lies on a network filesystem ({kind}), whose locks do not hold: a store there is damaged "
            "sooner or later. Name a file on a disk of this machine in store.url"
        )


def kind_of(path: Path, mounts: str | None = None) -> str:
    """The kernel's name of the filesystem on which the path is or would be; empty where the kernel does not say."""
    try:
        lines = MOUNTS.read_text(encoding="utf-8") if mounts is None else mounts
    except OSError:
        return ""
    where = Path(os.path.realpath(path))
    kind, deepest = "", -1
    for line in lines.splitlines():
        mounted, _, described = line.partition(" - ")
        # a space in a path is written \040
        point = Path(mounted.split(" ")[4].encode().decode("unicode_escape"))
        if where.is_relative_to(point) and len(point.parts) >= deepest:
            kind, deepest = described.split(" ")[0], len(point.parts)
    return kind
