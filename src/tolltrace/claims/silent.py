"""Silences → drafts: records without a quantity, and who refuses or denies."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tolltrace.claims.denials import DENYING, UNSAID
from tolltrace.claims.drafts import Draft, read_as
from tolltrace.claims.passages import Passage
from tolltrace.claims.saying_times import date_of_silence
from tolltrace.claims.silences import Silence
from tolltrace.claims.speaker_names import Heard, name_speaker
from tolltrace.claims.speakers import Attribution, heard_when, words_of
from tolltrace.claims.syntax import VERBS
from tolltrace.knowledge import Knowledge, compile_pattern
from tolltrace.rules import Rule
from tolltrace.values import Claim, Figure, Link, Period, Reading, Stance

if TYPE_CHECKING:
    from tolltrace.parse import Token


def draft_silence(
    passage: Passage, silence: Silence, attributions: Sequence[Attribution], heard: Heard, knowledge: Knowledge
) -> Draft:
    """A record without a quantity."""
    link = silent_speaker(passage, silence, attributions, heard, knowledge)
    claim = Claim(
        id="",
        number=0,
        mention=passage.span(silence.start, silence.end),
        evidence=passage.span(0, len(passage.text)),
        figure=Figure(),
        harm=silence.harm or UNSAID,
        side=silence.side,
        chain=(link,) if link else (),
        stance=silence.stance,
        quoted=passage.is_quoted_at(silence.start),
        said=when_silent(passage, silence, link, attributions, heard),
        readings=read_silence(passage, silence, link),
    )
    return Draft(claim, passage, None, silence=silence)


def when_silent(
    passage: Passage, silence: Silence, link: Link | None, attributions: Sequence[Attribution], heard: Heard
) -> Period | None:
    """When somebody refused or denied, where the sentence or, for who goes on speaking, an earlier one tells."""
    own = date_of_silence(passage, silence.start, silence.end)
    told = next((each.said for each in attributions if each.link == link), None)
    return own or told or heard_when(passage, [link] if link else [], heard)


def read_silence(passage: Passage, silence: Silence, link: Link | None) -> tuple[Reading, ...]:
    """Why there is a record without a quantity."""
    words = passage.span(silence.start, silence.end)
    who = Rule.SPEAKER_SILENT.reading(words_of(link, passage)) if link else Rule.SPEAKER_NONE.reading()
    return read_as(
        (
            Rule.FIGURE_SILENCE.reading(words),
            Rule.HARM_SILENCE.reading(words),
            Rule.VICTIMS_NONE.reading(),
            (Rule.SIDE_SILENCE if silence.side else Rule.SIDE_NONE).reading(),
            Rule.STATUS_NONE.reading(),
            Rule.PLACE_NONE.reading(),
            Rule.PERIOD_NONE.reading(),
            Rule.ASPECT_NONE.reading(),
            who,
            (Rule.CHAIN_ALONE if link else Rule.CHAIN_NONE).reading(),
            (Rule.STANCE_FIGURE_DENIED if silence.stance is Stance.DENIED else Rule.STANCE_REFUSED).reading(words),
        )
    )


def silent_speaker(
    passage: Passage, silence: Silence, attributions: Sequence[Attribution], heard: Heard, knowledge: Knowledge
) -> Link | None:
    """Who refuses or denies: the subject of the cue's own verb, or who it is done by (`was denied by the army`)."""
    not_subjects = passage.language.lexicon.saying.not_subjects
    by = (token for token in passage.doc if token.dep_ == "pobj" and token.head.dep_ == "agent")
    agent = next((token for token in by if token.head.head.idx == silence.start), None)
    if agent is not None:
        return name_speaker(agent, passage, heard, knowledge, speaks=True)
    if silence.stance in DENYING and is_of_others(passage, silence):
        said = [each for each in attributions if each.verb.lower_ not in passage.language.lexicon.silences.deny]
        own = compile_pattern(passage.language.lexicon.people.own_lead_pattern)
        if not said or not own.match(passage.text, passage.doc[said[0].source[0]].idx):  # not `…, its spokesman said`
            return said[0].link if said else None  # `the army has no way of counting them, the mayor said`
    for offset in (silence.start, silence.end - 1):
        token = passage.token_at(offset)
        for verb in (token, *token.ancestors):
            for child in verb.children:
                if child.dep_ == "nsubj" and child.idx < silence.start and child.lower_ not in not_subjects:
                    says = who_says_of_self(child, verb, attributions, passage)
                    return says or name_speaker(child, passage, heard, knowledge, speaks=True)
    return attributions[0].link if attributions else None


def who_says_of_self(
    subject: "Token", verb: "Token", attributions: Sequence[Attribution], passage: Passage
) -> Link | None:
    """`the mayor said he was not giving numbers`, `"We give no numbers," the mayor said`: whose pronoun it is."""
    saying, above = passage.language.lexicon.saying, set(verb.ancestors)
    if subject.lower_ in saying.first_person:
        return attributions[0].link if attributions else None
    is_pronoun = subject.lower_ in saying.pronouns
    return next((each.link for each in attributions if is_pronoun and each.verb in above), None)


def is_of_others(passage: Passage, silence: Silence) -> bool:
    """`is in no position to say`, `has no means of knowing`: of whom this is said is not who says so."""
    words, token = passage.language.lexicon.silences, passage.token_at(silence.start)
    return token.lower_ not in words.deny | words.call and token.pos_ in VERBS


def stands_alone(silence: Silence, drafts: Sequence[Draft]) -> bool:
    """Whether no figure overlaps a refusal or a denial; what a denial is about is settled when all claims are known."""
    mentions = [draft.harmed.mention for draft in drafts if draft.harmed]
    return not any(mention.start < silence.end and silence.start < mention.end for mention in mentions)
