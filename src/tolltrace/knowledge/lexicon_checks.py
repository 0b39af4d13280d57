"""What must hold of a lexicon beyond the types of its fields."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from tolltrace.errors import KnowledgeError
from tolltrace.knowledge.lexicon import Hedges, Lexicon, Time
from tolltrace.knowledge.load import load_toml
from tolltrace.knowledge.patterns import compile_pattern
from tolltrace.values import Hedge

VERB_SHAPES = ("base", "third", "past", "gerund")
SLOT = re.compile(r"\{([a-z_]+)\}")
SLOTS = frozenset(
    {
        "call",
        "count",
        "cue",
        "date",
        "denied",
        "deny",
        "harm",
        "month",
        "number",
        "object",
        "ordinal",
        "role",
        "share",
        "weekday",
    }
)
# the groups that the stages read from a pattern, by its field or reading
GROUPS: Mapping[str, frozenset[str]] = {
    "family_pattern": frozenset({"size", "children"}),
    "fraction_pattern": frozenset({"word", "percent", "part", "whole", "most", "bare", "only_most"}),
    "copula_pattern": frozenset({"state"}),
    "doubt_pattern": frozenset({"word"}),
    "none_said_pattern": frozenset({"word"}),
    "his_death_pattern": frozenset({"mention", "death"}),
    "members_pattern": frozenset({"among", "group"}),
    "ordinal_pattern": frozenset({"mention", "word", "digits", "harm", "state"}),
    "toll_before_pattern": frozenset({"toll"}),
    "measure_before_pattern": frozenset({"measured"}),
    "refused_of_pattern": frozenset({"of"}),
    "from_behind_pattern": frozenset({"who"}),
    "number_before_pattern": frozenset({"state"}),
    "headline_patterns": frozenset({"name"}),
    "denial_patterns": frozenset({"cue"}),
    "near_denial_patterns": frozenset({"cue"}),
    "event_denial_patterns": frozenset({"cue"}),
    "denied_content_pattern": frozenset({"content", "that"}),
    "rate_pattern": frozenset({"unit"}),
    "last_units": frozenset({"unit"}),
    "units_ago": frozenset({"unit"}),
    "this_unit": frozenset({"unit"}),
    "since_start": frozenset({"unit"}),
    "last_unit": frozenset({"unit"}),
    "earlier_unit": frozenset({"unit"}),
    "since_year": frozenset({"year"}),
    "year_only": frozenset({"year"}),
    "between_dates": frozenset({"first"}),
    "between_years": frozenset({"first", "last"}),
}


def load_lexicon(path: Path) -> Lexicon:
    """One lexicon.toml. Raises KnowledgeError, which names the file and the field, where it is not as it must be."""
    lexicon = load_toml(path, Lexicon)
    for field, words in find_words(msgspec.to_builtins(lexicon), ()):
        is_pattern = any(name.endswith(("_pattern", "_patterns")) for name in field)
        fault = fault_of_pattern(words, GROUPS.get(field[-1], frozenset())) if is_pattern else fault_of_word(words)
        if fault:
            raise KnowledgeError(f"{path}: [{'.'.join(field[:-1])}] {field[-1]}: {words!r} {fault}")
    check_hedges(path, lexicon.hedges)
    check_verbs(path, lexicon)
    check_months(path, lexicon.time)
    return lexicon


def find_words(value: Any, field: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every string of a lexicon with the tables and the field that it stands in."""
    if isinstance(value, str):
        yield field, value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from find_words(inner, (*field, name))
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from find_words(inner, field)


def fault_of_word(word: str) -> str | None:
    """What is wrong with a word; None where nothing is."""
    return None if word and word == word.lower().strip() else "must be lower case, without outer spaces, and not empty"


def fault_of_pattern(pattern: str, groups: frozenset[str]) -> str | None:
    """What is wrong with a pattern; None where nothing is."""
    if unknown := set(SLOT.findall(pattern)) - SLOTS:
        return f"has slots that we do not know: {', '.join(sorted(unknown))}; known: {', '.join(sorted(SLOTS))}"
    try:
        compiled = compile_pattern(SLOT.sub("x", pattern))
    except re.error as error:
        return f"is no regular expression: {error}"
    if missing := groups - set(compiled.groupindex):
        return f"must have the groups {', '.join(sorted(groups))}; it has no {', '.join(sorted(missing))}"
    return None


def check_hedges(path: Path, hedges: Hedges) -> None:
    """No word stands under two hedges."""
    for place, table in (("before", hedges.before), ("after", hedges.after)):
        seen: dict[str, Hedge] = {}
        for hedge, phrases in table.items():
            for phrase in phrases:
                if seen.setdefault(phrase, hedge) is not hedge:
                    message = f"{path}: [hedges.{place}] {phrase!r} stands under {seen[phrase]} and {hedge}; keep one"
                    raise KnowledgeError(message)


def check_verbs(path: Path, lexicon: Lexicon) -> None:
    """Every verb has its four forms."""
    verbs = [verb for words in lexicon.harms.values() for verb in (*words.takes, *words.suffers)]
    for verb in (*verbs, *lexicon.saying.verbs):
        if len(verb.split()) != len(VERB_SHAPES):
            raise KnowledgeError(f"{path}: {verb!r} must have four forms: base, third person, past participle, gerund")


def check_months(path: Path, time: Time) -> None:
    """A year has twelve months, a week seven days."""
    if len(time.months) != 12 or len(time.weekdays) != 7:
        found = f"{len(time.months)} months and {len(time.weekdays)} weekdays"
        raise KnowledgeError(f"{path}: [time]: found {found}, expected 12 and 7, from January and Monday on")
