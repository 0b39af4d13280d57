"""Comments on the site: by the guidelines, held until an editor lets them through, shown beside their claim."""

from urllib.parse import urlencode

import pytest

from tests.server.conftest import BY
from tests.site.conftest import BROWSER, HOSTILE, main_of, parse, words_of
from tests.site.test_review import PASSWORD, Tab, quick_hashes  # noqa: F401
from tests.statements.stories import a_report, says

TEXT = "The harbour counts its own people apart.\nSee its yearly table."
FILLED = {"kind": "context", "text": TEXT, "guidelines": "1"}


@pytest.fixture
def app(serving, file_book):
    for name, role in (("R. Reader", "reader"), ("S. Reader", "reader"), ("E. Editor", "editor")):
        file_book.people.open_account(name, role, password=PASSWORD, **BY)
    return serving(file_book)._app


@pytest.fixture
def signed(app, portal):
    """A tab in which somebody is signed in; nobody without a name."""

    def opened(name=None):
        tab = Tab(portal, app)
        if name:
            tab.sign_in(name)
        return tab

    return opened


@pytest.fixture
def claim(file_book):
    return next(iter(file_book.claims(speaker="Ana Veld"))).claim.id


def write(tab, claim, **filled):
    tab.open(f"/comment?claim={claim}")
    return tab.send("/comment", **(FILLED | filled))


def shown(tab, claim):
    return words_of(parse(tab.open(f"/claims/{claim}")).find(".//main"))


def test_the_whole_path(signed, file_book, claim):
    reader, editor, nobody = signed("R. Reader"), signed("E. Editor"), signed()
    assert "waits for an editor" in main_of(write(reader, claim))
    assert "yours, waits for an editor" in main_of(reader.shown)
    assert TEXT[:20] not in shown(nobody, claim) + shown(signed("S. Reader"), claim)
    for address in ("/api/v1/events", f"/api/v1/claims/{claim}", "/api/v1/report?id=wire", "/corrections"):
        assert TEXT[:20] not in nobody.open(address).text

    assert TEXT[:20] in main_of(editor.open("/moderate"))
    editor.send("/moderate", verdict="show")  # its first button; the form helper sends the last
    held = file_book.comments(standing="held")
    assert [each.by for each in file_book.comments(standing="refused")] == []
    assert "Say why it is refused" in words_of(parse(editor.shown).find(".//main"))
    editor.post("/moderate", dict(editor.form("/moderate").form_values()) | {"verdict": "show"})
    assert "No comment waits" in main_of(editor.shown)

    assert [each.id for each in file_book.comments()] == [each.id for each in held]
    told = shown(nobody, claim)
    assert "Context by a reviewer" in told
    assert TEXT.split("\n")[0] in told
    assert "Context by R. Reader" in shown(reader, claim)
    assert file_book.history(claim)[-1].why == "It keeps to the guidelines."


def test_a_refused_comment_is_shown_to_nobody_but_editors(signed, file_book, claim):
    write(signed("R. Reader"), claim)
    editor = signed("E. Editor")
    editor.open("/moderate")
    editor.post("/moderate", dict(editor.form("/moderate").form_values()) | {"verdict": "refuse", "why": "It names."})

    assert "No comment waits" in main_of(editor.shown)
    assert TEXT[:20] not in shown(signed("R. Reader"), claim)
    assert TEXT[:20] in main_of(editor.open("/moderate?standing=refused"))
    assert (file_book.history(claim)[-1].kind, file_book.history(claim)[-1].why) == ("comment refused", "It names.")


def test_an_editors_comment_is_shown_at_once(signed, claim):
    assert "is shown beside the claim" in main_of(write(signed("E. Editor"), claim))
    assert TEXT[:20] in shown(signed(), claim)


@pytest.mark.parametrize(
    ("filled", "told"),
    [
        ({"guidelines": ""}, "Read the guidelines first"),
        ({"guidelines": "0"}, "Read the guidelines first"),
        ({"kind": "praise"}, "Choose what your comment brings"),
        ({"text": " \n"}, "Write something"),
        ({"text": "x" * 2001}, "at most 2,000 characters"),
    ],
)
def test_what_is_no_comment_is_told_and_keeps_what_was_written(signed, file_book, claim, filled, told):
    answered = write(signed("R. Reader"), claim, **filled)

    assert answered.status_code == 422
    assert told in words_of(parse(answered).find(".//main"))
    assert parse(answered).find(".//textarea").text_content()[:1999] == (FILLED | filled)["text"][:1999]
    assert file_book.comments(standing="held") == file_book.comments() == ()


