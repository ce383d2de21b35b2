"""What waits where nothing is sent any more is told some other way, and never silently lost."""

from pathlib import Path

from tests.pipeline.agency import RELEASES
from tests.pipeline.desk import NOVEMBER, Desk, desk
from watchdog.app import single_instance
from watchdog.model.alert import DeliveryState
from watchdog.store import delivery_record, outbox, targets

OCTOBER = RELEASES["2025-10"]
HOOK = "  hook: {kind"
LED_THERE = "route: {channel: [desk-mail, hook]}"


def in_parts(text: str) -> str:
    """Every finding by the hook alone, which has a fallback."""
    text = text.replace(HOOK, "  hook: {fallback: desk-mail, kind")
    return text.replace(LED_THERE, "route: {channel: hook, group_by: [rule]}")


def states(at: Desk, channel: str = "hook") -> list[DeliveryState]:
    with at.watch.store.reading() as connection:
        return [each.state for each in delivery_record.listing(connection) if each.channel == channel]


def mailed(at: Desk) -> list[str]:
    """The alerts that the mailbox got, but for notices that something did not arrive."""
    return sorted(mail["X-Watchdog-Alert"] for mail in at.mails if "Not delivered" not in mail["Subject"])


def parts(at: Desk) -> list[str]:
    with at.watch.store.reading() as connection:
        return sorted(each.alert_id for each in delivery_record.listing(connection) if each.channel == "hook")


def test_all_that_waits_for_a_target_that_wants_no_more_goes_to_the_fallback(tmp_path: Path) -> None:
    with desk(tmp_path, documents=("exh1", "fred"), start=OCTOBER.published_at, edit=in_parts) as at:
        at.hook.status = 410
        at.release(OCTOBER)

        assert 1 == len(at.hook.requests), "only one part was tried"
        assert len(parts(at)) > 1
        assert parts(at) == mailed(at)


def test_what_a_crash_left_waiting_for_such_a_target_goes_to_the_fallback_at_the_next_start(tmp_path: Path) -> None:
    without = lambda text: text.replace(LED_THERE, "route: {channel: hook, group_by: [rule]}")  # noqa: E731 - an edit
    with desk(tmp_path, documents=("exh1", "fred"), start=OCTOBER.published_at, edit=without) as at:
        at.hook.status = 410
        at.release(OCTOBER)
        assert [] == mailed(at)
        waiting = states(at).count(DeliveryState.PENDING)

        at.config.write_text(at.config.read_text().replace(HOOK, "  hook: {fallback: desk-mail, kind"))
        at.restart()
        with single_instance(at.watch):
            at.deliver()

        assert 0 < waiting == len(mailed(at))


def test_a_fallback_that_wants_no_more_either_hands_on_to_its_own(tmp_path: Path) -> None:
    def chained(text: str) -> str:
        (line,) = (line for line in text.splitlines() if line.startswith(HOOK))
        second = line.replace("  hook:", "  second:").replace("{kind", "{fallback: desk-mail, kind")
        first = line.replace("{kind", "{fallback: second, kind")
        return text.replace(line, f"{first}\n{second}").replace(LED_THERE, "route: {channel: hook}")

    with desk(tmp_path, documents=("exh1", "fred"), start=OCTOBER.published_at, edit=chained) as at:
        at.hook.status = 410
        at.release(OCTOBER)

        with at.watch.store.reading() as connection:
            dead = delivery_record.listing(connection, state=DeliveryState.DEAD)
        assert {"hook", "second"} == {each.channel for each in dead}
        assert [dead[0].alert_id] == [dead[1].alert_id] == mailed(at)
        assert 2 == len(at.hook.requests), "each end was asked once"


def test_fallbacks_of_which_each_stands_in_for_the_other_end(tmp_path: Path) -> None:
    def mutual(text: str) -> str:
        text = text.replace(HOOK, "  hook: {fallback: other, kind")
        (line,) = (line for line in text.splitlines() if line.startswith("  hook:"))
        other = line.replace("  hook:", "  other:").replace("fallback: other", "fallback: hook")
        return text.replace(line, f"{line}\n{other}").replace(LED_THERE, "route: {channel: hook}")

    with desk(tmp_path, documents=("exh1", "fred"), start=OCTOBER.published_at, edit=mutual) as at:
        at.hook.status = 410
        at.release(OCTOBER)
        at.release(NOVEMBER)

        for channel in ("hook", "other"):
            assert DeliveryState.DEAD in states(at, channel)
            assert DeliveryState.PENDING in states(at, channel)
        assert 2 == len(at.hook.requests)
        assert 2 == len(at.mails), "a notice for each that fell silent"


