"""`tolltrace read`, run as a person runs it."""

import json

from tests.builders import BODY, TITLE

GERMAN = (
    "<html><head><title>Neun Tote bei Brand</title></head><body><article><h1>Neun Tote bei Brand</h1>"
    "<p>Bei einem Brand in einem Wohnhaus in Musterstadt sind am Montag neun Menschen ums Leben gekommen.</p>"
    "<p>Das teilte die Polizei mit. Die Ursache des Feuers war „zunächst nicht bekannt“, sagte ein Sprecher.</p>"
    "</article></body></html>"
)


def test_an_article_is_shown_whole(run, report):
    result = run("read", report())

    assert result.exit_code == 0, result.output
    assert TITLE in result.stdout
    assert " ".join(BODY.split())[:60] in " ".join(result.stdout.split())
    assert "Articles: 1 read, 0 rejected, 0 failed" in result.stdout


def test_json_holds_the_text_and_where_its_paragraphs_stand(run, tmp_path):
    (tmp_path / "brand.html").write_text(GERMAN, "utf-8")

    result = run("read", tmp_path / "brand.html", "--json")

    article = json.loads(result.stdout)
    assert article["language"] == "de"  # not read for claims, and an article all the same
    assert article["title"] == "Neun Tote bei Brand"
    quoted = [article["text"][one["start"] : one["end"]] for one in article["paragraphs"]]
    assert [text[:12] for text in quoted] == ["Bei einem Br", "Das teilte d"]
    assert "\n\n".join(quoted) == article["body"]
    assert [(one["text"], article["text"].index(one["text"])) for one in article["quotations"]] == [
        ("zunächst nicht bekannt", article["quotations"][0]["start"])
    ]


def test_an_outlet_that_we_know_comes_with_its_domain_and_country(run, report):
    known = json.loads(run("read", report(publisher="BBC News"), "--json").stdout)
    unknown = json.loads(run("read", report(), "--json").stdout)

    assert (known["outlet_domain"], known["outlet_country"]) == ("bbc.com", "GB")
    assert (unknown["outlet_domain"], unknown["outlet_country"]) == (None, None)


def test_what_is_no_article_is_named_and_what_failed_ends_in_one(run, tmp_path):
    (tmp_path / "menu.html").write_text("<html><body><nav><a href='/'>Home</a></nav></body></html>")

    result = run("read", tmp_path / "menu.html", tmp_path / "gone.html")

    assert result.exit_code == 1
    assert f"Rejected {tmp_path / 'menu.html'}: no article on the page" in result.stderr
    assert f"Failed {tmp_path / 'gone.html'}: no such file" in result.stderr
    assert "Articles: 0 read, 1 rejected, 1 failed" in result.stdout