@pytest.mark.parametrize("words", [HOSTILE[each] for each in ("script", "attribute", "template", "bidi", "control")])
def test_hostile_comments_are_shown_harmlessly(signed, file_book, claim, words):
    editor = signed("E. Editor")
    write(editor, claim, text=words)
    for path in (f"/claims/{claim}", "/moderate?standing=shown", f"/comment?claim={claim}"):
        page = parse(editor.open(path))
        assert page.xpath("//script[not(starts-with(@src, '/static/'))] | //@onmouseover") == []
        assert not {"\u202e", "\u2066", "\x1b", "\x85"} & set(editor.shown.text)
    assert len(file_book.comments()) == 1


@pytest.mark.parametrize(
    ("who", "method", "path", "status"),
    [
        (None, "POST", "/comment", 401),
        (None, "POST", "/moderate", 401),
        ("R. Reader", "GET", "/moderate", 403),
        ("R. Reader", "POST", "/moderate", 403),
        ("R. Reader", "GET", "/comment?claim=nobody", 404),
        ("R. Reader", "GET", "/comment", 422),
        ("E. Editor", "GET", "/moderate?standing=none", 422),
    ],
)
def test_who_may_not_is_refused(signed, who, method, path, status):
    assert signed(who).ask(method, path).status_code == status


@pytest.mark.parametrize("path", ["/comment?claim=1", "/moderate"])
def test_who_is_not_signed_in_is_asked_to(signed, path):
    assert "Sign in" in main_of(signed().open(path))


def test_forms_of_other_sites_and_sessions_are_refused(signed, file_book, claim):
    reader, other = signed("R. Reader"), signed("S. Reader")
    reader.open(f"/comment?claim={claim}")
    fields = dict(reader.form("/comment").form_values()) | FILLED

    assert reader.post("/comment", fields, origin="https://elsewhere.example").status_code == 403
    assert reader.post("/comment", fields, origin=None).status_code == 403
    assert other.post("/comment", fields).status_code == 403
    assert file_book.comments(standing="held") == ()


def test_withheld_names_stay_withheld_in_comments(signed, file_book, serving):
    from tests.statements.stories import a_report, says

    sentence = "Neighbours of Ilsabet Quenneville said 3 people were killed."
    file_book.record([a_report("paper", says(sentence, "3", victims="Ilsabet Quenneville"), title="3 die")])
    claim = next(iter(file_book.claims(report="paper"))).claim.id
    write(signed("E. Editor"), claim, text="Ilsabet Quenneville is alive.")

    assert "Quenneville" not in shown(signed(), claim) + shown(signed("E. Editor"), claim)


def test_a_comment_on_what_was_taken_down_is_gone(signed, file_book, claim):
    write(signed("R. Reader"), claim)
    file_book.take_down(claim, by="E. Editor", why="asked by the family")
    editor = signed("E. Editor")

    assert TEXT[:20] not in main_of(editor.open("/moderate"))
    assert editor.open(f"/comment?claim={claim}").status_code == 410


def test_the_guidelines_are_for_everybody(get):
    told = main_of(get("/about/comments"))

    assert "Name no private person" in told
    assert get("/about/comments", headers=BROWSER).status_code == 200


# ── on words that are no claim's ─────────────────────────────────────────────────────────────────────────────────────


def find(tab, words, report="wire"):
    """As who copies words into the form of a report's page."""
    tab.open(f"/report?id={report}")
    fields = dict(tab.form("/comment/words").form_values()) | {"words": words}
    return tab.open(f"/comment/words?{urlencode(fields)}")


