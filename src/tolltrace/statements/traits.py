"""What of a claim is compared with others, in a small form that a ledger can keep beside it → Traits."""

import calendar
import re
from collections.abc import Iterable, Sequence
from datetime import date

import msgspec

from tolltrace.days import read_days
from tolltrace.knowledge import Knowledge
from tolltrace.relays import Carrier, Identity, Relay
from tolltrace.statements.names import MEDIA, Names, find_names
from tolltrace.values import Aspect, Claim, Figure, Link, Span, Stance

MAX_WORDS = 40  # of a sentence that are compared
LEAD_CHARS = 400  # of a report that tell what it is about
WORD = re.compile(r"[^\W\d_][\w’'-]{2,}|\d[\d,.]*\d|\d")
DENIALS = frozenset({Stance.DENIED, Stance.DISPUTED, Stance.RETRACTED})
SILENT = frozenset({Stance.NOT_PROVIDED})
BROAD_KINDS = frozenset({"government", "intelligence"})  # these speak for all of a state, others for their own house
ANYBODY = "?"  # whose police is not said
DATE_WORDS = frozenset(name.casefold() for name in (*calendar.day_name, *calendar.month_name) if name)
EPIDEMIC = re.compile(r"(?i)\b(?:covid|coronavirus|ebola|cholera|epidemic|pandemic|outbreak)")
OF_EVERY_TOLL = """
    people person persons killed kill kills killing died dies dead death deaths toll least more than about after over
    injured injures injuring wounded wounding missing were been have from with that this their they which when where
    during says said according reported reports report officials official police another others several some many
    leaves leaving left into near between including what will would also bringing rises rose total number
"""
TOLL_WORDS = frozenset(OF_EVERY_TOLL.split())
TOPICS = frozenset({"covid-19", "covid", "coronavirus", "ebola", "cholera", "conflict", "war"})
ROUNDED_FROM = 50  # head counts below are not rounded by those who pass them on


class Traits(msgspec.Struct, frozen=True, array_like=True):
    """One claim as it is compared; a Struct, as ledgers keep it packed. Of a claim that denies a figure there are two:
    the denial, and what is denied.

    `day` is when it was said where the report tells that (`said`), else when the report appeared, as an ordinal. `keys`
    are the figures under which others look for it: its own first, then what it is rounded to.
    """

    claim: str
    denied: bool  # the figure that somebody denies, not the denial
    report: str
    number: int
    order: int  # place in the report's text
    sentence: int  # where its sentence begins
    in_headline: bool
    day: int | None
    said: bool
    published: int | None
    stance: str
    harm: str
    side: str | None
    status: str
    demographic: str | None
    aspect: str
    low: int | None
    high: int | None
    value: int | None
    hedge: str
    fraction: float | None
    base: tuple[str, int | None] | None  # harm and value of the claim that it is a share or a part of
    about: int | None
    place: str | None  # GeoNames id, else its name, else its words; lower case
    country: str | None  # ISO 3166, of that place
    point: tuple[float, float] | None
    where_prec: int | None
    period: tuple[int | None, int | None] | None  # first and last day, as ordinals
    speakers: tuple[str, ...]  # canonical names, first speaker first; without who may be anybody ("officials")
    voices: tuple[str, ...]  # whom these speak for: "United States", or a house of it, "United States/police"
    media: tuple[str, ...]  # the outlets and agencies that its chain names
    outlet: str | None
    names: tuple[str, ...]  # capitalised words of its sentence, lower case; without speakers, sides and topics
    around: tuple[str, ...]  # those of the report's headline and beginning
    where: tuple[str, ...]  # those of its place
    words: tuple[str, ...]  # the others of its sentence that are not of every toll
    numbers: tuple[str, ...]  # other figures of its sentence
    is_epidemic: bool  # whose figures are told by the day
    quoted: bool
    keys: tuple[str, ...]

    @property
    def id(self) -> str:
        """One of these; a claim that denies a figure has two."""
        return f"{self.claim}~" if self.denied else self.claim


UNPACK = msgspec.json.Decoder(Traits)


def pack_traits(traits: Traits) -> bytes:
    """For a ledger, which keeps it and does not look inside."""
    return msgspec.json.encode(traits)


