"""All of it without a mouse."""

from tests.browser.demo import PASSWORD, REVIEWERS

FOCUSED = "() => document.activeElement.innerText || document.activeElement.id"


def press(window, *keys):
    for key in keys:
        window.keyboard.press(key)


def test_the_first_key_leads_past_the_menu(opened):
    window = opened()
    window.goto("/statements")
    skip = window.get_by_role("link", name="Skip to the content")
    assert skip.bounding_box()["x"] < 0

    press(window, "Tab")
    assert skip.evaluate("one => one === document.activeElement")
    assert skip.bounding_box()["x"] >= 0
    press(window, "Enter")
    assert window.evaluate("document.activeElement.id") == "main"
    press(window, "Tab")
    assert window.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_the_focus_goes_as_one_reads(opened):
    window = opened()
    window.goto("/")
    order = []
    for _ in range(10):
        press(window, "Tab")
        order.append(window.evaluate(FOCUSED))

    assert order == [
        "Skip to the content", "tolltrace", "Statements", "Series", "Map", "Tags", "Explain a figure",
        "find", "Search", "Pause",
    ]  # fmt: skip


def test_a_search_takes_no_mouse(opened):
    window = opened()
    window.goto("/")
    press(window, *["Tab"] * 8)
    window.keyboard.type("largeau")
    press(window, "Enter")
    window.wait_for_url("**/statements?text=largeau")
    press(window, "Tab", "Enter")
    while "sayings" not in window.evaluate("document.activeElement.closest('ol')?.className ?? ''"):
        press(window, "Tab")
    press(window, "Enter")

    window.wait_for_url("**/statements/s*")


def test_signing_in_and_out_takes_no_mouse(opened):
    window = opened()
    window.goto("/sign-in")
    window.get_by_label("Name").focus()
    window.keyboard.type(REVIEWERS[1])
    press(window, "Tab")
    window.keyboard.type("not this one")
    press(window, "Enter")
    assert window.get_by_role("alert").inner_text().startswith("Name and password do not go together.")

    window.get_by_label("Name").focus()
    press(window, "Control+a")
    window.keyboard.type(REVIEWERS[1])
    press(window, "Tab")
    window.keyboard.type(PASSWORD)
    press(window, "Enter")
    window.wait_for_url("**/review")

    window.get_by_role("button", name="Sign out").focus()
    press(window, "Enter")
    window.wait_for_url("**/")
    assert window.get_by_role("button", name="Sign out").count() == 0
