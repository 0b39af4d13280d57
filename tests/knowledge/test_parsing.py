import pytest
from spacy.tokens import Doc as Parsed

from tolltrace.knowledge.parsing import Parser, classes, load_model, parser, vectors
from tolltrace.parse import Doc

SENTENCES = [
    "At least 12 people were killed in the southern city of Exampleton on Monday, Gov. Ana Vega said.",
    "There's a ferry that ain't coming, y'all; let's go, they gotta know.",
    "“Over 20,000 soldiers,” he said,  citing the U.N.,\tand wept. Nobody else did. There were few.",
    "3 dead in Exampleton blast: police",
    "Dozens of Kenyan medics, including Dr. J. Example of St. Mary's Hospital, have been treated for burns.",
    "",
    "   ",
    "!!! ??? 12/13-14 --- \u200b zażółć 停火 🙂",
    "and " * 300,
    "It was the army, which lost 40 men there, that denied it had a hand in the three-day siege of March 9th.",
]


@pytest.fixture(scope="module")
def reader() -> Parser:
    return Parser()


def told(doc: Doc | Parsed) -> list[list[object]]:
    """All that is known of a document, by words and their numbers."""
    words = [
        [
            *(t.text, t.idx, t.tag_, t.pos_, t.lemma_, t.dep_, t.ent_type_, t.ent_iob_, t.like_num, t.is_punct),
            *(t.head.i, t.left_edge.i, t.right_edge.i, len(t), t.lower_),
            *([each.i for each in group] for group in (t.children, t.lefts, t.rights, t.ancestors, t.subtree)),
            [each.i for each in t.conjuncts],
        ]
        for t in doc
    ]
    spans = [*doc.ents, *doc.noun_chunks, *(doc[i : i + n] for i in range(len(doc)) for n in (1, 4))]
    phrases = [
        [s.text, s.start, s.end, s.start_char, s.end_char, s.root.i, [e.start for e in s.ents], [t.i for t in s]]
        for s in spans
    ]
    return [words, phrases, [ent.label_ for ent in doc.ents]]


def test_sentences_are_read_as_the_models_own_pipeline_reads_them(reader):
    for ours, models in zip(reader.read(SENTENCES), load_model().pipe(SENTENCES), strict=True):
        assert told(ours) == told(models)


def test_a_sentence_is_read_alike_alone_and_among_others(reader):
    assert [told(reader.read([text])[0]) for text in SENTENCES] == [told(doc) for doc in reader.read(SENTENCES)]


def test_nothing_is_read_as_nothing(reader):
    assert reader.read([]) == []


@pytest.mark.parametrize(
    ("module", "limit"),
    [
        pytest.param(vectors, "MAX_WORDS", id="words"),
        pytest.param(classes, "MAX_KNOWN", id="classes"),
        pytest.param(parser, "MAX_STRINGS", id="strings"),
        pytest.param(parser, "MAX_TOKENS", id="tokens"),
    ],
)
def test_what_is_forgotten_to_stay_small_changes_nothing(module, limit, monkeypatch):
    known = [told(doc) for doc in Parser().read(SENTENCES)]
    monkeypatch.setattr(module, limit, 20)
    forgetful = Parser()

    assert [[told(doc) for doc in forgetful.read([text])] for text in SENTENCES] == [[each] for each in known]
    assert [told(doc) for doc in forgetful.read(SENTENCES)] == known