def unpack_traits(packed: bytes) -> Traits:
    """Back from `pack_traits`."""
    return UNPACK.decode(packed)


def find_traits(carrier: Carrier, claims: Sequence[Claim], knowledge: Knowledge, text: str = "") -> tuple[Traits, ...]:
    """The traits of all claims of one report; shares take their speakers from what they are a share of.

    `text` is what stands below the title: its beginning names what the report is about.
    """
    names = find_names(claims, knowledge)
    lead = find_words(f". {carrier.title or ''} . {text[:LEAD_CHARS]}")[0]
    by_number: dict[int, Claim] = {}
    for claim in claims:
        by_number.setdefault(claim.number, claim)
    found: list[Traits] = []
    for claim in claims:
        found.append(make_traits(Relay(claim, carrier), by_number, names, lead, knowledge))
        if claim.stance in DENIALS and has_figure(claim.figure):
            found.append(make_traits(Relay(claim, carrier), by_number, names, lead, knowledge, denied=True))
    return tuple(found)


def make_traits(
    relay: Relay,
    by_number: dict[int, Claim],
    names: Names,
    lead: Sequence[str],
    knowledge: Knowledge,
    *,
    denied: bool = False,
) -> Traits:
    """One claim's. `denied` makes those of the figure that it denies, which somebody else gave."""
    claim, carrier = relay.claim, relay.carrier
    base = by_number.get(claim.part_of) if claim.part_of is not None else None
    chain = claim.chain or (base.chain if base else ())
    identities = () if denied else tuple(names.identify(chain, knowledge))
    media = tuple(each for each in identities if each.kind == MEDIA)
    people = tuple(each for each in identities if each.kind != MEDIA) or media
    published = carrier.published.on if carrier.published else None
    said = None if denied else said_on(claim)
    place, period = claim.place, read_days(claim.period)
    proper, words, numbers = find_words(claim.evidence.text, claim.mention.start - claim.evidence.start, claim.mention)
    told = words_told(claim, () if denied else chain)
    proper, around = (tuple(name for name in some if is_telling(name, told, knowledge)) for some in (proper, lead))
    return Traits(
        claim=claim.id,
        denied=denied,
        report=carrier.id,
        number=claim.number,
        order=claim.mention.start,
        sentence=claim.evidence.start,
        in_headline=relay.in_headline,
        day=(said or published).toordinal() if said or published else None,  # type: ignore[union-attr]
        said=said is not None,
        published=published.toordinal() if published else None,
        stance=Stance.ASSERTED if denied or claim.stance is Stance.UNCONFIRMED else claim.stance,
        harm=claim.harm,
        side=claim.side,
        status=claim.status,
        demographic=claim.demographic,
        aspect=claim.aspect,
        low=claim.figure.low,
        high=claim.figure.high,
        value=claim.figure.value,
        hedge=claim.figure.hedge,
        fraction=claim.figure.fraction,
        base=(base.harm, base.figure.value) if base else None,
        about=claim.about,
        place=place_key(claim),
        country=knowledge.gazetteer.country_of(place.geonames_id, place.name) if place else None,
        point=(place.latitude, place.longitude)
        if place and place.latitude is not None and place.longitude is not None
        else None,
        where_prec=place.where_prec if place else None,
        period=(ordinal(period.first), period.last.toordinal()) if period else None,
        speakers=tuple(dict.fromkeys(each.name.casefold() for each in people if not each.is_vague)),
        voices=tuple(dict.fromkeys(filter(None, map(voice_of, people)))),
        media=tuple(dict.fromkeys(each.name.casefold() for each in media)),
        outlet=carrier.outlet.casefold() if carrier.outlet else None,
        names=proper,
        around=tuple(name for name in around if name not in proper),
        where=tuple(plain(match[0].casefold()) for match in WORD.finditer(place.text)) if place else (),
        words=words,
        numbers=numbers,
        is_epidemic=EPIDEMIC.search(claim.evidence.text) is not None,
        quoted=claim.quoted,
        keys=figure_keys(what_is_denied(claim, by_number)),
    )


