"""What a person is told of a rule: why a field was read as it was."""

import re
from collections.abc import Mapping
from pathlib import Path

from tolltrace.errors import KnowledgeError
from tolltrace.knowledge.load import load_toml
from tolltrace.rules import Rule
from tolltrace.values import READ_FIELDS, Reading

SLOT = re.compile(r"\{(?:words|note)\}")


def load_rules(path: Path) -> Mapping[str, str]:
    """Each rule's sentence, by `field.name`. Raises KnowledgeError where code and file do not hold the same rules."""
    tables = load_toml(path, dict[str, dict[str, str]])
    sentences = {f"{field}.{name}": text for field, rules in tables.items() for name, text in rules.items()}
    if unlike := sorted(sentences.keys() ^ set(Rule)):
        raise KnowledgeError(f"{path}: these rules stand only here or only in tolltrace/rules.py: {', '.join(unlike)}")
    if unlike := sorted(set(tables) ^ set(READ_FIELDS)):
        raise KnowledgeError(f"{path}: not the fields of values.READ_FIELDS: {', '.join(unlike)}")
    return sentences


def tell_reading(reading: Reading, sentences: Mapping[str, str]) -> str:
    """A reading as a sentence. A rule that is no longer known, of an older record, is told by its name."""
    sentence = sentences.get(f"{reading.field}.{reading.rule}", reading.rule + (": {words}" if reading.words else ""))
    slots = {
        "{words}": f"“{reading.words.text}”" if reading.words else "",
        "{note}": (reading.note or "").replace("_", " "),
    }
    told = SLOT.sub(lambda match: slots[match[0]], sentence).rstrip(": ")
    return f"{told}; {reading.rivals} more could be meant" if reading.rivals else told
