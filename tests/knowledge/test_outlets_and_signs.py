import shutil
from pathlib import Path

import pytest

import tolltrace.knowledge
from tolltrace.errors import KnowledgeError
from tolltrace.knowledge import load_knowledge
from tolltrace.knowledge.outlet import load_outlets
from tolltrace.knowledge.page_signs import load_page_signs

DATA = Path(tolltrace.knowledge.__file__).parent


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://www.newsmax.com/world/1", "Newsmax"),
        ("https://edition.cnn.com/x", "CNN"),
        ("http://bbc.co.uk/news", "BBC"),
        ("https://www.abc.net.au/news", "ABC (Australia)"),
        ("https://notcnn.com/", None),
        ("https://news.example/", None),
        ("https://[", None),
        ("", None),
        (None, None),
    ],
)
def test_an_outlet_is_found_by_its_address(url, name):
    outlet = load_knowledge().outlets.at_url(url)

    assert (outlet and outlet.name) == name


def test_an_outlet_is_found_by_the_names_it_prints():
    outlets = load_knowledge().outlets

    assert outlets.named("newsmax media, inc.") is outlets["newsmax.com"]
    assert outlets.named("The Example Herald") is None


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param('domain = "news.example"\nname = "News"\ncolour = "red"', "colour", id="unknown-field"),
        pytest.param('domain = "news.example"', "name", id="no-name"),
        pytest.param('domain = "other.example"\nname = "News"', "domain: found 'other.example'", id="not-the-file-s"),
        pytest.param('domain = "news.example"\nname = " News"', "name: found ' News'", id="outer-space"),
        pytest.param('domain = "news.example"\nname = "News"\ncountry = "uk"', "country: found 'uk'", id="country"),
        pytest.param(
            'domain = "news.example"\nname = "News"\ntime_zone = "EDT5"', "time_zone: found 'EDT5'", id="clock"
        ),
        pytest.param('domain = "news.example', "news.example.toml", id="no-toml"),
    ],
)
def test_an_outlet_s_file_that_is_not_as_it_must_be_is_named(tmp_path, content, message):
    (tmp_path / "news.example.toml").write_text(content)

    with pytest.raises(KnowledgeError) as raised:
        load_outlets(tmp_path)

    assert "news.example.toml" in str(raised.value)
    assert message in str(raised.value)


def test_a_name_belongs_to_one_outlet(tmp_path):
    for domain in ("a.example", "b.example"):
        (tmp_path / f"{domain}.toml").write_text(f'domain = "{domain}"\nname = "News {domain}"\naliases = ["Daily"]')

    with pytest.raises(KnowledgeError, match=r"'daily' names both a\.example and b\.example"):
        load_outlets(tmp_path)


@pytest.mark.parametrize(
    ("line", "changed", "message"),
    [
        ('UTC = "+00:00"', 'UTC = "0"', r"\[time_zones.offsets\] UTC: found '0'"),
        ('ET = "America/New_York"', 'ET = "America/Nowhere"', r"\[time_zones.zones\] ET"),
        ('de = "German"', "", "no name for de"),
        ('byline = ["by"', 'byline = ["By"', "'By' must be lower case"),
        ("[ends]", "[end]", "end"),
    ],
)
def test_signs_that_are_not_as_they_must_be_are_named(tmp_path, line, changed, message):
    path = Path(shutil.copy(DATA / "page_signs.toml", tmp_path))
    text = path.read_text("utf-8")
    assert line in text
    path.write_text(text.replace(line, changed, 1), "utf-8")

    with pytest.raises(KnowledgeError, match=message):
        load_page_signs(path)
