"""Signing in and reviewing as a browser without JavaScript does: pages, forms, cookies."""

from urllib.parse import urlencode

import httpx
import pytest
from argon2 import PasswordHasher

from tests.server.conftest import BY
from tests.site.conftest import BROWSER, main_of, parse, words_of
from tolltrace.ledger import passwords
from tolltrace.server.site.correcting import UnreadError, fields_of, read_changes

PASSWORD = "four words of nobody"
SITE = "http://127.0.0.1"
FORM = "application/x-www-form-urlencoded"


class Tab:
    """A browser without scripts: it keeps cookies, follows redirects, and sends forms with what stands in them."""

    def __init__(self, portal, app, site=SITE):
        self._portal = portal
        self.client = httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=site, headers=BROWSER)
        self.site = site
        self.shown = None

    def ask(self, method, path, **more):
        self.shown = self._portal.call(lambda: self.client.request(method, path, follow_redirects=True, **more))
        return self.shown

    def open(self, path):
        return self.ask("GET", path)

    def form(self, action):
        named = ((each.get("aria-label") or each.get("action"), each) for each in parse(self.shown).forms)
        return next(each for name, each in named if name == action)

    def post(self, path, fields, origin=SITE):
        headers = {"Content-Type": FORM} | ({"Origin": origin} if origin else {})
        return self.ask("POST", path, content=urlencode(fields), headers=headers)

    def send(self, action, origin=None, **filled):
        form = self.form(action)
        said = dict(form.form_values()) | filled
        for button in form.xpath(".//button[@name]"):
            said[button.get("name")] = button.get("value")
        return self.post(form.get("action"), said, origin or self.site)

    def sign_in(self, name, password=PASSWORD):
        self.open("/sign-in")
        return self.send("/sign-in", name=name, password=password)


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch):
    """Passwords hashed with little effort: how they are, tests/ledger looks at."""
    monkeypatch.setattr(passwords, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def tab(serving, portal, file_book):
    """Tabs on one served ledger, which has a reviewer, another one and a reader."""
    for name, role in (("A. Coder", "reviewer"), ("B. Coder", "reviewer"), ("R. Reader", "reader")):
        file_book.people.open_account(name, role, password=PASSWORD, **BY)
    app = serving(file_book)._app

    def opened(site=SITE):
        return Tab(portal, app, site)

    return opened


@pytest.fixture
def coder(tab):
    one = tab()
    one.sign_in("A. Coder")
    return one


def claim_on(tab):
    """The id of the claim that a page asks about."""
    return tab.form("Accept").fields["claim"]


def person_did(book, claim):
    return [(each.actor, each.kind, each.why) for each in book.history(claim) if each.actor_kind == "person"]


def test_the_whole_path(coder, file_book):
    assert "Review" in main_of(coder.shown)
    assert words_of(parse(coder.shown).find(".//form[@class='person']")) == "Review A. Coder Sign out"
    assert len(parse(coder.shown).findall(".//blockquote/mark")) == 1

    first = claim_on(coder)
    coder.send("Accept")
    assert "you accepted the claim before" in main_of(coder.shown)
    second = claim_on(coder)
    coder.send("Correct", low="13", high="13", value="13", place_name="Karvel", why="It is 13.")
    third = claim_on(coder)
    coder.send("Reject", why="An address, no count.")
    assert len({first, second, third, claim_on(coder)}) == 4

    assert person_did(file_book, first) == [("A. Coder", "accepted", "The sentence says so.")]
    assert person_did(file_book, second) == [("A. Coder", "corrected", "It is 13.")]
    assert file_book.claim(second).claim.figure.low == 13
    assert file_book.claim(second).claim.place.name == "Karvel"
    assert third not in {each.claim.id for each in file_book.claims()}

    undo = next(each.get("action") for each in parse(coder.shown).forms if "/undo" in each.get("action", ""))
    coder.send(undo)
    assert claim_on(coder) == third
    assert [each[1] for each in person_did(file_book, third)] == ["rejected", "accepted"]
    assert third in {each.claim.id for each in file_book.claims()}

    session = dict(coder.client.cookies)
    coder.send("Your account")
    assert coder.shown.url.path == "/"
    coder.client.cookies.update(session)  # who copied it has nothing
    assert coder.open("/review").url.path == "/sign-in"
    assert file_book.verify().broken is None


def test_a_correction_is_undone_to_what_was_read(coder, file_book):
    own = claim_on(coder)
    before = file_book.claim(own).claim

    coder.send("Correct", harm="wounded" if before.harm != "wounded" else "killed", chain="police", why="So it is.")
    changed = file_book.claim(own).claim
    assert (changed.harm != before.harm, [each.name for each in changed.chain]) == (True, ["police"])
    coder.send(next(each.get("action") for each in parse(coder.shown).forms if "/undo" in each.get("action", "")))

    now = file_book.claim(own).claim
    assert (now.harm, now.chain, now.figure) == (before.harm, before.chain, before.figure)
    assert [each[1] for each in person_did(file_book, own)] == ["corrected", "corrected"]


def test_reviewers_who_differ_are_shown(coder, tab):
    own = claim_on(coder)
    coder.send("Reject", why="No count.")
    other = tab()
    other.sign_in("B. Coder")
    other.open(f"/review?claim={own}")
    other.send("Accept")
    other.open(f"/review?claim={own}")

    told = main_of(other.shown)
    assert "rejected by A. Coder" in told
    assert "Reviewers differ" in told
    cells = [[words_of(each) for each in row] for row in parse(other.shown).iter("tr")]
    assert ["verdict", "A. Coder", "rejected"] in cells


def test_who_decides_on_what_another_decided_meanwhile_is_told(coder, tab, file_book):
    own = claim_on(coder)
    other = tab()
    other.sign_in("B. Coder")
    other.open(f"/review?claim={own}")
    other.send("Reject", why="No count.")

    coder.send("Accept")

    assert coder.shown.status_code == 422
    assert "Somebody decided on this claim meanwhile" in coder.shown.text
    assert [each[0] for each in person_did(file_book, own)] == ["B. Coder"]


def test_a_form_sent_twice_is_recorded_once(coder, file_book):
    own, form = claim_on(coder), coder.form("Accept")
    said = dict(form.form_values()) | {"verdict": "accepted"}
    answers = [coder.post(form.get("action"), said).status_code for _ in range(2)]

    assert answers == [200, 200]
    assert len(person_did(file_book, own)) == 1


@pytest.mark.parametrize(
    ("form", "filled", "told"),
    [
        pytest.param("Reject", {"why": " "}, "Say why", id="no-reason"),
        pytest.param("Correct", {"why": "So."}, "no changes are given", id="no-change"),
        pytest.param("Correct", {"why": "So.", "low": "many"}, "no whole number", id="no-number"),
        pytest.param("Correct", {"why": "So.", "low": "9", "high": "3"}, "more than high", id="bounds"),
        pytest.param("Correct", {"why": "So.", "harm": "sad"}, "none that we know", id="harm"),
    ],
)
def test_what_is_no_decision_comes_back_as_it_was_filled_in(coder, file_book, form, filled, told):
    own = claim_on(coder)

    coder.send(form, **filled)

    assert coder.shown.status_code == 422
    assert told in words_of(parse(coder.shown).find(".//p[@id='trouble']"))
    assert claim_on(coder) == own
    kept = coder.form(form).fields
    assert [kept[name] for name in filled if name not in ("harm", "why")] == [
        filled[name] for name in filled if name not in ("harm", "why")
    ]
    assert person_did(file_book, own) == []


def test_nobody_decides_in_anothers_name(coder, file_book):
    own = claim_on(coder)
    coder.send("Accept", by="B. Coder", actor="B. Coder")

    assert person_did(file_book, own)[0][0] == "A. Coder"


def test_nobody_undoes_what_another_decided(coder, tab, file_book):
    own = claim_on(coder)
    coder.send("Accept")
    form = next(each for each in parse(coder.shown).forms if "/undo" in each.get("action", ""))
    said = dict(form.form_values())
    other = tab()
    other.sign_in("B. Coder")

    answered = other.post("/review/undo", said | {"csrf": other.form("Accept").fields["csrf"]})

    assert answered.status_code == 409
    assert len(person_did(file_book, own)) == 1


def test_skipping_goes_on_and_back(coder):
    one = claim_on(coder)
    forth = parse(coder.shown).xpath("//a[@rel='next']/@href")[0]
    coder.open(forth)
    assert claim_on(coder) != one
    coder.open(parse(coder.shown).xpath("//a[@rel='prev']/@href")[0])
    assert claim_on(coder) == one
    assert "No further claim waits" in main_of(coder.open("/review?at=500"))


def test_the_queue_is_filtered(coder):
    assert "wounded" in main_of(coder.open("/review?harm=wounded"))
    assert "No such claim waits" in main_of(coder.open("/review?side=Nowhere"))


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"csrf": "0" * 64}, id="another-token"),
        pytest.param({"csrf": ""}, id="no-token"),
        pytest.param({"origin": "http://elsewhere.example"}, id="another-site"),
        pytest.param({"origin": "null"}, id="a-hidden-site"),
        pytest.param({"origin": ""}, id="no-origin"),
    ],
)
@pytest.mark.parametrize("path", ["/review/decide", "/review/undo", "/sign-out", "/sign-in"])
def test_only_our_own_pages_send_forms(coder, file_book, path, change):
    own, form = claim_on(coder), coder.form("Accept")
    said = dict(form.form_values()) | {"verdict": "accepted", "name": "A. Coder", "password": PASSWORD}
    origin = change.get("origin", SITE)

    answered = coder.post(path, said | {"csrf": change.get("csrf", said["csrf"])}, origin)

    assert answered.status_code == 403
    assert person_did(file_book, own) == []
    assert coder.open("/review").url.path == "/review"  # still signed in


