"""Nobody speaks to the network but by the ways that limit, verify and keep within reach."""

import ast
from collections.abc import Iterator
from pathlib import Path

import watchdog

PACKAGE = Path(watchdog.__file__).parent
WAYS_OUT = {
    "acquire/deadline.py": {"requests.Session"},
    "dial.py": {"socket.socket", "socket.getaddrinfo"},
    "notify/channels/smtp.py": {"smtplib.SMTP"},
    "scheduler/supervisor.py": {"socket.socket"},
}
"""Who may open what; the demo's and the samples' servers listen, and are not here."""

FORBIDDEN = {
    *(f"requests.{name}" for name in ("get", "post", "put", "head", "request", "Session", "session", "api.request")),
    *(
        "socket.socket",
        "socket.create_connection",
        "socket.getaddrinfo",
        "urllib.request.urlopen",
        "urllib3.PoolManager",
    ),
    *("smtplib.SMTP", "smtplib.SMTP_SSL", "ssl._create_unverified_context", "ssl.CERT_NONE"),
    *("eval", "exec", "pickle.load", "pickle.loads", "yaml.load", "os.system", "marshal.loads"),
}


def modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        yield str(path.relative_to(PACKAGE)), ast.parse(path.read_text(encoding="utf-8"))


def dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def test_only_the_ways_out_open_connections_and_nobody_runs_text_as_code() -> None:
    found = {
        f"{name}:{node.lineno}: {used}"
        for name, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute | ast.Name)
        and (used := dotted(node)) in FORBIDDEN - WAYS_OUT.get(name, set())
        and not _is_annotation(tree, node)
    }

    assert set() == found


def _is_annotation(tree: ast.Module, wanted: ast.expr) -> bool:
    """Whether it names a type and opens nothing: only calls and base classes do."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.func is wanted:
            return False
        if isinstance(node, ast.ClassDef) and wanted in node.bases:
            return False
    return True


def test_no_call_skips_verification_waits_for_ever_or_follows_redirects() -> None:
    forbidden = {("verify", False), ("timeout", None), ("allow_redirects", True), ("check_hostname", False)}
    found = [
        f"{name}:{node.value.lineno}: {node.arg}={node.value.value!r}"
        for name, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.keyword)
        and isinstance(node.value, ast.Constant)
        and any(node.arg == arg and node.value.value is value for arg, value in forbidden)
    ]

    assert [] == found


def test_whoever_posts_says_how_far_it_may_reach() -> None:
    calls = [
        (name, node)
        for name, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and dotted(node.func) == "post"
    ]

    assert calls
    assert [] == [
        f"{name}:{node.lineno}" for name, node in calls if "reach" not in [keyword.arg for keyword in node.keywords]
    ]
