"""Who signs within a longer line, on made-up pages."""

import pytest

from tests.articles.made_pages import BOTH, PROSE, TITLE, news, read

HAN = "样例市洪水两人死亡"
HANGUL = "샘플시 홍수로 두 명 사망"


@pytest.mark.parametrize(
    ("body", "authors"),
    [
        pytest.param("<p>Published on March 12th, 2024 by Ann Pattern</p>", ("Ann Pattern",), id="behind-the-date"),
        pytest.param("<p>12. März 2024, 10:22 von Ann Pattern — 3 Kommentare</p>", ("Ann Pattern",), id="in-german"),
        pytest.param("<p>Gazette Info - 12.03.2024 13:15 Uhr Autor/in: Ann Pattern</p>", ("Ann Pattern",),
                     id="behind-a-label-with-a-colon"),
        pytest.param("<p>Author: Ann Pattern, Institute for the Study of Large Rivers, Patternville (SL)</p>",
                     ("Ann Pattern",), id="with-a-long-affiliation"),
        pytest.param("<p>Foto: Ann Pattern | 12.03.2024</p>", (), id="not-who-took-the-picture"),
        pytest.param("<p>Sponsored by: Sample Water</p>", (), id="not-who-paid"),
        pytest.param("<p>March 12, 2024 | Presidente de Brasil</p>", (), id="de-within-a-line-is-no-label"),
        pytest.param("<div class=article_auth>Анна Примерова 15.03.2024, 14:10</div>", ("Анна Примерова",),
                     id="named-box"),
        pytest.param(f"<h1>{HAN}</h1><p>2024-03-12 12:11来源：样例报作者：李例</p>", ("李例",), id="chinese-line"),
        pytest.param(f"<h1>{HAN}</h1><p>样例报讯（记者 李例）3月12日，洪水造成两人死亡。</p>", ("李例",),
                     id="chinese-text"),
        pytest.param(f"<h1>{HAN}</h1><p>{HAN}。</p><p>采写：样例记者 李例 王样</p>", ("李例", "王样"),
                     id="chinese-two"),
        pytest.param(f"<h1>{HAN}</h1><p>作者最新文章</p>", (), id="chinese-more-of-the-author"),
        pytest.param(f"<h1>{HANGUL}</h1><p>{HANGUL}</p><p>김예시 기자 sample@gazette.example</p>", ("김예시",),
                     id="korean"),
        pytest.param(f"{PROSE * 9}<div class=sidebar><a rel=author>Ann Pattern</a></div>", ("Ann Pattern",),
                     id="a-link-beside-the-text"),
        pytest.param("<div class=sidebar><a rel=author>Ann Pattern</a><a rel=author>Jo Sample</a></div>", (),
                     id="links-to-several"),
        pytest.param(f"<div class='content sidebar'><h1>{TITLE}</h1><div class=byline>Ann Pattern</div></div>",
                     ("Ann Pattern",), id="a-box-around-the-title-hides-nothing"),
    ],
)  # fmt: skip
def test_who_signs_a_line(body, authors):
    assert read(body).authors == authors


def test_a_printed_byline_that_names_more_stands_before_json_ld():
    linked = news(author={"@type": "Person", "name": "Ann Pattern"})

    assert read("<p>By Ann Pattern, Jo Sample</p>", linked=linked).authors == BOTH
    assert read("<p>By Eve Other, Jo Sample</p>", linked=linked).authors == ("Ann Pattern",)


def test_whose_account_it_was_is_not_read_where_the_newsroom_signs():
    linked, head = news(author={"@type": "Person", "name": "Redacción"}), "<meta property=article:author content=Dany>"

    assert read(head=head, linked=linked).authors == ()


@pytest.mark.parametrize(
    ("meta", "authors"),
    [
        ("Ann Pattern GZT", ("Ann Pattern",)),
        ("Sample Sp. z o.o.", ()),
        ("Außenministerium der Republik Muster", ()),
        ("IT样例", ()),
    ],
)
def test_no_outlet_and_no_company_signs(meta, authors):
    head = f"<meta property=og:site_name content=GZT><meta name=author content='{meta}'>"

    assert read(head=head).authors == authors
