"""The whole path of a reviewer: with a mouse, by keys alone, without scripts; and two reviewers at once."""

import pytest

from tests.browser.demo import REVIEWERS
from tests.browser.driving import sign_in


@pytest.fixture
def desk(opened):
    """The review page of somebody who signed in."""
    window = opened(person=True)
    window.goto("/review")
    yield window
    assert window.faults == []


def claim_on(window) -> str:
    """The id of the claim that a page asks about."""
    return window.get_by_role("form", name="Accept").locator("input[name=claim]").input_value()


def decided_on(window, claim: str) -> list[str]:
    """What a claim's reviews say."""
    window.goto(f"/review?claim={claim}")
    return [each.partition(" ")[0] for each in window.locator("ol.reviews > li").all_inner_texts()]


def done(window) -> str:
    """What the page says of the last decision."""
    return window.locator("form.done").inner_text()


def go_on(window, act, *given, **more) -> None:
    """Do something that leads to another page."""
    with window.expect_navigation():
        act(*given, **more)


@pytest.mark.parametrize("scripts", [True, False], ids=["with-scripts", "without"])
def test_a_claim_is_accepted_corrected_rejected_and_taken_back(opened, scripts):
    window = opened(person=True, scripts=scripts)
    window.goto("/review")
    first = claim_on(window)
    assert window.locator("blockquote mark").count() >= 1
    go_on(window, window.get_by_role("button", name="Accept").click)
    assert "you accepted the claim before" in done(window)

    second = claim_on(window)
    window.locator("summary", has_text="Correct it").click()
    window.get_by_label("Whose people").last.fill("the miners")
    window.get_by_label("Why", exact=True).fill("The sentence before names them.")
    go_on(window, window.get_by_role("button", name="Record the correction").click)
    assert "you corrected the claim before" in done(window)

    third = claim_on(window)
    window.get_by_label("It is no claim, because").fill("An address.")
    go_on(window, window.get_by_role("button", name="Reject").click)
    assert "you rejected the claim before" in done(window)
    assert len({first, second, third, claim_on(window)}) == 4
    go_on(window, window.get_by_role("button", name="Undo").click)
    assert claim_on(window) == third

    assert decided_on(window, first) == ["accepted"]
    assert decided_on(window, second) == ["corrected"]
    assert decided_on(window, third) == ["accepted"]  # each reviewer's newest word


def test_keys_alone_are_enough(desk):
    first = claim_on(desk)
    go_on(desk, desk.keyboard.press, "s")
    second = claim_on(desk)
    assert second != first
    go_on(desk, desk.keyboard.press, "k")
    assert claim_on(desk) == first

    go_on(desk, desk.keyboard.press, "a")
    assert "you accepted the claim before" in done(desk)
    third = claim_on(desk)
    desk.keyboard.press("r")
    desk.keyboard.type("a street, no people")  # letters that are keys, too
    go_on(desk, desk.keyboard.press, "Enter")
    assert "you rejected the claim before" in done(desk)
    go_on(desk, desk.keyboard.press, "u")
    assert claim_on(desk) == third
    go_on(desk, desk.keyboard.press, "s")

    fourth = claim_on(desk)
    desk.keyboard.press("c")
    assert desk.get_by_label("At least").evaluate("one => one === document.activeElement")
    desk.keyboard.press("Escape")
    desk.keyboard.press("?")
    assert desk.locator("#keys").get_attribute("open") is not None
    desk.get_by_label("Why", exact=True).focus()
    desk.keyboard.type("as printed")
    desk.get_by_label("Whose people").last.fill("the crew")
    go_on(desk, desk.get_by_label("Why", exact=True).press, "Enter")
    assert "you corrected the claim before" in done(desk)
    assert decided_on(desk, fourth) == ["corrected"]


def test_who_wants_no_keys_turns_them_off(desk):
    desk.keyboard.press("?")
    desk.get_by_label("keys count on this page").uncheck()
    own, address = claim_on(desk), desk.url
    desk.keyboard.press("a")
    desk.keyboard.press("s")
    desk.reload()

    assert (claim_on(desk), desk.url) == (own, address)
    assert not desk.get_by_label("keys count on this page").is_checked()


def test_two_reviewers_see_each_other(opened, desk):
    own = claim_on(desk)
    other = opened()
    sign_in(other, REVIEWERS[1])
    other.goto(f"/review?claim={own}")
    other.get_by_label("It is no claim, because").fill("A year.")
    go_on(other, other.get_by_role("button", name="Reject").click)

    go_on(desk, desk.get_by_role("button", name="Accept").click)
    told = desk.get_by_role("alert")
    assert "Somebody decided on this claim meanwhile" in told.inner_text()
    assert told.evaluate("one => one === document.activeElement")
    assert f"rejected by {REVIEWERS[1]}" in desk.locator("ol.reviews").inner_text()
    desk.faults[:] = [each for each in desk.faults if "status of 422" not in each]
