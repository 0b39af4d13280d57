"""Which blocks are kept, by the trained ensembles and without them."""

import numpy as np
import pytest
from selectolax.lexbor import LexborHTMLParser

from tolltrace.articles.blocks import read_blocks
from tolltrace.articles.keeping import judge_blocks, keep_blocks, load_judge
from tolltrace.articles.traits import Hints
from tolltrace.knowledge import load_knowledge

PAGE = """<body><nav><a href=/>Home</a> <a href=/world>World</a></nav><h1>Landslide kills nine in Sample Valley</h1>
<div class="story"><p>A landslide killed nine people in Sample Valley on Monday, the district office said.</p>
<p>Rescuers were looking for four more, its spokeswoman told reporters at the scene.</p>
<p>The road to the valley had been closed for a week, because the rain had washed out two bridges.</p></div>
<aside class="related"><h3>Related</h3><ul><li><a href=/1>Rain all over the country</a></li></ul></aside>
<footer>Copyright The Sample Post</footer></body>"""


def kept_of(html, judge):
    page = read_blocks(LexborHTMLParser(html))
    likely = judge_blocks(page, Hints("Landslide kills nine in Sample Valley"), judge, load_knowledge().signs).likely
    return [page.blocks[number].text for number in keep_blocks(page, likely)]


@pytest.mark.parametrize("trained", [pytest.param(True, id="trained"), pytest.param(False, id="by-rule")])
def test_the_paragraphs_are_kept_and_the_furniture_is_not(trained):
    judge = load_judge(load_knowledge().models_folder, "pages") if trained else None

    kept = kept_of(PAGE, judge)

    assert [text[:12] for text in kept] == ["A landslide ", "Rescuers wer", "The road to "]


def test_without_its_files_there_is_no_judge(tmp_path):
    assert load_judge(tmp_path, "pages") is None


def test_a_long_text_that_stands_twice_is_kept_once():
    page = read_blocks(LexborHTMLParser(f"<p>{'Nine people died. ' * 9}</p><p>{'Nine people died. ' * 9}</p>"))

    assert keep_blocks(page, np.array([0.9, 0.9], dtype=np.float32)) == [0]


def test_of_a_page_that_is_hardly_liked_the_best_is_kept():
    page = read_blocks(LexborHTMLParser(f"<p>Menu</p><p>{'Nine people died there. ' * 6}</p>"))

    assert keep_blocks(page, np.array([0.05, 0.3], dtype=np.float32)) == [1]