def test_the_api_knows_no_cookie(coder):
    own = claim_on(coder)
    body = {"verdict": "accepted", "why": "It says so."}

    assert coder.ask("POST", f"/api/v1/claims/{own}/decisions", json=body).status_code == 401


@pytest.mark.parametrize("name", ["A. Coder", "Nobody", "\x00", "N" * 200, ""])
def test_whatever_is_wrong_the_answer_is_the_same(tab, name):
    one = tab()
    one.sign_in(name, "four other words")

    assert one.shown.status_code == 422
    assert words_of(parse(one.shown).find(".//p[@role='alert']")).startswith("Name and password do not go together.")
    assert one.open("/review").url.path == "/sign-in"


def test_who_guesses_waits(tab):
    one = tab()
    answers = [one.sign_in("A. Coder", f"guess number {number}") for number in range(6)]

    assert [each.status_code for each in answers] == [422] * 5 + [429]
    assert int(answers[-1].headers["retry-after"]) >= 1


def test_a_reader_sees_why_not(tab, file_book):
    one = tab()
    one.sign_in("R. Reader")
    assert one.shown.url.path == "/"
    assert words_of(parse(one.shown).find(".//form[@class='person']")) == "R. Reader Sign out"

    answered = one.open("/review")
    assert answered.status_code == 403
    assert "your account's role is reader" in words_of(parse(answered).find(".//main"))
    csrf = parse(one.open("/")).xpath("//input[@name='csrf']/@value")[0]
    own = next(iter(file_book.claims())).claim.id
    answered = one.post("/review/decide", {"csrf": csrf, "claim": own, "verdict": "accepted", "seen": "0"})
    assert answered.status_code == 403
    assert person_did(file_book, own) == []


