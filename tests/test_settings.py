from pathlib import Path

import platformdirs
import pytest

from tolltrace.errors import SettingsError
from tolltrace.settings import Settings, describe_settings, load_settings


@pytest.fixture(autouse=True)
def _bare_machine(tmp_path, monkeypatch):
    """Nothing set: what the machine of the person who runs the tests says must not count."""
    for one in describe_settings():
        monkeypatch.delenv(one.environment, raising=False)
    monkeypatch.delenv("TOLLTRACE_SETTINGS", raising=False)
    monkeypatch.setattr(platformdirs, "user_config_path", lambda *args, **kwargs: tmp_path / "config")


@pytest.fixture
def settings_file(tmp_path):
    path = tmp_path / "config" / "settings.toml"
    path.parent.mkdir()
    return path


def test_without_anything_the_defaults_hold():
    assert load_settings() == Settings()
    assert load_settings().ledger.name == "tolltrace.db"
    assert load_settings().allow_private_addresses is False


def test_flags_win_over_the_environment_and_that_over_the_file(settings_file, monkeypatch):
    settings_file.write_text('max_page_bytes = 1000\nfetch_timeout_seconds = 5\nuser_agent = "File"\n')
    monkeypatch.setenv("TOLLTRACE_FETCH_TIMEOUT_SECONDS", "6.5")
    monkeypatch.setenv("TOLLTRACE_USER_AGENT", "Environment")

    settings = load_settings(user_agent="Flag", ledger=None)

    assert (settings.max_page_bytes, settings.fetch_timeout_seconds, settings.user_agent) == (1000, 6.5, "Flag")
    assert settings.ledger == Settings().ledger


def test_the_file_may_be_named_and_its_paths_count_from_its_folder(tmp_path, monkeypatch):
    path = tmp_path / "elsewhere.toml"
    path.write_text('ledger = "tolls.db"\nfetch_cache = "copies"\n')
    monkeypatch.setenv("TOLLTRACE_SETTINGS", str(path))

    assert load_settings().ledger == tmp_path / "tolls.db"
    assert load_settings().fetch_cache == tmp_path / "copies"
    assert load_settings(ledger="flag.db").ledger == Path("flag.db")


def test_a_tilde_is_the_home_of_the_user_wherever_it_is_said(settings_file, monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    settings_file.write_text('ledger = "~/file.db"\n')

    assert load_settings().ledger == tmp_path / "file.db"
    assert load_settings(ledger=Path("~/flag.db")).ledger == tmp_path / "flag.db"
    monkeypatch.setenv("TOLLTRACE_LEDGER", "~/environment.db")
    assert load_settings().ledger == tmp_path / "environment.db"


@pytest.mark.parametrize(("printed", "read"), [("true", True), ("1", True), ("false", False), ("0", False)])
def test_the_environment_says_yes_and_no(monkeypatch, printed, read):
    monkeypatch.setenv("TOLLTRACE_ALLOW_PRIVATE_ADDRESSES", printed)

    assert load_settings().allow_private_addresses is read


@pytest.mark.parametrize(
    ("line", "message"),
    [
        pytest.param("max_page_byte = 5", "did you mean max_page_bytes?", id="a-typing-error"),
        pytest.param(
            "colour = 5", "there is no setting 'colour'. Known: ledger, snapshots, max_page_bytes", id="unknown"
        ),
        pytest.param('max_page_bytes = "5"', "found '5', expected int", id="wrong-type"),
        pytest.param("max_page_bytes = 0", "found 0, expected int", id="out-of-bounds"),
        pytest.param("fetch_timeout_seconds = -1", "found -1, expected float", id="negative"),
        pytest.param("fetch_timeout_seconds = inf", "found inf, expected float", id="for-ever"),
        pytest.param("max_page_bytes = 9_000_000_000", "expected int", id="more-than-memory"),
        pytest.param('user_agent = "Tolltrace–Leser"', "expected str", id="no-header"),
        pytest.param("ledger = 5", "found 5, expected Path or URL", id="a-path-that-is-none"),
        pytest.param('fetch_cache = "file://host/a"', "A URL", id="a-url-would-be-a-folder-of-that-name"),
        pytest.param('ledger = "mysql://me:s@h/a"', "known: sqlite, postgresql", id="a-server-of-another-kind"),
        pytest.param('ledger = "~nobody-here/a.db"', "the home of nobody here", id="a-home-of-nobody"),
        pytest.param("max_page_bytes = ", "is not TOML in UTF-8", id="damaged"),
    ],
)
def test_a_bad_line_in_the_file_is_named(settings_file, line, message):
    settings_file.write_text(line)

    with pytest.raises(SettingsError) as raised:
        load_settings()

    assert str(settings_file) in str(raised.value)
    assert message in str(raised.value)


@pytest.mark.parametrize(
    ("variable", "value", "message"),
    [
        ("TOLLTRACE_MAX_PAGE_BYTES", "many", "found 'many', expected int"),
        ("TOLLTRACE_ALLOW_PRIVATE_ADDRESSES", "perhaps", "found 'perhaps', expected bool"),
        ("TOLLTRACE_LEGDER", "x.db", "did you mean ledger?"),
        ("TOLLTRACE_SETTINGS", "/nowhere/settings.toml", "no such file"),
    ],
)
def test_a_bad_variable_is_named(monkeypatch, variable, value, message):
    monkeypatch.setenv(variable, value)

    with pytest.raises(SettingsError) as raised:
        load_settings()

    assert variable in str(raised.value)
    assert message in str(raised.value)


def test_a_url_is_no_path_to_a_ledger():
    # a Path holds it as "postgresql:/…", a folder of that name
    with pytest.raises(SettingsError, match=r"flag ledger: found 'postgresql:.*A URL") as refused:
        load_settings(ledger=Path("postgresql://person:secret@host/ledger"))
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://me:secret@host:5432/a", "postgresql://me:***@host:5432/a"),
        ("postgresql://me:sec/ret@2@host/a", "postgresql://me:***@host/a"),
        ("postgresql://host/a?user=me&password=secret&x=1", "postgresql://host/a?user=me&password=***&x=1"),
        ("postgresql://host:5432/a", "postgresql://host:5432/a"),
    ],
)
def test_a_ledger_on_a_server_is_shown_without_its_password(monkeypatch, url, shown):
    monkeypatch.setenv("TOLLTRACE_LEDGER", url)

    ledger = load_settings().ledger

    assert (ledger.url, str(ledger)) == (url, shown)
    assert "secret" not in repr(load_settings())


def test_a_ledger_may_be_named_by_the_url_of_its_file():
    assert load_settings(ledger="sqlite:////tolls/a%20b.db").ledger == Path("/tolls/a b.db")


def test_an_unknown_flag_is_named():
    with pytest.raises(SettingsError, match="flag colour: there is no setting 'colour'"):
        load_settings(colour="red")


def test_every_setting_is_described_for_the_docs_alike_on_every_machine():
    described = {one.name: one for one in describe_settings()}

    assert list(described) == list(Settings.__dataclass_fields__)
    assert described["ledger"].default == "tolltrace.db in the user's data folder"
    assert described["max_page_bytes"][:4] == ("max_page_bytes", "int", "33554432", "TOLLTRACE_MAX_PAGE_BYTES")
    assert all(one.about.endswith(".") for one in described.values())
