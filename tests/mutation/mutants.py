"""Defects that people really write, each as an exact replacement in one file, with the tests that must fail then."""

from typing import NamedTuple

_SAME_ID = (
    "tests/faults/test_channels.py::"
    "test_a_webhook_that_is_down_gets_the_same_bytes_under_the_same_id_until_it_takes_them"
)
_DEAD_SCHEDULER = (
    "tests/scheduler/test_metronome.py::"
    "test_a_dead_scheduling_thread_is_noticed_although_the_scheduler_says_that_it_runs"
)


class Mutant(NamedTuple):
    """`old`, which stands in the file once, becomes `new`; at least one of the tests has to fail then."""

    name: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]


PROMISES = (
    Mutant(
        "marks before it sends",
        "watchdog/pipeline/dispatch.py",
        "            return outbox.claim_due(connection, now, owner=self.owner, channels=channels, limit=limit)\n",
        "            claimed = outbox.claim_due(connection, now, owner=self.owner, channels=channels, limit=limit)\n"
        "            for each in claimed:\n"
        "                outbox.mark_sent(connection, each.id, now=now)\n"
        "            return claimed\n",
        ("tests/faults/test_channels.py::test_a_mailbox_that_is_full_gets_its_mail_once_when_there_is_room",),
    ),
    Mutant(
        "gives each retry an id of its own",
        "watchdog/notify/channels/webhook.py",
        "standard_webhooks.headers(delivery.alert_id, ",
        'standard_webhooks.headers(f"{delivery.alert_id}-{delivery.attempts}", ',
        (_SAME_ID,),
    ),
    Mutant(
        "swallows the refusal of a mailbox",
        "watchdog/notify/channels/smtp.py",
        "    except (smtplib.SMTPException, OSError) as error:\n        raise",
        "    except smtplib.SMTPRecipientsRefused:\n        return\n"
        "    except (smtplib.SMTPException, OSError) as error:\n        raise",
        ("tests/notify/channels/test_email.py",),
    ),
    Mutant(
        "sends mail over TLS that proves nothing",
        "watchdog/notify/channels/smtp.py",
        "ssl.create_default_context()",
        "ssl._create_unverified_context()",
        ("tests/notify/channels/test_email.py::test_an_unverified_certificate_sends_nothing",),
    ),
    Mutant(
        "posts over TLS that proves nothing",
        "watchdog/notify/channels/posting.py",
        "ssl.create_default_context()",
        "ssl._create_unverified_context()",
        ("tests/notify/channels/test_webhook.py::test_an_endpoint_whose_certificate_proves_nothing_gets_nothing",),
    ),
    Mutant(
        "lives on with a dead scheduler",
        "watchdog/scheduler/metronome.py",
        "            heart.look(pause, rhythm.patience)\n",
        "            heart.running = heart.running\n",
        (_DEAD_SCHEDULER,),
    ),
    Mutant(
        "drops a finding from the text of a digest",
        "watchdog/notify/brief.py",
        "(*map(item_line, gravest_first), *withheld_lines(withheld))",
        "(*map(item_line, gravest_first[:1]), *withheld_lines(withheld))",
        ("tests/notify/test_compose.py",),
    ),
    Mutant(
        "drops a finding from a digest",
        "watchdog/notify/compose.py",
        "made = _draft(release, vintage, kind, decision.items, release_thread, now)",
        "made = _draft(release, vintage, kind, decision.items[:1], release_thread, now)",
        ("tests/notify/test_compose.py",),
    ),
)
"""What people trust alerts for."""

