"""A store lies on a disk of this machine."""

from pathlib import Path

import pytest

from watchdog.store.filesystem import NETWORK, kind_of

MOUNTS = """\
22 27 0:21 / /proc rw,relatime - proc proc rw
27 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
30 27 0:25 / /srv/data rw - nfs4 server:/export rw
31 27 0:26 / /srv/my\\040share rw - cifs //server/share rw
32 30 0:27 / /srv/data/local rw - xfs /dev/vdb rw
33 27 0:28 / /srv/data2 rw - tmpfs tmpfs rw
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/var/lib/watchdog.db", "ext4"),
        ("/srv/data/desk/watchdog.db", "nfs4"),
        ("/srv/my share/watchdog.db", "cifs"),
        ("/srv/data/local/watchdog.db", "xfs"),
        ("/srv/data2/watchdog.db", "tmpfs"),
    ],
)
def test_the_mount_nearest_to_the_file_decides(path: str, kind: str) -> None:
    assert kind == kind_of(Path(path), MOUNTS)


def test_the_kernel_says_where_this_machine_keeps_temporary_files(tmp_path: Path) -> None:
    kind = kind_of(tmp_path)

    assert kind
    assert kind not in NETWORK