@pytest.mark.parametrize("copied", ["Karvel's spokeswoman", "Karvel's\n   spokeswoman", "  Karvel's spokeswoman "])
def test_words_of_a_report_are_found_commented_on_and_shown_where_they_stand(signed, file_book, copied):
    reader, editor = signed("R. Reader"), signed("E. Editor")
    assert "Karvel's spokeswoman" in main_of(find(reader, copied))
    assert "waits for an editor" in main_of(reader.send("/comment/words", **FILLED))
    (held,) = file_book.comments(standing="held")
    text = file_book.article("wire").text
    assert (held.claim, text[held.span.start : held.span.end]) == (None, "Karvel's spokeswoman")
    assert TEXT[:20] not in signed().open("/report?id=wire").text + signed("S. Reader").open("/report?id=wire").text
    assert TEXT[:20] not in signed().open("/api/v1/events").text

    editor.open("/moderate")
    editor.post("/moderate", dict(editor.form("/moderate").form_values()) | {"verdict": "show"})
    page = parse(reader.open("/report?id=wire"))
    (mark,) = page.xpath("//mark[@class='remarked']")
    assert words_of(mark).startswith("Karvel's spokeswoman")
    assert page.xpath(f"//*[@id='{mark.find('.//a').get('href')[1:]}']")
    assert TEXT.split("\n")[0] in main_of(signed().open("/report?id=wire"))


def test_words_that_stand_twice_are_asked_about(signed, file_book):
    file_book.record(
        [a_report("twice", says("The mayor said 3 people died.", "3"), says("The mayor left 2 dead.", "2"))]
    )
    reader = signed("R. Reader")
    page = parse(find(reader, "The mayor", "twice"))
    places = page.xpath("//ol[@class='places']//a/@href")
    assert len(places) == 2
    assert len(parse(find(reader, "ma", "twice")).xpath("//ol[@class='places']//a")) == 2  # begins two words
    assert "Your comment" in main_of(find(reader, "2", "twice"))  # stands once as a word

    reader.open(places[1])
    reader.send("/comment/words", **FILLED)
    (held,) = file_book.comments(standing="held")
    assert held.span.start == file_book.article("twice").text.rindex("The mayor")


@pytest.mark.parametrize("words", ["nowhere in it", "Karvel'sspokeswoman", "KARVEL'S SPOKESWOMAN"])
def test_words_that_do_not_stand_in_the_article_are_refused(signed, file_book, words):
    reader = signed("R. Reader")

    assert "does not hold these words" in main_of(find(reader, words))
    assert words in parse(reader.shown).find(".//textarea").text_content()
    assert parse(reader.shown).xpath("//form[@method='post' and @action='/comment/words']") == []


@pytest.mark.parametrize(
    "changed",
    [
        {"start": "5", "end": "5"},
        {"start": "9", "end": "3"},
        {"end": "9999999"},
        {"start": "0", "end": "x"},
        {"start": "-1"},
        {"report": ""},
        {"version": ""},
        {"kind": "praise"},
        {"guidelines": ""},
        {"text": " "},
    ],
)
def test_a_form_that_binds_to_nothing_records_nothing(signed, file_book, changed):
    reader = signed("R. Reader")
    find(reader, "Karvel's spokeswoman")
    fields = dict(reader.form("/comment/words").form_values()) | FILLED | changed

    assert reader.post("/comment/words", fields).status_code in (404, 422)
    assert file_book.comments(standing="held") == ()


def test_nobody_learns_a_withheld_name_by_asking_for_it(signed, file_book):
    sentence = "Neighbours of Ilsabet Quenneville said 3 people were killed."
    file_book.record([a_report("paper", says(sentence, "3", victims="Ilsabet Quenneville"), title="3 die")])
    told = [main_of(find(signed("R. Reader"), each, "paper")) for each in ("Quenneville", "Quennevilla")]

    assert "does not hold these words" in told[0]
    assert told[0].replace("Quenneville", "") == told[1].replace("Quennevilla", "")


def test_who_is_not_signed_in_is_offered_no_form_for_words(signed):
    nobody = signed()
    assert parse(nobody.open("/report?id=wire")).xpath("//form[@action='/comment/words']") == []
    assert "Sign in" in main_of(nobody.open("/comment/words?report=wire"))
    assert nobody.ask("POST", "/comment/words").status_code == 401
    assert signed("R. Reader").open("/comment/words?report=nowhere").status_code == 404
