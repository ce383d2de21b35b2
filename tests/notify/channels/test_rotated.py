"""A line that was appended is on the disk: what cannot be forced there is a failure, not a success."""

import errno
import os
from pathlib import Path

import pytest

from watchdog.notify.channels import rotated


def test_what_cannot_be_forced_to_the_disk_was_not_appended(tmp_path: Path) -> None:
    pipe = tmp_path / "anomalies.jsonl"
    os.mkfifo(pipe)  # takes every write, and refuses fsync
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        with pytest.raises(OSError, match="Invalid argument") as refused:
            rotated.append(pipe, b"{}\n", max_bytes=100, backups=1)
    finally:
        os.close(reader)

    assert errno.EINVAL == refused.value.errno
