"""How a lexicon says who speaks, and what becomes of a figure in their mouths."""

from tolltrace.knowledge.tables import Table, Words


class Silences(Table, frozen=True):
    """Refusals to give a figure, and denials of one."""

    refusal_pattern: str
    cue_patterns: tuple[str, ...]
    refused_of_pattern: str
    objects: Words
    objects_of_anything: Words
    denial_patterns: tuple[str, ...]
    near_denial_patterns: tuple[str, ...]
    event_denial_patterns: tuple[str, ...]
    deny: Words
    dispute: Words
    call: Words
    denied: Words
    denied_content_pattern: str
    undenied_pattern: str


class Saying(Table, frozen=True):
    """How the language says that somebody says something."""

    verbs: tuple[str, ...]
    only_with_content: Words
    finds: Words
    not_said: dict[str, Words]
    tells: Words
    works: Words
    works_by: Words
    occasions: Words
    passes_on: Words
    claimed: Words
    unsigned: Words
    claimed_pattern: str
    contrasts: Words
    content_pattern: str
    seated: Words
    seats: Words
    according: tuple[str, ...]
    citing: Words
    quoting: Words
    hearers: Words
    agencies: Words
    speakers: Words
    roles: Words
    role_pattern: str
    lead_pattern: str
    headline_patterns: tuple[str, ...]
    reports_own_pattern: str
    reports: Words
    articles: Words
    of: Words
    honorifics: Words
    reportedly: tuple[str, ...]
    first_person: Words
    pronouns: Words
    persons: Words
    who: Words
    not_subjects: Words
    beside: Words


class Stances(Table, frozen=True):
    """What a text does with a figure."""

    unconfirmed: Words
    retracted: Words
    retracted_before_pattern: str
    doubt_pattern: str
    none_said_pattern: str
    takes_back_pattern: str
    none_reported_pattern: str
    called_false_pattern: str
    denies: Words
