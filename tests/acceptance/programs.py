"""Debian's own server programs, run on loopback ports in folders of their own, and ended when the block ends."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.notify.channels.servers import free_port

_MASTER = """\
127.0.0.1:{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""
_MAIN = """\
compatibility_level = 3.6
queue_directory = {folder}/spool
data_directory = {folder}/data
maillog_file = {folder}/mail.log
maillog_file_prefixes = {folder}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = localhost.localdomain
mydestination =
mynetworks = 127.0.0.0/8
relayhost = [127.0.0.1]:{sink}
disable_dns_lookups = yes
smtpd_peername_lookup = no
smtpd_tls_cert_file = {certificate}
smtpd_tls_key_file = {key}
smtpd_tls_security_level = encrypt
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_recipient_restrictions = check_recipient_access inline:{{
    {{ gone@example.org = 550 5.1.1 no such user }}, {{ grey@example.org = 450 4.7.1 come back }} }}
"""


@contextmanager
def postfix(certificate: Path, key: Path, sink: int) -> Iterator[int]:
    """A Postfix that wants TLS and relays to the SMTP server on the port `sink`; yields its port. Needs root."""
    folder = Path(tempfile.mkdtemp(prefix="watchdog-postfix-"))
    folder.chmod(0o755)  # its daemons run as a user of their own
    port = free_port()
    for name in ("spool", "data"):
        (folder / name).mkdir()
    shutil.chown(folder / "data", "postfix")
    known = {"folder": folder, "certificate": certificate, "key": key, "sink": sink}
    (folder / "main.cf").write_text(_MAIN.format(**known))
    (folder / "master.cf").write_text(_MASTER.format(port=port))
    try:
        subprocess.run(["postfix", "-c", folder, "start"], check=True, capture_output=True, timeout=60)
        yield port
    finally:
        subprocess.run(["postfix", "-c", folder, "stop"], check=False, capture_output=True, timeout=60)
        shutil.rmtree(folder)


@contextmanager
def alertmanager(folder: Path) -> Iterator[str]:
    """An Alertmanager that notifies nobody; yields its address."""
    config = folder / "alertmanager.yml"
    config.write_text("route: {receiver: nobody}\nreceivers: [{name: nobody}]\n")
    address = f"127.0.0.1:{free_port()}"
    command = [
        "prometheus-alertmanager",
        f"--config.file={config}",
        f"--storage.path={folder}",
        f"--web.listen-address={address}",
        "--cluster.listen-address=",
    ]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as program:
        assert program.stderr is not None
        try:
            log = iter(program.stderr.readline, "")
            assert any("istening" in line for line in log), "it ended before it listened"
            yield f"http://{address}"
        finally:
            program.kill()
