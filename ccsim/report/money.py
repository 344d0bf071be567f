"""Money by department: parts that add up to the whole, in one order, one unit and one set of fills on all surfaces."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ccsim.experiment.format import Scale, scale_for
from ccsim.report.colours import BANDS, FILLS, STRIPES, Fill
from ccsim.report.document import Document, currency_of, measure_of
from ccsim.report.patterns import Structure, departments_of, spoken

STEMS = ("answering_cost", "revenue")
WITHOUT_PEOPLE = "without_people"
"""The part of revenue that is no department's."""
OTHERS = "Other departments"


@dataclass(frozen=True)
class Part:
    """Departments that are drawn as one: their name, whose money it is, how it is filled."""

    name: str
    of: Sequence[str]
    fill: Fill

    def mean(self, structure: Structure, stem: str) -> float | None:
        """The mean of their money; None where the structure has none of them."""
        means = (measure_of(structure, f"{stem}.{name}").get("mean") for name in self.of)
        known = [mean for mean in means if mean is not None]
        return sum(known) if known else None


def departments_apart(document: Document) -> list[Part]:
    """Each department by itself, those with the most money first, then what came without people."""
    return [Part(spoken(name), [name], fill) for name, fill in fills_of(document).items()]


def departments_told_apart(document: Document) -> list[Part]:
    """Departments with a fill of their own, then all others in one, then what came without people."""
    parts = departments_apart(document)
    rest = [name for part in parts if part.fill == BANDS for name in part.of]
    own = [part for part in parts if part.fill != BANDS]
    others = [Part(OTHERS, rest, BANDS)] if rest else []
    return sorted([*own, *others], key=lambda part: WITHOUT_PEOPLE in part.of)


def departments_by_size(document: Document) -> list[str]:
    """Departments with money in some structure, those with the most of it first; last what came without people."""
    sizes: dict[str, float] = {}
    for stem in STEMS:
        for name in departments_of(document["structures"], stem):
            means = (measure_of(s, f"{stem}.{name}").get("mean") or 0.0 for s in document["structures"])
            sizes[name] = sizes.get(name, 0.0) + sum(abs(mean) for mean in means)
    return sorted(sizes, key=lambda name: (name == WITHOUT_PEOPLE, -sizes[name]))


def fills_of(document: Document) -> Mapping[str, Fill]:
    """How each department is filled, wherever it is drawn."""
    return {
        name: STRIPES if name == WITHOUT_PEOPLE else FILLS[i] if i < len(FILLS) else BANDS
        for i, name in enumerate(departments_by_size(document))
    }


def money_scale(document: Document) -> Scale:
    """One unit for cost and revenue, so that one can be held against the other."""
    wholes = [measure_of(structure, stem) for structure in document["structures"] for stem in STEMS]
    return scale_for(STEMS[0], wholes, currency_of(document))
