"""Articles → their claims, the way their language is read; those that are parsed are read together."""

from collections.abc import Sequence
from dataclasses import replace

from tolltrace.claims.assemble import draft_passage, find_harmed
from tolltrace.claims.confidence import estimate_confidence
from tolltrace.claims.denials import settle_denials
from tolltrace.claims.drafts import Draft, drop_restated
from tolltrace.claims.forwards import pass_on
from tolltrace.claims.linking import link_drafts
from tolltrace.claims.localities import locate_claims
from tolltrace.claims.numbering import number_claims
from tolltrace.claims.passages import Passage, find_passages_of, quotation_lead
from tolltrace.claims.place_names import PLACE_LABELS
from tolltrace.claims.shallow import read_by_words
from tolltrace.claims.silences import find_silences
from tolltrace.claims.speaker_names import Heard
from tolltrace.claims.speakers import find_attributions, goes_on_quoting, remember
from tolltrace.claims.stances import mark_caveats, mark_taken_back
from tolltrace.knowledge import Knowledge, Language
from tolltrace.parse import is_unread, read_together
from tolltrace.values import Article, Claim


def extract_claims(article: Article, knowledge: Knowledge) -> tuple[Claim, ...]:
    """Every attributed toll claim in an article, in the order of the mentions. Pure: same article, same claims."""
    return extract_claims_of([article], knowledge)[0]


def extract_claims_of(articles: Sequence[Article], knowledge: Knowledge) -> list[tuple[Claim, ...]]:
    """`extract_claims` of several articles, in their order, in less time."""
    claims: dict[int, tuple[Claim, ...]] = {}
    for code in {article.language for article in articles}:
        own = [n for n, article in enumerate(articles) if article.language == code]
        texts = [articles[n] for n in own]
        if words := knowledge.word_languages.get(code):
            read = [read_by_words(article, words, knowledge) for article in texts]
        else:
            read = read_by_parse(texts, knowledge.languages[code], knowledge)
        claims.update(zip(own, read, strict=True))
    return [pass_on(claims[n], article) for n, article in enumerate(articles)]


# ── by the parse ─────────────────────────────────────────────────────────────────────────────────────────────────────


def read_by_parse(articles: Sequence[Article], language: Language, knowledge: Knowledge) -> list[tuple[Claim, ...]]:
    """The claims of articles in one language that has a parser; parser and linker read many sentences in one go."""
    passages = find_passages_of(articles, language, knowledge)
    heard = [[each.doc for passage in own if (each := heard_before(passage))] for own in passages]
    held = [n for n, own in enumerate(heard) if not any(map(is_unread, own)) or hold_claims(passages[n], knowledge)]
    placed = (before.doc for n in held for passage in passages[n] if (before := placed_before(passage)))
    read_together([*(doc for n in held for doc in heard[n]), *placed])
    drafted = [(articles[n], draft_article(passages[n], knowledge)) for n in held]
    linked = link_drafts(drafted, knowledge)
    claims = {n: finish(drafts, article, knowledge) for n, (article, drafts) in zip(held, linked, strict=True)}
    return [claims.get(n, ()) for n in range(len(articles))]


def hold_claims(passages: Sequence[Passage], knowledge: Knowledge) -> bool:
    """Whether anything will be found: until it is, no earlier claim can be leaned on, nor does it matter who speaks."""
    return any(find_harmed(each, (), knowledge)[0] or any(find_silences(each, knowledge)) for each in passages)


def heard_before(passage: Passage) -> Passage | None:
    """The sentence before a passage, if somebody may be named in it who says something."""
    before = passage.before
    if before is None or not (before.sentence.in_title or passage.language.may_name_speaker(before.text)):
        return None
    return before


def placed_before(passage: Passage) -> Passage | None:
    """The sentence before a passage, if it is likely to be asked for the place."""
    before = passage.before
    is_near = before is not None and before.sentence.paragraph == passage.sentence.paragraph
    has_place = any(ent.label_ in PLACE_LABELS for ent in passage.doc.ents)
    return before if is_near and not has_place else None


def draft_article(passages: Sequence[Passage], knowledge: Knowledge) -> list[Draft]:
    """The claims of one article as the rules read them, in the order of the mentions."""
    heard = Heard()
    drafts: list[Draft] = []
    seen = -1  # where the last sentence that was listened to starts
    for passage in passages:
        before = heard_before(passage)
        if before is not None and before.sentence.start > seen:
            heard = remember(heard, before, find_attributions(before, heard, knowledge))
        seen = passage.sentence.start
        attributions = find_attributions(passage, heard, knowledge)
        if not attributions and goes_on_quoting(passage) and heard.paragraph != passage.sentence.paragraph:
            lead = quotation_lead(passage)
            if lead is not None:
                heard = remember(heard, lead, find_attributions(lead, heard, knowledge))
                heard = replace(heard, paragraph=passage.sentence.paragraph)
        drafts += draft_passage(passage, attributions, heard, drafts, knowledge)
        heard = remember(heard, passage, attributions)
    return sorted(drop_restated(drafts), key=lambda draft: draft.claim.mention.start)


def finish(drafts: Sequence[Draft], article: Article, knowledge: Knowledge) -> tuple[Claim, ...]:
    """One article's drafts → its claims: what denies or doubts them, their numbers, points on the map, confidence."""
    language = knowledge.languages[article.language]
    settled = mark_taken_back(mark_caveats(settle_denials(drafts), article, language), article, language)
    located = locate_claims(number_claims(settled, article, knowledge), article, knowledge)
    return estimate_confidence(located, article, knowledge)
