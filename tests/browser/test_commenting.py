"""A reader's comment: written beside the words, held, read by an editor, then shown to everybody."""

import pytest

from tests.browser.driving import sign_in

TEXT = "The harbour counts its own people apart; see its yearly table."


def write(window, text=TEXT):
    """Fill the form of a comment."""
    window.get_by_label("What it brings").select_option("context")
    window.get_by_label("Comment", exact=True).fill(text)
    window.get_by_role("checkbox").check()
    window.get_by_role("button", name="Send it to an editor").click()


@pytest.mark.parametrize("scripts", [True, False], ids=["with-scripts", "without"])
def test_a_comment_waits_is_let_through_and_stands_beside_its_claim(opened, own, scripts):
    claim = next(iter(own.ledger.claims(speaker="Ana Veld"))).claim.id
    reader, editor, nobody = (opened(at=own.address, scripts=scripts) for _ in range(3))
    sign_in(reader, "R. Reader")
    reader.goto(f"/claims/{claim}")
    reader.get_by_role("link", name="Comment on figure").first.click()
    write(reader)
    assert "waits for an editor" in reader.get_by_role("status").first.inner_text()

    nobody.goto(f"/claims/{claim}")
    assert TEXT not in nobody.content()
    sign_in(editor, "E. Editor")
    editor.goto("/moderate")
    assert TEXT in editor.get_by_role("main").inner_text()
    editor.get_by_role("button", name="Let it through").first.click()
    editor.wait_for_load_state()
    assert TEXT not in editor.get_by_role("main").inner_text()

    nobody.goto(f"/claims/{claim}")
    assert nobody.locator(".comment").all_inner_texts()[0].endswith(TEXT)
    assert reader.faults + editor.faults + nobody.faults == []


@pytest.mark.parametrize("scripts", [True, False], ids=["with-scripts", "without"])
def test_other_words_are_chosen_in_the_text_or_copied(opened, own, scripts):
    window = opened(at=own.address, scripts=scripts)
    sign_in(window, "E. Editor")
    window.goto("/report?id=wire")
    field = window.get_by_label("Words of the text")
    if scripts:  # across a figure: its number on the page is no word of the text
        window.locator(".text p").first.evaluate("one => getSelection().selectAllChildren(one)")
        window.wait_for_function("document.getElementById('words').value")
        assert field.input_value().startswith("“Since January more than 9,000 Dravian soldiers")
    else:
        field.fill("Karvel's spokeswoman")
    window.get_by_role("button", name="Comment on them").click()
    window.wait_for_url("**/comment/words?*")

    window.get_by_label("What it brings").select_option("translation")
    window.get_by_label("Comment", exact=True).fill(TEXT)
    window.get_by_role("checkbox").check()
    window.get_by_role("button", name="Comment").click()
    assert "is shown on the report" in window.get_by_role("status").first.inner_text()
    window.goto("/report?id=wire")
    assert window.locator("mark.remarked, .comment").first.is_visible()
    assert window.locator(".comment").first.inner_text().endswith(TEXT)
    assert window.faults == []
