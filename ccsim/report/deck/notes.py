"""What the speaker finds under each slide: how to read it, what its measures mean, and what it rests on."""

from collections.abc import Sequence

from ccsim.experiment.format import measure_label
from ccsim.experiment.saved import Result
from ccsim.report.caveats import stretch
from ccsim.report.definitions import definition
from ccsim.report.document import Document, assumed_sentence, level_of, practice_of, run_facts


def notes_of(result: Result, how: str, keys: Sequence[str]) -> list[str]:
    """The paragraphs of a slide's notes."""
    document = result.document
    stems = dict.fromkeys(key.partition(".")[0] for key in keys)
    meanings = [f"{measure_label(stem)}: {definition(stem)}" for stem in stems if definition(stem)]
    return [
        f"How to read it. {how}",
        *(["Measures. " + " ".join(meanings)] if meanings else []),
        f"What it rests on. {_rests_on(document)}",
        f"Made with: {result.command()} (run {document.get('id', '')}).",
    ]


def _rests_on(document: Document) -> str:
    facts = "; ".join(run_facts(document))
    chance = (
        "Intervals count the chance of the simulation only, not doubt about the inputs."
        if document["replications"] > 1
        else "One replication tells nothing of chance, so there are no intervals."
    )
    shared = "All structures met the same customers. " if len(document["structures"]) > 1 else ""
    early = "The run stopped before it was as precise as asked. " if document.get("stopped_early") else ""
    practice = f"The structures are shown as they are when {_practice_words(document)}. "
    days = f"{stretch(document)}. " if stretch(document) else ""
    return f"{facts}. {days}{shared}{practice}{early}{chance} {assumed_sentence(document)}"


def _practice_words(document: Document) -> str:
    words = {"well run": "all are equally well run", "typical": "each is run as is typical for it"}
    return words.get(practice_of(document), practice_of(document))


def level_words(document: Document) -> str:
    """What the means come with: "with 95 % intervals"."""
    return (
        f"with {level_of(document)} intervals"
        if document["replications"] > 1
        else "of one replication, without intervals"
    )
