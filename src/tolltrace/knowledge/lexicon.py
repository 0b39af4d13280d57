"""One language's lexicon.toml: its tables.

Words are lower case; a space in them stands for any white space. A field whose name ends in `_pattern` or `_patterns`
holds regular expressions: capitals do not matter, a space stands for white space, and `{number}` and the other SLOTS
stand for what the stages put there. Lemmas are the parser's. What each field is for stands beside it in the file.
"""

from tolltrace.knowledge.lexicon_people import People
from tolltrace.knowledge.lexicon_speech import Saying, Silences, Stances
from tolltrace.knowledge.tables import Table, TimeReading, Unit, Words
from tolltrace.values import Hedge


class Sentences(Table, frozen=True):
    """Where sentences end."""

    abbreviations: Words  # a full stop after one of these does not end a sentence


class Numbers(Table, frozen=True):
    """Words that make numbers, and those beside a number that make it a count of people or none."""

    units: dict[str, int]
    tens: dict[str, int]
    scales: dict[str, int]
    bare_scales: Words
    articles: Words
    joins: Words
    halves: dict[str, int]
    shared_scales: Words
    totals: Words
    pair_opens: Words
    pair_joins: Words
    range_opens: Words
    range_joins: Words
    added_by: Words
    zero: Words
    zero_reports_pattern: str
    denied_zero_pattern: str
    one_more_pattern: str
    answers: Words
    zero_not_before: Words
    additive_before: Words
    additive_after: Words
    additive_not_before: Words
    family_pattern: str
    fraction_pattern: str
    how_many_pattern: str
    hedging_vague: Words
    not_people: Words
    not_after: Words
    numbering: Words
    ratio_before_pattern: str
    ratio_after_pattern: str
    score_pattern: str
    former_before_pattern: str
    before_years: Words
    counted_by: Words


class Hedges(Table, frozen=True):
    """Hedging words by the hedge they make, before and after the number."""

    before: dict[Hedge, tuple[str, ...]]
    after: dict[Hedge, tuple[str, ...]]


class HarmWords(Table, frozen=True):
    """The words that name one harm, by how they take the people who came to it."""

    takes: tuple[str, ...]
    suffers: tuple[str, ...]
    counts: Words
    states: Words
    tolls: Words
    of: Words
    phrases: tuple[str, ...]


class Reading(Table, frozen=True):
    """Words that decide whether a sentence is read, and whether a number in it is one of people."""

    stems: Words
    stems_with_number: Words
    no_stems: Words
    talk_pattern: str
    about_talk_pattern: str
    goes_on_pattern: str
    not_victims: Words
    animals: Words
    before_counted: Words
    unreal_modals: Words
    estimating_modals: Words


class Tolls(Table, frozen=True):
    """Totals: `the death toll rises to 21`."""

    beside: Words
    nouns: Words
    of_deaths: Words
    of_named: Words
    puts: Words
    measures: Words
    measured: Words
    brings: Words
    anaphors: Words
    up_to: Words
    toll_before_pattern: str
    measure_before_pattern: str
    number_before_pattern: str


class Clauses(Table, frozen=True):
    """Small words and verbs that join people to what became of them."""

    collectives: Words
    rescues: Words
    held: Words
    condition_pattern: str
    freed_from_pattern: str
    frees: Words
    shoots: Words
    shot_down: Words
    fatally: Words
    dead_behind_pattern: str
    of: Words
    lists: Words
    joins: Words
    be: Words
    copulas: Words
    copula_pattern: str
    stays: Words
    suffers: Words
    receives: Words
    treats: Words
    treated_for: Words
    loses: Words
    claims: Words
    takes_lives: Words
    lives: Words
    many_lives: Words
    not_of_subject: Words
    victims: Words
    recovers: Words
    holds: Words
    takes: Words
    caught: Words
    captives: Words
    prisoners: Words
    leaves: Words
    dead: Words
    between: Words
    after_state: Words
    before_number: Words