def removed(at: Desk) -> None:
    """The hook goes from the configuration, and the service starts anew."""
    (line,) = (line for line in at.config.read_text().splitlines() if line.startswith("  hook:"))
    at.config.write_text(
        at.config.read_text().replace(f"{line}\n", "").replace(LED_THERE, "route: {channel: desk-mail}")
    )
    at.restart()
    with single_instance(at.watch):
        at.deliver()


def test_what_waits_for_a_channel_that_was_removed_is_given_up_and_told_once_by_the_others(tmp_path: Path) -> None:
    with desk(tmp_path, documents=("exh1", "fred"), start=OCTOBER.published_at) as at:
        at.hook.status = 503
        at.release(OCTOBER)
        (october,) = at.alerts(OCTOBER)
        removed(at)
        at.restart()
        with single_instance(at.watch):
            at.deliver()

        notice = at.mails[-1]
        assert 2 == len(at.mails)
        assert str(notice["Subject"]).strip().startswith("Not delivered: hook (http://127.0.0.1:")
        assert "is no longer in config.yaml" in str(notice["Subject"]).replace("\n", "")
        assert f"watchdog alerts show {october.id}" in " ".join(str(notice.get_body(("plain",))).split())
        assert [DeliveryState.DEAD] == states(at)


def test_what_is_sent_again_and_refused_again_repeats_neither_its_fallback_nor_its_notice(tmp_path: Path) -> None:
    def falling(text: str) -> str:
        text = text.replace("{kind: email,", "{fallback: hook, kind: email,")
        return text.replace(LED_THERE, "route: {channel: desk-mail}")

    with desk(tmp_path, documents=("exh1", "fred"), start=OCTOBER.published_at, edit=falling) as at:
        at.mailboxes.on_data = "552 5.2.2 no room for this, ever"
        at.release(OCTOBER)
        with at.watch.store.writing() as connection:
            dead = delivery_record.listing(connection, state=DeliveryState.DEAD)
            outbox.send_again(connection, dead, now=at.clock.now(), by="desk")
        tried = at.deliver()

        assert [each.id for each in dead] == [attempt.delivery.id for attempt in tried]
        assert 2 == len(at.hooks), "the message by the fallback, and that it did not arrive by mail"
        assert [DeliveryState.DEAD] == states(at, "desk-mail")


def restarted(at: Desk, before: str, after: str) -> None:
    """The service starts anew with another configuration, and sends what is due."""
    at.config.write_text(at.config.read_text().replace(before, after))
    at.restart()
    with single_instance(at.watch):
        at.deliver()


def test_what_waits_for_a_mailbox_that_was_replaced_goes_to_the_new_one(tmp_path: Path) -> None:
    with desk(tmp_path, documents=("exh1", "fred"), start=OCTOBER.published_at) as at:
        at.mailboxes.on_data = "452 4.2.2 full"
        at.release(OCTOBER)
        at.mailboxes.on_data = "250 OK"
        restarted(at, "to: [desk@example.org]", "to: [chief@example.org]")
        with at.watch.store.reading() as connection:
            given_up = delivery_record.given_up(connection)

        assert ["chief@example.org"] == [mail["To"] for mail in at.mails]
        assert [DeliveryState.DEAD, DeliveryState.SENT] == sorted(states(at, "desk-mail"))
        assert 0 == given_up, "it has arrived"


def test_an_endpoint_that_wanted_no_more_and_has_moved_gets_what_waited(tmp_path: Path) -> None:
    with desk(tmp_path, documents=("exh1", "fred"), start=OCTOBER.published_at) as at:
        at.hook.status = 410
        at.release(OCTOBER)
        at.release(NOVEMBER)
        at.hook.status = 204
        before = len(at.hook.requests)
        restarted(at, at.hook.url, at.hook.url.replace("127.0.0.1", "localhost"))
        (november,) = at.alerts(NOVEMBER)
        with at.watch.store.reading() as connection:
            disabled = targets.disabled(connection)

        assert november.id in [body["data"]["id"] for body in at.hooks[before:]]
        assert () == disabled
        assert DeliveryState.PENDING not in states(at)