def test_a_page_that_names_somebody_is_nobody_elses(coder, tab):
    named = coder.open("/statements")
    plain = tab().open("/statements")

    assert "A. Coder" in named.text
    assert "A. Coder" not in plain.text
    assert "Cookie" in plain.headers["vary"]
    assert named.headers["cache-control"].startswith("private")
    assert coder.open("/review").headers["cache-control"] == "no-store"


def test_a_session_is_kept_safely(tab):
    plain = tab()
    plain.open("/sign-in")
    safe = tab("https://localhost")
    safe.open("/sign-in")
    cookie = safe.shown.headers["set-cookie"]

    assert all(each in plain.shown.headers["set-cookie"] for each in ("HttpOnly", "SameSite=lax", "Path=/"))
    assert cookie.startswith("__Host-")
    assert all(each in cookie for each in ("Secure", "HttpOnly", "SameSite=lax", "Path=/"))
    assert "Domain" not in cookie
    safe.sign_in("A. Coder")
    assert "__Host-tolltrace-session" in safe.client.cookies
    assert safe.shown.url.path == "/review"


def test_no_password_is_asked_for_where_others_listen(serving, portal, file_book):
    file_book.people.open_account("A. Coder", "reviewer", password=PASSWORD, **BY)
    site = "http://toll.example"
    one = Tab(portal, serving(file_book, serve_names="toll.example")._app, site)

    assert "by https" in main_of(one.open("/sign-in"))
    assert "password" not in [each.get("name") for each in parse(one.shown).iter("input")]
    assert one.post("/sign-in", {"name": "A. Coder", "password": PASSWORD}, site).status_code == 403


def test_the_page_is_well_built(coder):
    page = parse(coder.shown)

    assert len(page.xpath("//h1")) == 1
    assert page.xpath("//style | //*[@style] | //script[not(@src)] | //@*[starts-with(name(), 'on')]") == []
    assert [each.partition("?")[0] for each in page.xpath("//script/@src")] == ["/static/app.js", "/static/review.js"]
    assert page.xpath("//label[@for]/@for") != []
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert set(page.xpath("//label/@for")) <= set(ids)
    keys = {key for each in page.xpath("//@data-key") for key in each.split()}
    assert {"a", "r", "c", "s", "j", "?"} <= keys
    assert keys <= set(page.xpath("//kbd/text()"))


