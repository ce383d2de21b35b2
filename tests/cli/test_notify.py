"""A test message says for each target whether it took it."""

from pathlib import Path

from tests.cli.command import Command
from tests.cli.world import world


def test_a_channel_that_works_says_sent(watchdog: Command, tmp_path: Path) -> None:
    with world(tmp_path) as here:
        mail = watchdog("notify", "test", "desk-mail", "--config", here.config)
        hook = watchdog("notify", "test", "hook", "--config", here.config)

        assert (0, "desk-mail to desk@example.org: sent\n") == (mail.code, mail.out)
        assert 0 == hook.code
        assert (1, 1) == (len(here.mails()), len(here.webhooks()))
        assert b"Test message" in here.mails()[0].read_bytes()


def test_a_target_that_does_not_answer_exits_with_4(watchdog: Command, tmp_path: Path) -> None:
    with world(tmp_path) as here:
        config = here.config

    mail = watchdog("notify", "test", "desk-mail", "--config", config)
    hook = watchdog("notify", "test", "hook", "--config", config)

    assert (4, 4) == (mail.code, hook.code)
    assert "Connection refused" in mail.out
    assert "no answer (ConnectionRefusedError)" in hook.out


def test_a_channel_that_is_not_configured_is_a_mistake_in_usage(watchdog: Command, tmp_path: Path) -> None:
    with world(tmp_path) as here:
        outcome = watchdog("notify", "test", "fax", "--config", here.config)

    assert 2 == outcome.code
    assert "the configuration has no channel fax; it has desk-mail, hook, anomaly-log\n" == outcome.err


def test_a_secret_is_asked_of_the_environment_with_the_place_where_it_is_needed(
    watchdog: Command, tmp_path: Path
) -> None:
    config = tmp_path / "config.yaml"
    config.write_text(
        'store: {url: "sqlite:///a.db"}\nsources: {ft900: {pack: rules/us_trade}}\n'
        'channels: {hook: {kind: webhook, url: "http://127.0.0.1:9/", secret: "${env.WATCHDOG_TEST_ABSENT}"}}\n'
        "route: {channel: hook}\n"
    )

    outcome = watchdog("notify", "test", "hook", "--config", config)

    assert 2 == outcome.code
    assert f"{config}:3:" in outcome.err
    assert "WATCHDOG_TEST_ABSENT is not set" in outcome.err