class Parts(Table, frozen=True):
    """Lists of parts, and shares."""

    opens_pattern: str
    whole_list: Words
    closes_pattern: str
    base_pattern: str
    pointing_pattern: str
    included_pattern: str
    included_gap_pattern: str
    out_of_pattern: str
    gap_pattern: str
    along_pattern: str
    total_gap_pattern: str
    with_pattern: str
    elsewhere_pattern: str
    severity_pattern: str
    divides_pattern: str
    fatal_pattern: str
    pointing_to_things_pattern: str
    besides_pattern: str
    members_pattern: str
    among_pattern: str


class Aspects(Table, frozen=True):
    """Events, running totals, increments and rates."""

    rose_by_pattern: str
    added_to_pattern: str
    day_pattern: str
    span_pattern: str
    total_pattern: str
    rate_pattern: str
    perfect: Words
    standing: Words


class Singles(Table, frozen=True):
    """Victims without a number: `a soldier was killed`."""

    persons: Words
    groups: Words
    endings: tuple[str, ...]
    indefinite: Words
    kin: Words
    numbered: Words
    first: Words
    deaths: Words
    dies: Words
    found_dead_pattern: str
    modals: Words
    guesses: Words
    conditions: Words
    intends: Words
    to: Words
    old: Words
    ages: tuple[str, ...]
    reflexive: tuple[str, ...]
    his_death_pattern: str
    self_harm_pattern: str
    ordinals: dict[str, int]
    ordinal_pattern: str
    causes_pattern: str


class Unreal(Table, frozen=True):
    """Harm that did not happen, or is no toll: plots, orders, rates of a disease, fiction, natural deaths."""

    plots: Words
    wishes: Words
    prevents: Words
    deeds: Words
    deeds_ordered: Words
    calls: Words
    calls_for: Words
    wished_for: Words
    attempted: Words
    anyone: Words
    arrests: Words
    sought: Words
    saves: Words
    not_lost: Words
    sick_pattern: str
    made_up_pattern: str
    natural_pattern: str
    no_cause_pattern: str
    found_pattern: str
    clause_end_pattern: str
    players: Words
    in_play_pattern: str


class Time(Table, frozen=True):
    """Names of months and days, in order from January and Monday, and how they are put together."""

    months: tuple[tuple[str, ...], ...]
    weekdays: tuple[str, ...]
    units: dict[str, Unit]
    counts: dict[str, int]
    numerals: Words
    ordinals: Words
    not_months_before: Words
    since: Words
    record_before_pattern: str
    phrase_patterns: dict[TimeReading, tuple[str, ...]]


class Places(Table, frozen=True):
    """Words that go with places."""

    kinds: Words
    kind_precisions: dict[str, int]
    kinds_modified: Words
    kinds_led: Words
    directions: Words
    direction_halves: Words
    articles: Words
    possessives: Words
    leads: Words
    joins: Words
    joins_last: Words
    listed_by: Words
    name_lead_pattern: str
    nested_pattern: str
    of: Words
    origin: Words
    surely: Words
    locative: Words
    away: Words
    wider_pattern: str
    inside_pattern: str
    several_pattern: str
    directed_pattern: str
    naming: Words
    of_leads: Words
    into: Words
    crashes: Words
    own_place_pattern: str
    there: Words
    way_before_pattern: str
    way_behind_pattern: str
    unnamed_pattern: str
    events: Words
    named_after: Words
    fought_for: Words
    of_events: Words
    told_from: Words
    strikes: Words
    short_states: dict[str, str]


class Lexicon(Table, frozen=True):
    """One lexicon.toml."""

    sentences: Sentences
    numbers: Numbers
    vague: dict[str, tuple[int, int]]
    fractions: dict[str, float]
    hedges: Hedges
    harms: dict[str, HarmWords]
    reading: Reading
    tolls: Tolls
    clauses: Clauses
    parts: Parts
    silences: Silences
    saying: Saying
    stances: Stances
    aspects: Aspects
    people: People
    singles: Singles
    unreal: Unreal
    time: Time
    places: Places
