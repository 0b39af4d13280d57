"""The site as an app: what installs it, and keeps pages. That they are, tests/browser/test_offline.py looks at."""

import re

from tests.site.conftest import main_of, parse
from tolltrace.server.site.frame import STATIC


def test_the_manifest_says_what_is_installed(get):
    said = get("/manifest.webmanifest")
    told = said.json()

    assert said.headers["content-type"] == "application/manifest+json"
    assert parse(get("/")).xpath("//link[@rel='manifest']/@href") == ["/manifest.webmanifest"]
    assert (told["start_url"], told["scope"], told["display"]) == ("/", "/", "minimal-ui")
    assert {each["purpose"] for each in told["icons"]} == {"any", "maskable"}
    for icon in told["icons"]:
        answered = get(icon["src"])
        assert (answered.status_code, answered.headers["content-type"]) == (200, icon["type"])
        if icon["type"] == "image/png":
            width = int.from_bytes(answered.content[16:20], "big")
            assert icon["sizes"] == f"{width}x{width}"


def test_the_worker_is_at_the_root_and_may_do_little(get):
    worker = get("/service-worker.js")

    assert worker.headers["content-type"] == "text/javascript; charset=utf-8"
    assert worker.headers["cache-control"] == "no-cache"
    assert "default-src 'none'" in worker.headers["content-security-policy"]
    assert "unsafe" not in worker.headers["content-security-policy"]
    shell = re.search(r"const SHELL = (\[.*?\]);", worker.text)[1]
    for address in re.findall(r'"([^"]+)"', shell):
        assert get(address).status_code == 200, address
    assert "There is no connection" in main_of(get("/offline"))


def test_scripts_are_small():
    assert sum(each.stat().st_size for each in STATIC.glob("*.js")) < 20_000
