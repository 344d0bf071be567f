"""The first structure's lead over the best other one, and how it is written beside their levels."""

from ccsim.experiment import lead
from ccsim.experiment.format import Interval, Scale
from ccsim.report.document import NOTHING, Document, currency_of, measure_of, ranked, rows_of


def lead_of_first(document: Document) -> Interval:
    """How far the first in the ranking is from the best of the others; all unknown where nothing is compared."""
    return rows_of(document, "best_against_rest").get(ranked(document)[0]["name"]) or NOTHING


def lead_scales(document: Document) -> tuple[Scale, Scale]:
    """How sentences write levels of the primary measure, and the lead: as the verdict does."""
    key = document["primary"]
    levels = [measure_of(s, key) for s in ranked(document)]
    return lead.lead_scales(key, levels, lead_of_first(document), document.get("margin"), currency_of(document))
