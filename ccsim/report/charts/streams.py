"""The geometry of a flow: stations in stages, and the streams between them, in inches."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ccsim.report.patterns import BOT, FATES, NOBODY, fate_of, spoken

CHANNEL, FIRST, THEN, END = range(4)
OTHER_NAME, PASSING = "other", ""
"""Where tiny streams are gathered; a station without a label that prevented issues pass."""
FATE_NAMES = {
    "at once": "At once",
    "came back": "Came back",
    "by a bot": "→ People",
    "within the team": "→ Colleague",
    "given up": "Gave up",
}
"""Where issues go that no other team takes on."""
STATION_NAMES = {NOBODY: "Nobody", BOT: "Bot"}
END_NAMES = {"resolved": "Resolved", "lost": "Lost", "prevented": "Prevented", "open": "Still open"}
TINY = 0.012  # of all issues
UNSEEN = 0.0005  # below which a share is written 0.0 %
STEPS = 40  # of halving, until the scale is found


@dataclass(frozen=True)
class Way:
    """Issues that went one way: its stations, what its first contact came to, its share of all."""

    stations: tuple[str, str, str, str]
    fate: str
    share: float

    @property
    def is_lost(self) -> bool:
        """Whether it ended lost."""
        return self.stations[END] == END_NAMES["lost"]


@dataclass
class Station:
    """One box of a stage: from which height down, how high, and how much of both sides is taken."""

    name: str
    share: float
    top: float = 0.0
    height: float = 0.0
    taken_left: float = 0.0
    taken_right: float = 0.0


Stage = dict[str, Station]


def ways_of(structure: Mapping[str, Any]) -> list[Way]:
    """The flow of a structure with what is tiny gathered under "other"."""
    rows = structure["flow"]
    total = sum(row["issues"] for row in rows) or 1.0
    ways = [Way(_stations(row), fate_of(row), row["issues"] / total) for row in rows]
    still_open = sum(way.share for way in ways if way.stations[END] == END_NAMES["open"])
    if still_open < UNSEEN:
        ways = [way for way in ways if way.stations[END] != END_NAMES["open"]]
    for stage in (CHANNEL, FIRST, THEN):
        ways = _gathered(ways, stage)
    added: dict[tuple[tuple[str, str, str, str], str], float] = defaultdict(float)
    for way in ways:
        added[way.stations, way.fate] += way.share
    return [Way(stations, fate, share) for (stations, fate), share in added.items()]


def _stations(row: Mapping[str, Any]) -> tuple[str, str, str, str]:
    """The names of the four stations."""
    fate, end = fate_of(row), END_NAMES.get(row["end"], row["end"])
    if fate == "prevented":
        return row["channel"], PASSING, PASSING, end
    first = STATION_NAMES.get(row["first"]) or spoken(row["first"])
    then = FATE_NAMES.get(fate) or "→ " + (STATION_NAMES.get(row["then"]) or spoken(row["then"]))
    return row["channel"], first, then, end


def _gathered(ways: Sequence[Way], stage: int) -> list[Way]:
    """The same ways, tiny stations of one stage gathered under "other" where there are at least two of them."""
    shares: dict[str, float] = defaultdict(float)
    for way in ways:
        shares[way.stations[stage]] += way.share
    tiny = {name for name, share in shares.items() if share < TINY and name not in (PASSING, *FATE_NAMES.values())}
    if len(tiny) < 2:
        return list(ways)
    name = f"→ {OTHER_NAME}" if stage == THEN else OTHER_NAME
    return [_through(way, stage, name) if way.stations[stage] in tiny else way for way in ways]


def _through(way: Way, stage: int, name: str) -> Way:
    """The same way through another station of one stage."""
    channel, first, then, end = (name if i == stage else station for i, station in enumerate(way.stations))
    return Way((channel, first, then, end), way.fate, way.share)


def stages_of(ways: Sequence[Way], channels: Sequence[str], last: int) -> list[Stage]:
    """Stations of each stage from top to bottom: channels as given, who answers near what they answer, the rest by
    what it means; prevented issues at the bottom."""
    stages: list[Stage] = []
    for stage in range(last + 1):
        shares: dict[str, float] = defaultdict(float)
        for way in ways:
            shares[way.stations[stage]] += way.share
        names = sorted(shares, key=_order(stage, ways, channels, shares))
        stages.append({name: Station(name, shares[name]) for name in names})
    return stages


def _order(
    stage: int, ways: Sequence[Way], channels: Sequence[str], shares: Mapping[str, float]
) -> Callable[[str], tuple[float, float]]:
    places = {name: float(i) for i, name in enumerate(channels)}
    firsts = [*FATE_NAMES.values()] if stage == THEN else [*END_NAMES.values()]

    def place_of(name: str) -> tuple[float, float]:
        if name == PASSING:
            return (9e9, 0.0)
        if stage == CHANNEL:
            return (places.get(name, 9e8), 0.0)
        if stage == FIRST:
            if name in (*STATION_NAMES.values(), OTHER_NAME):
                return (1e6, 0.0)
            came = [(places.get(way.stations[CHANNEL], 0.0), way.share) for way in ways if way.stations[FIRST] == name]
            return (sum(at * share for at, share in came) / shares[name], 0.0)
        if name in firsts:
            return (float(firsts.index(name)) if name != FATE_NAMES["given up"] else 1e6, 0.0)
        return (10.0, -shares[name])

    return place_of


def scale_of(stages: Sequence[Stage], height: float, least: Sequence[float], gap: float) -> float:
    """The most inches for all issues with which every stage fits, stations at least so high that labels do."""
    low, high = 0.0, height
    for _ in range(STEPS):
        scale = (low + high) / 2
        fits = all(_taken(stage, scale, room, gap) <= height for stage, room in zip(stages, least, strict=True))
        low, high = (scale, high) if fits else (low, scale)
    return low


def place(stages: Sequence[Stage], scale: float, height: float, least: Sequence[float], gap: float) -> None:
    """Give every station its place below the top at `height`, not lower than 0."""
    for stage, room in zip(stages, least, strict=True):
        spare = (height - _taken(stage, scale, room, gap)) / max(1, len(stage) - 1)
        top, spare = height, min(spare, 3 * gap)
        for station in stage.values():
            station.height = station.share * scale
            slot = max(station.height, room)
            station.top = top - (slot - station.height) / 2
            top -= slot + gap + spare


def _taken(stage: Stage, scale: float, least: float, gap: float) -> float:
    return sum(max(s.share * scale, least) for s in stage.values()) + gap * (len(stage) - 1)


@dataclass(frozen=True)
class Stream:
    """A band between two stages: its stations and its top on both sides, its share and thickness, and whose it is."""

    stage: int
    source: str
    target: str
    left: float
    right: float
    share: float
    thickness: float
    fate: str
    is_lost: bool


def streams(ways: Sequence[Way], stages: Sequence[Stage], scale: float) -> list[Stream]:
    """All bands, packed in the order of the stations on the other side; those of one fate side by side."""
    found = []
    for stage in range(len(stages) - 1):
        here, there = stages[stage], stages[stage + 1]
        shares: dict[tuple[str, str, str, bool], float] = defaultdict(float)
        for way in ways:
            lost = way.is_lost and stage == THEN
            shares[way.stations[stage], way.stations[stage + 1], way.fate, lost] += way.share
        fates = [*FATES]
        rank = {name: i for i, name in enumerate([*here, *there])}
        lefts: dict[Any, float] = {}
        for key in sorted(shares, key=lambda k: (rank[k[0]], rank[k[1]], fates.index(k[2]), k[3])):
            station = here[key[0]]
            lefts[key] = station.top - station.taken_right
            station.taken_right += shares[key] * scale
        for key in sorted(shares, key=lambda k: (rank[k[1]], rank[k[0]], fates.index(k[2]), k[3])):
            station = there[key[1]]
            right = station.top - station.taken_left
            station.taken_left += shares[key] * scale
            source, target, fate, lost = key
            share = shares[key]
            found.append(Stream(stage, source, target, lefts[key], right, share, share * scale, fate, lost))
    return found
