"""The tables of a lexicon.toml about people, and whose they are."""

from tolltrace.knowledge.tables import Table, Words


class Service(Table, frozen=True):
    """Those who serve some side, and what behind its name makes them its own: an army its soldiers, a jet its pilot."""

    nouns: Words
    kept_pattern: str
    told_by_state: bool  # a state that speaks of such people tells of its own


class People(Table, frozen=True):
    """Nouns for people, by the status that the codebook rules for them, and the words around them."""

    combatant: Words
    civilian: Words
    unknown: Words
    demographics: dict[str, tuple[str, ...]]
    doubted: Words
    titles: dict[str, Words]
    called_civilian: Words
    called_military: Words
    forces: Words
    members: Words
    any_members: Words
    affiliations: Words
    led: Words
    from_words: Words
    from_behind_pattern: str
    of_group: Words
    leaders_own_pattern: str
    led_people: Words
    own_subjects: Words
    own_words: Words
    own_pattern: str
    militants: Words
    loyal_pattern: str
    services: tuple[Service, ...]
    named_lead_pattern: str
    own_lead_pattern: str
    members_lead_pattern: str
    attacks: Words
    citizens: Words
    mostly_pattern: str
    said_of_all_pattern: str
    said_next_pattern: str
    leads: Words
    carrying: Words
    new_clause_pattern: str
    lead_pattern: str
    single_lead_pattern: str
    counted_bodies: Words
    not_describing: Words
    in_action_pattern: str