OTHERS = (
    Mutant(
        "puts a delivery into the outbox twice",
        "watchdog/notify/deliver.py",
        'f"{alert_id}\\x1f{channel}\\x1f{target}".encode()',
        'f"{alert_id}\\x1f{channel}\\x1f{target}\\x1f{random.random()}".encode()',
        ("tests/notify/test_deliver.py",),
    ),
    Mutant(
        "does not force the anomaly log to the disk",
        "watchdog/notify/channels/rotated.py",
        "        os.fsync(file.fileno())\n",
        "",
        ("tests/notify/channels/test_rotated.py",),
    ),
    Mutant(
        "trusts an ETag for ever",
        "watchdog/pipeline/freshness.py",
        "    if last is None or last > now or now - last >= _AT_LEAST_EVERY:\n        return True\n",
        "    if last is None:\n        return False\n",
        ("tests/pipeline/test_freshness.py",),
    ),
    Mutant(
        "takes a redirect for success",
        "watchdog/notify/channels/endpoint.py",
        "if not 200 <= answer.status < 300:",
        "if not 200 <= answer.status < 400:",
        ("tests/notify/channels/test_webhook.py",),
    ),
    Mutant(
        "follows a redirect to another host",
        "watchdog/acquire/fetch.py",
        "    if not may_follow(url, target):\n",
        "    if False:\n",
        ("tests/acquire/test_http.py",),
    ),
    Mutant(
        "begins a write as a read",
        "watchdog/store/database.py",
        'connection.exec_driver_sql(f"BEGIN {mode}")',
        'connection.exec_driver_sql("BEGIN DEFERRED")',
        ("tests/store/test_processes.py", "tests/store/test_database.py", "tests/store/test_outbox.py"),
    ),
    Mutant(
        "does not wait for the disk",
        "watchdog/store/database.py",
        '"synchronous = FULL"',
        '"synchronous = OFF"',
        ("tests/store/test_database.py",),
    ),
    Mutant(
        "lets a missing residual pass",
        "watchdog/check/schema.py",
        "ignore_na=False",
        "ignore_na=True",
        ("tests/check/test_schema.py",),
    ),
    Mutant(
        "forgets that a release is late",
        "watchdog/scheduler/keeping.py",
        "    schedule.keep_statuses(connection, changed)\n",
        "",
        ("tests/scheduler/test_keeping.py",),
    ),
    Mutant(
        "sends what another one has leased",
        "watchdog/store/outbox.py",
        "return or_(deliveries.c.leased_until.is_(None), deliveries.c.leased_until <= now)",
        "return or_(deliveries.c.leased_until.is_(None), deliveries.c.due_at <= now)",
        ("tests/store/test_outbox.py",),
    ),
    Mutant(
        "sends a follow-up before what it follows",
        "watchdog/store/outbox.py",
        "where(_unleased(now), ~waits)",
        "where(_unleased(now))",
        ("tests/store/test_outbox.py", "tests/faults/test_flood.py"),
    ),
    Mutant(
        "leaves what waits where nothing is sent any more",
        "watchdog/pipeline/dispatch.py",
        "        if attempt.disable:\n",
        "        if False:\n",
        ("tests/pipeline/test_stranded.py",),
    ),
    Mutant(
        "hammers a target that is down",
        "watchdog/store/targets.py",
        "rest = min(FIRST_REST * 2 ** min(failures, 10), LONGEST_REST)",
        "rest = timedelta(0)",
        ("tests/store/test_outbox.py", "tests/faults/test_flood.py"),
    ),
    Mutant(
        "leaves to a dead process what it had leased",
        "watchdog/app.py",
        "            outbox.free_leases(connection)\n",
        "            pass\n",
        ("tests/test_app_wiring.py",),
    ),
    Mutant(
        "tells nobody of a message that died",
        "watchdog/pipeline/dispatch.py",
        "                self._tell(connection, attempt, now)\n",
        "                pass\n",
        ("tests/faults/test_channels.py",),
    ),
    Mutant(
        "fetches without keeping what it fetched",
        "watchdog/pipeline/fetching.py",
        "        captures.add(connection, freshness.unmarked(capture) if is_lie else capture)\n",
        "",
        ("tests/test_app.py",),
    ),
)
"""What else has been seen to go wrong in services of this kind."""
