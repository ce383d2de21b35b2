"""config.yaml becomes settings: the packaged one works as it stands, and every mistake has its place and its fix."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from watchdog.errors import ConfigurationError
from watchdog.model.reach import ANYWHERE_PUBLIC
from watchdog.model.route import Matcher, Route
from watchdog.notify.channels.email import EmailSettings
from watchdog.notify.channels.webhook import WebhookSettings
from watchdog.rulebook.load import load as load_rules
from watchdog.settings import AnomalyLog, Review, Settings, WatchedSource, default_config_path, load

SECRETS = {
    "CENSUS_API_KEY": "0123456789",
    "FRED_API_KEY": "abcdefghij",
    "SMTP_PASSWORD": "hunter2's \\ of the desk",
    "WATCHDOG_HOOK_SECRET": "whsec_QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo=",
}
FULL = """\
store: {url: "sqlite:///var/watchdog.db"}
timezone: America/New_York
sources:
  ft900: {pack: rules/us_trade, poll: release-calendar}
channels:
  desk-mail: {kind: email, to: [desk@example.org], smtp: {host: localhost, password: "${env.SMTP_PASSWORD}"}}
  hook: {kind: webhook, url: "https://example.org/hook", secret: "${env.WATCHDOG_HOOK_SECRET}"}
route:
  channel: desk-mail
  group_by: [release]
  routes:
    - match: {severity: critical}
      channel: [desk-mail, hook]
