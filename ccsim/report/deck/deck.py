"""The deck: a finished run as seven to ten slides, the answer first and the ask at the end."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from pptx.presentation import Presentation

from ccsim.experiment.saved import Result
from ccsim.report.deck.alone import add_channels, add_departments, add_journeys_by_channel
from ccsim.report.deck.answer import add_answer
from ccsim.report.deck.archive import save
from ccsim.report.deck.customers import add_customers
from ccsim.report.deck.differences import add_differences
from ccsim.report.deck.evidence import add_evidence
from ccsim.report.deck.figures import add_figures
from ccsim.report.deck.journeys import add_journeys
from ccsim.report.deck.method import add_method
from ccsim.report.deck.money import add_money
from ccsim.report.deck.organisation import add_organisation
from ccsim.report.deck.practices import add_practices
from ccsim.report.deck.request import add_request
from ccsim.report.deck.story import Story
from ccsim.report.deck.template import new_deck


def write_deck(result: Result, path: Path) -> Path:
    """Write the deck of a finished run; the same result gives the same bytes."""
    story = Story(new_deck(), result)
    _sign(story.deck, result)
    for add in COMPARED if story.is_comparison else ALONE:
        add(story)
    return save(story.deck, Path(path))


def _sign(deck: Presentation, result: Result) -> None:
    """The file's properties, from the run and not from the day of writing."""
    document, core = result.document, deck.core_properties
    when = datetime.fromisoformat(result.manifest["started"]).replace(tzinfo=None)
    core.created = core.modified = when
    core.title = str(document.get("title") or document.get("study", ""))
    core.author = core.last_modified_by = "ccsim"
    core.subject, core.revision, core.keywords = str(document.get("id", "")), 1, ""


COMPARED: Sequence[Callable[[Story], None]] = (
    add_answer,
    add_differences,
    add_customers,
    add_journeys,
    add_practices,
    add_money,
    add_organisation,
    add_evidence,
    add_method,
    add_request,
)
"""The slides of a comparison; of these, one is left out where the result lacks what it shows."""
ALONE = (
    add_figures,
    add_channels,
    add_journeys_by_channel,
    add_departments,
    add_organisation,
    add_evidence,
    add_request,
)
"""The slides of one structure's run."""
