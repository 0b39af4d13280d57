import shutil
from collections import Counter
from pathlib import Path

import pytest

import tolltrace.knowledge
from tolltrace.errors import KnowledgeError
from tolltrace.knowledge import load_knowledge
from tolltrace.knowledge.credits import load_credits
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


def test_outlets_of_every_part_of_the_world_are_known_with_country_and_clock():
    known = [outlet for outlet in load_knowledge().outlets.values() if outlet.country and outlet.time_zone]
    parts = Counter(outlet.time_zone.partition("/")[0] for outlet in known)

    assert len(known) >= 300
    assert parts["Asia"] >= 100
    assert min(parts[part] for part in ("Africa", "America", "Europe")) >= 35
    assert parts["Australia"] + parts["Pacific"] >= 10


@pytest.mark.parametrize(
    ("printed", "domain"),
    [
        ("https://english.wafa.ps/x", "wafa.ps"),
        ("https://www.ukrinform.ua/x", "ukrinform.net"),
        ("https://g1.globo.com/x", "g1.globo.com"),
        ("https://timesofindia.indiatimes.com/x", "timesofindia.indiatimes.com"),
    ],
)
def test_an_outlet_is_found_at_its_further_domains(printed, domain):
    assert load_knowledge().outlets.at_url(printed).domain == domain


@pytest.mark.parametrize(
    ("name", "domain"),
    [
        ("РИА Новости", "ria.ru"),
        ("УКРАЇНСЬКА ПРАВДА", "pravda.com.ua"),
        ("朝日新聞", "asahi.com"),
        ("RFE/RL", "rferl.org"),
        ("The Star", None),  # several
        ("The National", None),  # several
    ],
)
def test_a_name_that_several_outlets_print_names_none(name, domain):
    outlet = load_knowledge().outlets.named(name)

    assert (outlet and outlet.domain) == domain


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


@pytest.mark.parametrize(
    ("line", "changed", "message"),
    [
        ('begins = ["with', 'begins = ["With', "'With inputs from' must be lower case"),
        ("[labels]\nwhole = [", '[labels]\nwhole = [" breaking", ', "' breaking' must be lower case"),
        ('outlet = "apnews.com"', 'outlet = "ap.example"', "AP: outlet: there is no outlets/ap.example.toml"),
        ('IANS = { names = ["Indo', 'IANS = { names = ["pti", "Indo', "'pti' names both PTI and IANS"),
        ("[notes]", "[note]", "note"),
    ],
)
def test_credits_that_are_not_as_they_must_be_are_named(tmp_path, line, changed, message):
    path = Path(shutil.copy(DATA / "credits.toml", tmp_path))
    text = path.read_text("utf-8").replace('begins = [\n    "with inputs', 'begins = ["with inputs')
    assert line in text
    path.write_text(text.replace(line, changed, 1), "utf-8")

    with pytest.raises(KnowledgeError, match=message):
        load_credits(path, load_knowledge().outlets)
