"""Who the speakers of one report are to one another: what it calls them, and for whom they speak → Names.

A report names an institution once and calls its voice "ministry spokeswoman" from then on; its headline says "Legion
commander" and its text who that is. Both are read from the report alone.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tolltrace.knowledge import Knowledge
from tolltrace.relays import Identity
from tolltrace.values import Claim, Link

MEDIA = "media"
MAX_NAMES = 100  # of one report that are compared with one another
OFFICE_WORDS = 2  # "Legion commander" tells somebody apart, "commander" does not


@dataclass(frozen=True, slots=True)
class Names:
    """What a report says of the speakers that it names."""

    roles: Mapping[str, str]  # by name: the longest that it gives anywhere, with the institution that it leaves out
    persons: Mapping[str, str]  # the name of whom it elsewhere only calls by an office

    def identify(self, chain: Iterable[Link], knowledge: Knowledge) -> Iterator[Identity]:
        """Who the links of a chain are."""
        for link in chain:
            name = self.persons.get(link.name, link.name)
            yield knowledge.speakers.identify(name, self.roles.get(name) or link.role)


def find_names(claims: Sequence[Claim], knowledge: Knowledge) -> Names:
    """The speakers of one report's claims."""
    roles: dict[str, str | None] = {}
    for link in (link for claim in claims for link in claim.chain):
        known = roles.get(link.name)
        roles[link.name] = max(known, link.role, key=len) if known and link.role else known or link.role
    roles = dict(list(roles.items())[:MAX_NAMES])
    houses = {name: one for name in roles if (one := knowledge.speakers.identify(name)).of and one.kind != MEDIA}
    given = {name: role for name, role in roles.items() if role}
    whole = {name: name_house(role, houses, knowledge) or role for name, role in given.items()}
    offices = [name for name in roles if name not in given and name not in houses]
    persons = {name: person for name in offices if (person := find_person(name, given, knowledge))}
    return Names(whole, persons)


def name_house(role: str, houses: Mapping[str, Identity], knowledge: Knowledge) -> str | None:
    """ "ministry spokeswoman" → "Chad's defence ministry spokeswoman", where a report names one such house."""
    *house, voice = knowledge.speakers.fold(role).split() or [""]
    if voice not in knowledge.speakers.voices:
        return None
    fitting = [name for name in houses if set(house) <= set(knowledge.speakers.fold(name).split())]
    if len({houses[name].of for name in fitting}) != 1:
        return None
    return f"{max(fitting, key=lambda name: (len(name), name))} {voice}"


def find_person(office: str, roles: Mapping[str, str], knowledge: Knowledge) -> str | None:
    """Who holds an office that the report elsewhere gives as a role: "Legion commander"; None where several may."""
    words = set(knowledge.speakers.fold(office).split())
    if len(words) < OFFICE_WORDS:
        return None
    holders = [name for name, role in roles.items() if words <= set(knowledge.speakers.fold(role).split())]
    return holders[0] if len(holders) == 1 else None