review: {listen: "127.0.0.1:8080"}
"""


def read(folder: Path, text: str, environ: Mapping[str, str] = SECRETS) -> Settings:
    (folder / "config.yaml").write_text(text)
    return load(folder / "config.yaml", environ)


def refusals(folder: Path, text: str, environ: Mapping[str, str] = SECRETS) -> list[str]:
    with pytest.raises(ConfigurationError) as caught:
        read(folder, text, environ)
    return [str(mistake).removeprefix(f"{folder}/config.yaml:") for mistake in caught.value.mistakes]


def test_the_packaged_configuration_works_as_it_stands() -> None:
    settings = load(default_config_path(), {})
    base = default_config_path().parent

    assert f"sqlite:///{base}/var/watchdog.db" == settings.store.reveal()
    assert AnomalyLog(anomalies=f"{base}/var/log/anomalies.jsonl") == settings.log
    assert {} == settings.channels
    assert settings.route is None
    assert "ft900" == load_rules(settings.sources["ft900"].pack).program


def test_what_is_commented_out_in_it_is_ready_to_use(tmp_path: Path) -> None:
    keys = "channels:|route:|documents:|calendars:|early:|addresses:|keys:|contact:|ftdadv:|  "
    text = re.sub(rf"(?m)^(\s*)# (?={keys})", r"\1", _default_text())
    settings = read(tmp_path, text)

    assert {"desk-mail", "hook"} == set(settings.channels)
    assert settings.route is not None
    assert {"press": str(tmp_path / "var/press")} == settings.sources["ft900"].addresses
    assert ("exh1", "exh2", "ftd", "fred") == settings.sources["ft900"].documents
    assert (("census_list",), "tell") == (settings.sources["ft900"].calendars, settings.sources["ft900"].early)
    assert "us_trade_advance" == settings.sources["ftdadv"].pack.name
    assert "https://example.org/statistics-desk" == settings.contact
    assert SECRETS["FRED_API_KEY"] == settings.sources["ft900"].keys["fred-api"].reveal()


def _default_text() -> str:
    return default_config_path().read_text()


def test_a_whole_configuration_is_read(tmp_path: Path) -> None:
    settings = read(tmp_path, FULL)
    mail, hook = settings.channels["desk-mail"].settings, settings.channels["hook"].settings

    assert isinstance(mail, EmailSettings)
    assert ("desk@example.org",) == mail.to
    assert isinstance(hook, WebhookSettings)
    assert SECRETS["WATCHDOG_HOOK_SECRET"] == hook.secret.reveal()
    assert Review(listen="127.0.0.1:8080") == settings.review


def test_a_route_takes_from_the_one_above_what_it_does_not_say(tmp_path: Path) -> None:
    text = FULL.replace(
        "      channel: [desk-mail, hook]\n", "      routes: [{match: {kind: [swing, reversal]}, channel: hook}]\n"
    )
    kinds = Matcher(property="kind", any_of=("swing", "reversal"))
    swings = Route(channels=("hook",), match=(kinds,), name="route.routes[0].routes[0]")
    severe = Matcher(property="severity", any_of=("critical",))
    critical = Route(channels=("desk-mail",), match=(severe,), routes=(swings,), name="route.routes[0]")

    assert Route(channels=("desk-mail",), routes=(critical,)) == read(tmp_path, text).route


def test_relative_paths_start_from_the_folder_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "rules" / "mine").mkdir(parents=True)
    text = "store: {url: 'sqlite:///x.db'}\nsources: {a: {pack: rules/mine, addresses: {census: data, fred: 'http://h/x'}}}"
    settings = read(tmp_path, text + "\nlog: {anomalies: x.jsonl}")

    assert f"sqlite:///{tmp_path}/x.db" == settings.store.reveal()
    assert f"{tmp_path}/x.jsonl" == settings.log.anomalies
    assert (
        WatchedSource(
            name="a",
            pack=tmp_path / "rules" / "mine",
            poll="release-calendar",
            addresses={"census": f"{tmp_path}/data", "fred": "http://h/x/"},
            documents=None,
        )
        == settings.sources["a"]
    )


@pytest.mark.parametrize("url", ["sqlite:////srv/x.db", "postgresql+psycopg://me:secret@db/x"])
def test_other_stores_stay_as_they_are(tmp_path: Path, url: str) -> None:
    assert url == read(tmp_path, FULL.replace("sqlite:///var/watchdog.db", url)).store.reveal()


def test_a_secret_may_come_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("from the file\n")
    environ = {"SMTP_PASSWORD_FILE": str(tmp_path / "password"), **SECRETS}
    del environ["SMTP_PASSWORD"]
    mail = read(tmp_path, FULL, environ).channels["desk-mail"].settings

    assert mail.smtp.password.reveal() == "from the file"


def test_no_secret_shows_in_the_settings(tmp_path: Path) -> None:
    text = FULL.replace("sqlite:///var/watchdog.db", "postgresql://me:hunter3@db/x")
    shown = repr(read(tmp_path, text)) + str(read(tmp_path, text))

    assert not any(secret in shown for secret in (*SECRETS.values(), "hunter3", "example.org/hook"))


@pytest.mark.parametrize(
    ("line", "broken"),
    [
        ("secret:", "secrt:"),
        (
            'host: localhost, password: "${env.SMTP_PASSWORD}"',
            'host: "${env.SMTP_PASSWORD}", port: "${env.SMTP_PASSWORD}"',
        ),
        ("[desk@example.org]", '["${env.SMTP_PASSWORD}"]'),
        ("America/New_York", "${env.SMTP_PASSWORD}"),
        ("channel: desk-mail", 'channel: "${env.SMTP_PASSWORD}"'),
        ("pack: rules/us_trade", 'pack: "${env.SMTP_PASSWORD}"'),
        ("kind: email", 'kind: "${env.SMTP_PASSWORD}"'),
    ],
)
def test_no_secret_shows_in_a_mistake(tmp_path: Path, line: str, broken: str) -> None:
    assert not any(
        secret in refusal for refusal in refusals(tmp_path, FULL.replace(line, broken)) for secret in SECRETS.values()
    )


@pytest.mark.parametrize(
    ("line", "broken", "mistake"),
    [
        ("store:", "stor:", "1:1: unknown key 'stor'. Did you mean 'store'?"),
        ("America/New_York", "Mars/Base", "2:11: timezone: 'Mars/Base' is not a time zone such as America/New_York. "),
        ("rules/us_trade", "rules/us_trad", "4:17: there is no rules folder rules/us_trad. Name a folder beside"),
        ("poll: release-calendar", "poll: hourly", "4:39: poll: hourly is not one of release-calendar. "),
        ("kind: email", "kind: emial", "6:21: there is no kind 'emial' of channel. Did you mean 'email'?"),
        ("kind: email, ", "", "6:3: the channel 'desk-mail' has no kind. Known here: alertmanager, apprise, "),
        ("kind: webhook", "kind: slack", "7:56: unknown key 'secret'. Known here: timeout_seconds, url."),
        ("kind: webhook", "kind: slak", "7:16: there is no kind 'slak' of channel. Did you mean 'slack'?"),
        ("host: localhost", "hst: localhost", "6:59: unknown key 'hst'. Did you mean 'host'?"),
        ("host: localhost", "host: localhost, port: '25'", "6:82: port: expected a whole number, found 25. "),
        ("[desk@example.org]", "[desk]", "6:14: 'desk' is not a mailbox such as desk@example.org. "),
        (
            "channel: desk-mail",
            "channel: desk-mial",
            "9:12: there is no channel 'desk-mial'. Did you mean 'desk-mail'?",
        ),
        ("[desk-mail, hook]", "[desk-mail, hok]", "13:28: there is no channel 'hok'. Did you mean 'hook'?"),
        ("channel: desk-mail\n", "match: {}\n", "9:3: the first route names no channel. Add 'channel: ...' here."),
        ("severity: critical", "severty: critical", "12:15: there is no property of an alert 'severty'. Did you mean "),
        (
            "severity: critical",
            "severity: high",
            "12:25: there is no severity 'high'. Known here: critical, info, warn",
        ),
        (
            "group_by: [release]",
            "group_by: [week]",
            "10:14: there is no property to group by 'week'. Known here: kind, none, release, rule, series, severity.",
        ),
        ("group_by: [release]", "mute: nights", "10:9: there is no window 'nights'. Known here: nothing."),
        ("group_by: [release]", "group_wait: 5", "10:15: group_wait: 5 is not a time such as 90s, 5m, 2h or '1 day'."),
        (
            "group_by: [release]",
            "continue: true",
            "10:3: the first route takes everything: continue means nothing here.",
        ),
        ("severity: critical", 'rule: "~("', "12:21: '~(' is no regular expression: "),
        ("channel: [desk-mail, hook]", "escalate: {after: 2h, channel: bos}", "13:38: there is no channel 'bos'. "),
        (
            "kind: email, ",
            "kind: email, fallback: hok, ",
            "6:38: there is no other channel 'hok'. Did you mean 'hook'?",
        ),
        ("kind: email, ", "kind: email, fallback: desk-mail, ", "6:38: there is no other channel 'desk-mail'."),
        (
            "sources:",
            "windows: {w: [{days: funday}]}\nsources:",
            "3:22: days: 'funday' are no weekdays such as mon-fri",
        ),
        ("sources:", "windows: {w: [{hours: 8-18}]}\nsources:", "3:23: hours: '8-18' are no hours such as 08:00-18:00"),
        (
            "sources:",
            "maintenance: [{from: 2026-01-02, to: 2026-01-01, why: x}]\nsources:",
            "3:38: to: this is not after 'from'.",
        ),
        (
            "sources:",
            "maintenance: [{from: soon, to: 2026-01-01, why: x}]\nsources:",
            "3:22: from: 'soon' is not a moment",
        ),
        ('"127.0.0.1:8080"', "8080", "14:18: listen: expected text, found 8080. Write text here."),
    ],
)
def test_a_mistake_is_named_where_it_stands(tmp_path: Path, line: str, broken: str, mistake: str) -> None:
    assert mistake in [each[: len(mistake)] for each in refusals(tmp_path, FULL.replace(line, broken, 1))]


def test_windows_that_would_lose_every_message_are_refused(tmp_path: Path) -> None:
    text = FULL.replace("group_by: [release]", "mute: always").replace("sources:", "windows: {always: [{}]}\nsources:")

    assert "11:9: by these windows nothing could ever be sent. Leave an hour of the week open." in refusals(
        tmp_path, text
    )


def test_missing_variables_are_named_where_they_are_wanted_with_all_other_mistakes(tmp_path: Path) -> None:
    found = refusals(tmp_path, FULL.replace("poll:", "pol:"), {})

    assert ["4:33", "6:86", "7:66"] == [each.split(": ")[0] for each in found]
    assert "Set SMTP_PASSWORD, or SMTP_PASSWORD_FILE to the path of a file that holds it." in found[1]


def test_variables_that_only_channels_and_keys_want_may_be_unset_until_somebody_asks_or_tells(tmp_path: Path) -> None:
    text = FULL.replace("poll: release-calendar", "keys: {fred-api: '${env.FRED_API_KEY}'}")
    settings = read(tmp_path, text, {"WATCHDOG_HOOK_SECRET": SECRETS["WATCHDOG_HOOK_SECRET"]})

    assert ({}, {"hook"}) == (settings.sources["ft900"].keys, set(settings.channels))
    with pytest.raises(ConfigurationError) as caught:
        settings.require_environment()
    assert ["FRED_API_KEY", "SMTP_PASSWORD"] == [each.message.split()[3] for each in caught.value.mistakes]


def test_what_looking_needs_must_be_set(tmp_path: Path) -> None:
    (found,) = refusals(tmp_path, FULL.replace("sqlite:///var/watchdog.db", "${env.DATABASE}"))

    assert found.startswith("1:14: the environment variable DATABASE is not set. ")


def test_channels_without_a_route_would_never_be_told_and_are_refused(tmp_path: Path) -> None:
    (found,) = refusals(
        tmp_path, FULL.replace("route:", "log: {}\n#").replace("\n  channel:", "\n# ").split("  group_by")[0]
    )

    assert "channels are named, but no route leads to them. Add 'route: {channel: ...}'." in found


def test_a_file_that_is_not_there_says_how_to_get_one(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"config\.yaml:1:1: cannot be read: No such file.*watchdog init"):
        load(tmp_path / "config.yaml", {})


def test_the_networks_that_may_be_reached_are_read_with_their_mistakes(tmp_path: Path) -> None:
    allowed = read(tmp_path, FULL + "network: {allow: [127.0.0.1, 10.0.0.0/8, 'fd00::/8']}\n").reach
    (mistake,) = refusals(tmp_path, FULL + "network: {allow: [10.0.0.1/8]}\n")

    assert ANYWHERE_PUBLIC == read(tmp_path, FULL).reach
    assert ["127.0.0.1/32", "10.0.0.0/8", "fd00::/8"] == [str(network) for network in allowed.allowed or ()]
    assert "'10.0.0.1/8' is not a network such as 10.0.0.0/8" in mistake


def test_windows_that_would_lose_every_message_in_summer_alone_are_refused(tmp_path: Path) -> None:
    windows = (
        "windows: {day: [{hours: '08:00-09:00', zone: America/New_York}], noon: [{hours: '12:00-13:00', zone: UTC}]}"
    )
    text = FULL.replace("group_by: [release]", "active: day\n  mute: noon").replace("sources:", f"{windows}\nsources:")

    assert any("by these windows nothing could ever be sent" in each for each in refusals(tmp_path, text))
