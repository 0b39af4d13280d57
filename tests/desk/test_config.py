"""A configuration is read whole, or a person is told where, what was found, what was expected and what to do."""

from datetime import timedelta
from pathlib import Path

import pytest

from tolltrace.desk import read_plan
from tolltrace.errors import SettingsError
from tolltrace.watching import Kind

EXAMPLE = Path(__file__).parents[2] / "deploy" / "desk.toml"
GOOD = """
[desk]
contact = "desk@newsroom.example"
[[source]]
name = "courier"
feed = "https://courier.example/feed"
[[tell]]
name = "hook"
webhook = "https://hooks.example/tolls"
secret_env = "SECRET"
"""
ENVIRONMENT = {"SECRET": "0123456789abcdef", "NEWSROOM_SECRET": "0123456789abcdef", "SHORT": "abc"}


def written(tmp_path, text):
    path = tmp_path / "desk.toml"
    path.write_text(text, "utf-8")
    return path


def test_the_example_is_well():
    plan = read_plan(EXAMPLE, ENVIRONMENT)

    assert {one.kind for one in plan.sources} == set(Kind)
    assert {bool(one.webhook) for one in plan.subscribers} == {True, False}


def test_a_plan_says_what_is_watched_how_and_as_whom(tmp_path):
    plan = read_plan(written(tmp_path, GOOD), ENVIRONMENT)

    (source,) = plan.sources
    assert (source.name, source.kind, source.watched.host) == ("courier", Kind.FEED, "courier.example")
    assert (source.every, source.look_again[0]) == (timedelta(minutes=15), timedelta(hours=1))
    assert plan.user_agent == "tolltrace/0.1.0 (+desk@newsroom.example)"
    assert "0123456789abcdef" not in repr(plan)
    assert plan.listen is None


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("examplechannel", "https://t.me/s/examplechannel"),
        ("@examplechannel", "https://t.me/s/examplechannel"),
        ("https://t.me/examplechannel", "https://t.me/s/examplechannel"),
        ("https://t.me/s/examplechannel", "https://t.me/s/examplechannel"),
    ],
)
def test_a_channel_may_be_named_as_people_name_it(tmp_path, said, place):
    text = GOOD.replace('feed = "https://courier.example/feed"', f'telegram = "{said}"')

    assert read_plan(written(tmp_path, text), ENVIRONMENT).sources[0].watched.place == place


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ('contact = "desk@newsroom.example"', "", r"\[desk\]: .*contact"),
        ('"desk@newsroom.example"', '"call us"', r"contact: found 'call us', expected an address"),
        ("contact", "contakt", r"unknown field `contakt`; did you mean contact\?"),
        ("[desk]", "[desks]", r"\[desks\]: unknown; expected"),
        ("[[source]]", "[source]", r"\[source\]: write \[\[source\]\]"),
        ('feed = "https://courier.example/feed"', "", r"source 1 \('courier'\): expected a name and one of feed"),
        ('feed = "https', 'section = "https://a.example"\nfeed = "https', r"one of feed.*found"),
        ('"https://courier.example/feed"', '"courier.example"', r"feed: found 'courier.example', expected an address"),
        ('"https://courier.example/feed"', '"file:///etc"', r"expected an address: https"),
        ('"https://courier.example/feed"', "7", r"source 1: Expected `str.*at `feed`"),
        ("[[tell]]", 'every = "soon"\n[[tell]]', r"every: found 'soon', expected a time such as"),
        ("[[tell]]", 'look_again = ["400d"]\n[[tell]]', r"look_again: found '400d', expected a time .*300 days"),
        ("[[tell]]", 'every = "5s"\n[[tell]]', r"every: found '5s', expected 60 s or more"),
        ("[[tell]]", '[[source]]\nname = "courier"\nfeed = "https://b.example"\n[[tell]]', r"'courier' is there twice"),
        ("[[tell]]", '[[source]]\nname = "x"\ntelegram = "a b"\n[[tell]]', r"telegram: found 'a b', expected a public"),
        ("[[source]]", 'listen = "everywhere"\n[[source]]', r"listen: found 'everywhere'"),
        ("[[source]]", 'keep = "some"\n[[source]]', r'keep: found \'some\', expected "claims" or "all"'),
        ("[[source]]", "fetchers = 0\n[[source]]", r"fetchers: found 0, expected 1 to 64"),
        ("[[source]]", 'name = "Köln"\n[[source]]', r"the User-Agent, which takes ASCII"),
        ('secret_env = "SECRET"', "", r"tell 1 \('hook'\): expected secret_env .* or secret_file"),
        ('secret_env = "SECRET"', 'secret_env = "NONE"', r"\$NONE holds 0 bytes; a secret of 16"),
        ('secret_env = "SECRET"', 'secret_env = "SHORT"', r"\$SHORT holds 3 bytes"),
        ('secret_env = "SECRET"', 'secret_file = "nowhere"', r"secret_file: .* cannot be read"),
        ('webhook = "https://hooks.example/tolls"', "", r"either webhook or command"),
        ('webhook = "https://hooks.example/tolls"', 'command = "alert"', r"array"),
        ("[[tell]]", '[[tell]]\nkinds = ["everything"]', r"kinds: found 'everything'"),
        ("[desk]", "[desk", r"is not TOML"),
    ],
)
def test_what_is_wrong_is_said(tmp_path, before, after, says):
    assert before in GOOD

    with pytest.raises(SettingsError, match=says) as raised:
        read_plan(written(tmp_path, GOOD.replace(before, after, 1)), ENVIRONMENT)

    assert "desk.toml" in str(raised.value)


def test_a_file_that_is_not_there_or_no_configuration_is_refused(tmp_path):
    with pytest.raises(SettingsError, match="no such file"):
        read_plan(tmp_path / "none.toml", {})
    (tmp_path / "large.toml").write_bytes(b"#" * 2_000_000)
    with pytest.raises(SettingsError, match="more than 1,048,576 bytes"):
        read_plan(tmp_path / "large.toml", {})