RECORD = {
    "low": 12, "high": None, "value": 12, "hedge": "at_least", "harm": "killed", "stance": "asserted", "side": None,
    "place": {"text": "the port", "name": "Karvel", "geonames_id": 7, "lat": 1.0, "lon": 2.0, "where_prec": 1},
    "period": {"text": "on Monday", "edtf": "2024-03-04", "date_prec": 1},
    "chain": [{"name": "Ana Veld", "role": "mayor", "cue": "said", "start": 1, "end": 9}],
}  # fmt: skip


@pytest.mark.parametrize(
    ("filled", "changes"),
    [
        pytest.param({}, {}, id="nothing"),
        pytest.param({"low": "1,200"}, {"low": 1200}, id="grouped"),
        pytest.param({"low": ""}, {"low": None}, id="emptied"),
        pytest.param({"side": " Karvel "}, {"side": "Karvel"}, id="words"),
        pytest.param(
            {"place_text": "a port"}, {"place": RECORD["place"] | {"text": "a port"}}, id="place-words-keep-the-point"
        ),
        pytest.param(
            {"place_name": "Faya"}, {"place": {"text": "the port", "name": "Faya"}}, id="another-place-loses-the-point"
        ),
        pytest.param({"place_text": "", "place_name": ""}, {"place": None}, id="no-place"),
        pytest.param(
            {"period_edtf": "2024-03"}, {"period": {"text": "on Monday", "edtf": "2024-03"}}, id="another-period"
        ),
        pytest.param(
            {"chain": "Ana Veld\r\nwire"}, {"chain": [*RECORD["chain"], {"name": "wire"}]}, id="who-was-there-keeps-all"
        ),
        pytest.param({"chain": "\r\n"}, {"chain": []}, id="nobody"),
    ],
)
def test_a_form_is_read_as_changes(filled, changes):
    assert read_changes(fields_of(RECORD) | filled, RECORD) == changes


def test_days_that_nobody_reads_are_told():
    with pytest.raises(UnreadError, match="period: 'last week' are no days"):
        read_changes(fields_of(RECORD) | {"period_edtf": "last week"}, RECORD)


@pytest.mark.parametrize("words", ["many", "-3", "1.5", "9" * 30, "１２"])
def test_what_is_no_count_is_told(words):
    with pytest.raises(UnreadError, match="low: "):
        read_changes(fields_of(RECORD) | {"low": words}, RECORD)


def test_a_site_that_is_not_public_is_open_to_who_signed_in(serving, portal, file_book):
    file_book.people.open_account("R. Reader", "reader", password=PASSWORD, **BY)
    one = Tab(portal, serving(file_book, serve_publicly=False)._app)

    refused = one.open("/statements")
    assert (refused.status_code, parse(refused).xpath("//main//a/@href")[0]) == (401, "/sign-in")
    for path in ("/statements.json", "/statements.csv", "/statements.atom"):
        assert one.open(path).status_code == 401
    one.sign_in("R. Reader")
    assert one.open("/statements").status_code == 200
    for path in ("/statements.json", "/reports.csv", "/front.json", "/statements.atom", "/report.json?id=wire"):
        assert one.open(path).status_code == 200, path
        assert "Cookie" in one.shown.headers["vary"]
        assert "private" in one.shown.headers["cache-control"]
    assert one.open("/api/v1/statements").status_code == 401  # the API knows no cookie


def test_another_site_ends_no_session(coder, tab):
    """A browser sends its session with no form of another site; then nothing may tell it to forget the session."""
    answered = tab().post("/sign-out", {}, "http://elsewhere.example")

    assert answered.status_code == 403
    assert "set-cookie" not in answered.headers


def test_what_was_accepted_first_is_decided_anew(coder, file_book):
    own = claim_on(coder)
    coder.send("Accept")
    assert "Decide anew" in main_of(coder.shown)

    coder.send(next(each.get("action") for each in parse(coder.shown).forms if "/undo" in each.get("action", "")))
    assert claim_on(coder) == own
    assert len(person_did(file_book, own)) == 1
    coder.send("Reject", why="It is a year.")
    assert [each[1] for each in person_did(file_book, own)] == ["accepted", "rejected"]


def test_the_desk_stays_open_when_what_was_decided_last_is_taken_down(coder, file_book):
    own = claim_on(coder)
    coder.send("Accept")
    file_book.take_down(own, by="E. Ditor", why="asked")

    assert coder.open(f"/review?done={own}").status_code == 200
    assert coder.open(f"/review?claim={own}").status_code == 410
