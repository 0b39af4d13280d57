"""The ledger's log and its seals → what rich prints, and JSON. No file, no ledger, no flag is read here."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.console import Group, RenderableType
from rich.text import Text

from tolltrace.cli.recorded import event_view
from tolltrace.cli.verdicts import value_words
from tolltrace.cli.words import clean, counted
from tolltrace.seals import Break, Verified

if TYPE_CHECKING:
    from tolltrace.ledger import Event

# what a reading did to one claim, by the lists of its detail that name it
DONE = {
    ("new",): "found",
    ("new", "superseded"): "read otherwise than before",
    ("superseded",): "not found any more",
    ("kept",): "read again, with the same result",
    ("decided",): "left as a person decided",
}
MOST_SHOWN = 5  # claims of one ruling
LISTS = ("new", "superseded", "kept", "decided")


def log_view(events: "Sequence[Event]", claim_id: str | None) -> RenderableType:
    """Each event with what it changed; of one claim, or of all that an event was about."""
    if not events:
        return Text("Nothing was recorded yet.")
    parts: list[RenderableType] = []
    for event in events:
        parts.append(event_view(event))
        parts += [Text(f"    {clean(line)}", style="dim") for line in event_lines(event, claim_id)]
    return Group(*parts, Text(f"\n{counted(len(events), 'event')}.", "dim"))


def event_lines(event: "Event", claim_id: str | None) -> list[str]:
    """Which report and claim it was about, and what it changed."""
    detail = event.detail
    if "reliability" in detail:
        return [f"{event.account}, {detail['topic']}: {detail['reliability']}"]
    if "statements" in detail and event.account is not None:
        return [f"digest {event.account}, {counted(detail['statements'], 'statement')}"]
    if event.account is not None:
        return [f"account {event.account}" + "".join(f", {name} {value_words(one)}" for name, one in detail.items())]
    if event.taken_down:
        return ["about what was taken down"]
    about = [] if claim_id else [f"report {event.report}" + (f", claim {event.claim}" if event.claim else "")]
    if "before" in detail:
        before, after = detail["before"], detail["after"]
        return about + [f"{name}: {value_words(before[name])} → {value_words(after[name])}" for name in before]
    if "with" in detail:
        return [*about, *ruling_lines(detail)]
    if "credibility" in detail or "comment" in detail or "duplicate_of" in detail:
        names = ("credibility", "comment", "kind", "words", "duplicate_of")
        return [*about, ", ".join(f"{name.replace('_', ' ')} {detail[name]}" for name in names if name in detail)]
    if claim_id:
        done = DONE.get(tuple(name for name in LISTS if claim_id in detail.get(name, ())))
        return [*about, done] if done else about
    counts = [f"{len(detail[name])} {name}" for name in LISTS if detail.get(name)]
    return [*about, f"claims: {', '.join(counts)}"] if counts else about


def ruling_lines(detail: Mapping[str, Any]) -> list[str]:
    """With which claims one was put together, or from which apart; of which act that was part."""
    others = [detail["with"]] if isinstance(detail["with"], str) else detail["with"]
    shown = ", ".join(others[:MOST_SHOWN]) + (
        f" and {len(others) - MOST_SHOWN} more" if len(others) > MOST_SHOWN else ""
    )
    act = [f"{detail['act']} of {', '.join(detail['statements'])}"] if "act" in detail else []
    return [*act, f"with claim {shown}" if len(others) == 1 else f"with claims {shown}"]


def verified_view(found: Verified, head: str | None) -> Text:
    """That all is as it was written, or what is not."""
    if found.broken:
        return broken_view(found.broken, found)
    if head is not None and found.after_head is None:
        text = Text("The noted head is not in this ledger. ", style="bold red")
        said = f"None of its {counted(found.seals, 'seal')} has the hash {clean(head.strip())}: the newest events "
        return text.append(f"{said}were cut off, or it is another ledger. Restore a copy.", style="not bold")
    if found.head is None:
        return Text("Nothing is recorded yet, so nothing is sealed.")
    rows = f"{counted(found.rows, 'row')} under {counted(found.seals, 'seal')}, none altered, removed or reordered."
    text = Text("Whole: ", style="bold").append(rows, style="not bold")
    if found.before:
        begun = f"{found.begun_at:%Y-%m-%d %H:%M:%S} UTC"
        told = f"\n{counted(found.before, 'row')} are from before {begun}, when the chain was begun: "
        text.append(f"{told}sealed as they stood then.", style="not bold")
    if found.after_head is not None:
        later = f"{counted(found.after_head, 'seal')} came after it" if found.after_head else "it is the newest"
        text.append(f"\nThe noted head is there; {later}.", style="not bold")
    return text.append(f"\nHead: {found.head}", style="not bold")


def broken_view(broken: Break, found: Verified) -> Text:
    """The first break: where, what was expected, what is there."""
    text = Text(f"Broken: {broken.table}, row {clean(broken.row)}, was {broken.damage}.", style="bold red")
    lines = [
        f"Seal: {broken.seal if broken.seal is not None else 'none names it'}",
        f"Event: {broken.event if broken.event is not None else 'not known'}",
        f"Expected: {clean(broken.expected)}",
        f"Found: {clean(broken.found)}",
        f"Before it, {counted(found.rows, 'row')} under {counted(found.seals, 'seal')} are as they were written.",
        "What comes after was not looked at. Restore a copy, or find out who wrote into the file.",
    ]
    return text.append("".join(f"\n{line}" for line in lines), style="not bold default")