def what_is_denied(claim: Claim, by_number: dict[int, Claim]) -> Claim:
    """A denial without a figure is looked up by the figure of its report's other denial, which it is about."""
    other = by_number.get(claim.about) if claim.about is not None else None
    is_silent = claim.stance in DENIALS and not has_figure(claim.figure)
    return other if is_silent and other and other.stance == claim.stance else claim


def voice_of(identity: Identity) -> str | None:
    """Whom somebody speaks for: all of a state or group, or one house of it, also where that may be anybody's."""
    if identity.of is None:
        return f"{ANYBODY}/{identity.kind}" if identity.is_vague and identity.kind else None
    is_broad = identity.kind in BROAD_KINDS or identity.kind is None
    return identity.of if is_broad else f"{identity.of}/{identity.kind}"


def said_on(claim: Claim) -> date | None:
    """The day on which its speaker spoke, where the report tells the very day."""
    days = read_days(claim.said)
    return days.last if days and days.count == 1 else None


def has_figure(figure: Figure) -> bool:
    """Whether it counts or shares anything: a silence does not."""
    return any(each is not None for each in (figure.low, figure.high, figure.value, figure.fraction))


def figure_keys(claim: Claim) -> tuple[str, ...]:
    """What a claim's figure is looked up by: as printed, and as others may round it. Silences by what they hide."""
    figure = claim.figure
    if not has_figure(figure):
        return (f"silence:{claim.stance}",)
    rate = f"/{claim.rate}" if claim.aspect is Aspect.RATE else ""
    if figure.fraction is not None:
        return (f"share:{figure.fraction:.2f}",)
    if figure.value is None:
        return (f"{figure.low}-{figure.high}{rate}",)
    rounded = (
        (round_to(figure.value, 2), round_to(figure.value, 1)) if figure.value >= ROUNDED_FROM and not rate else ()
    )
    return tuple(dict.fromkeys(f"{value}{rate}" for value in (figure.value, *rounded)))


def round_to(value: int, digits: int) -> int:
    """Rounded half up to so many significant digits: 5,937 → 5,900 → 6,000."""
    step: int = 10 ** max(0, len(str(value)) - digits)
    return (value + step // 2) // step * step


def place_key(claim: Claim) -> str | None:
    """What a place is compared by."""
    place = claim.place
    if place is None:
        return None
    return f"#{place.geonames_id}" if place.geonames_id is not None else (place.name or place.text).casefold()


def words_told(claim: Claim, chain: Iterable[Link]) -> frozenset[str]:
    """Words that are compared already, as speaker or side."""
    texts = [claim.side or "", *(text for link in chain for text in (link.name, link.role or ""))]
    return frozenset(plain(match[0].casefold()) for text in texts for match in WORD.finditer(text))


def is_telling(name: str, told: frozenset[str], knowledge: Knowledge) -> bool:
    """Whether a name tells an incident: no speaker, no nationality, no topic."""
    return plain(name) not in told and plain(name) not in knowledge.sides and plain(name) not in TOPICS


def plain(word: str) -> str:
    """Without the ending of a possessive."""
    return word.removesuffix("'s").removesuffix("’s")


def find_words(text: str, skip: int = 0, mention: Span | None = None) -> tuple[tuple[str, ...], ...]:
    """The capitalised words of a text, its others, and its figures; each once, some at most; without a mention's."""
    own = range(skip, skip + len(mention.text)) if mention else range(0)
    names: dict[str, None] = {}
    words: dict[str, None] = {}
    numbers: dict[str, None] = {}
    for match in WORD.finditer(text):
        word = match[0].casefold()
        if match.start() in own or word in DATE_WORDS:
            continue
        if word[0].isdigit():
            numbers[word.replace(",", "")] = None
        elif match[0][0].isupper() and match.start():
            names[plain(word)] = None
        elif len(word) > 3 and word not in TOLL_WORDS:  # shorter ones are mostly those of grammar
            words[word] = None
    return tuple(names)[:MAX_WORDS], tuple(words)[:MAX_WORDS], tuple(numbers)[:MAX_WORDS]


def ordinal(day: date | None) -> int | None:
    """The number of a day."""
    return day.toordinal() if day else None
