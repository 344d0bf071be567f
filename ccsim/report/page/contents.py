"""What stands on the page, from top to bottom."""

from collections.abc import Mapping
from typing import Any

from ccsim.experiment.format import plain
from ccsim.experiment.saved import Result
from ccsim.report import findings
from ccsim.report.caveats import at_once, chance_best, dropouts, pairing, practical, stretch
from ccsim.report.definitions import TERMS
from ccsim.report.document import (
    Document,
    assumed_sentence,
    baseline_title,
    facts_of,
    level_of,
    practice_of,
    primary_label,
    question_of,
    ranked,
    study_notes,
    title_of,
)
from ccsim.report.judging import TOLD
from ccsim.report.page.certainty import certainty, decomposition
from ccsim.report.page.comparison import all_columns, meanings, shown_columns
from ccsim.report.page.differences import differences_by_baseline, direction, packed, shown_measures
from ccsim.report.page.evidence import GRADES, count_grades, evidence
from ccsim.report.page.flow import HEIGHT as FLOW_HEIGHT
from ccsim.report.page.flow import TOP as FLOW_TOP
from ccsim.report.page.flow import WIDTH as FLOW_WIDTH
from ccsim.report.page.flow import fate_key, flows_of
from ccsim.report.page.lines import convergence_plot, course_plots, margin_at, plot_texts, week_plots
from ccsim.report.page.marks import marks_of
from ccsim.report.page.matrix import channel_matrices, money_matrices
from ccsim.report.page.organisation import departments_of, distances_of, remarks_on
from ccsim.report.page.standing import standing


def contents(result: Result) -> dict[str, Any]:
    """Everything that the template shows."""
    document = result.document
    return {
        **_head(document),
        **_comparison(document),
        **_choices(document),
        "weeks": week_plots(document),
        "money": money_matrices(document),
        "organisations": [_organisation(document, structure) for structure in ranked(document)],
        "flows": flows_of(ranked(document)),
        "flow_size": (FLOW_WIDTH, FLOW_HEIGHT + FLOW_TOP + 4),
        "fate_key": fate_key(document["structures"]),
        "convergence": convergence_plot(document),
        "margin_at": margin_at(document),
        "certainty": certainty(document),
        **_evidence(result),
        **_method(result),
    }


def _head(document: Document) -> dict[str, Any]:
    claim, _, proof = findings.ranking(document).partition(": ")
    return {
        "claim": claim,
        "proof": proof,
        "document": document,
        "findings": findings,
        "title": question_of(document),
        "facts": facts_of(document),
        "marks": marks_of(document),
        "standing": standing(document),
        "level": level_of(document),
        "practice": practice_of(document),
        "is_comparison": "verdict" in document,
        "verdict": document.get("verdict", {}).get("text", ""),
        "baseline": document.get("baseline", ""),
        "remarks": _remarks(document),
    }


def _remarks(document: Document) -> list[str]:
    """What a reader must know before all else: a run cut short, and what the study itself notes."""
    stopped = "This run was stopped before the replications that it was asked for."
    return [stopped] * bool(document.get("stopped_early")) + study_notes(document)


def _comparison(document: Document) -> dict[str, Any]:
    differences = differences_by_baseline(document)
    return {
        "columns": shown_columns(document),
        "all_columns": all_columns(document),
        "differences": differences.get(document.get("baseline", ""), {}),
        "verdicts": TOLD,
        "directions": {key: direction(document, key) for key in shown_measures(document)},
        "primary": document["primary"],
        "primary_label": primary_label(document),
        "decomposition": decomposition(document),
        "at_once": at_once(document),
        "from_baseline": baseline_title(document),
        "certainty_notes": [
            note for note in (chance_best(document), practical(document), pairing(document), dropouts(document)) if note
        ],
    }


def _choices(document: Document) -> dict[str, Any]:
    """Pictures of which a reader picks one measure."""
    channels, courses = channel_matrices(document), course_plots(document)
    return {
        "channels": channels,
        "channel_choices": [(matrix.stem, matrix.label) for matrix in channels],
        "courses": courses,
        "course_choices": [(plot.key, plot.label) for plot in courses],
    }


def _organisation(document: Document, structure: Mapping[str, Any]) -> dict[str, Any]:
    if not structure.get("org"):
        return {"name": structure["name"], "title": title_of(structure), "departments": []}
    return {
        "name": structure["name"],
        "title": title_of(structure),
        "departments": departments_of(structure),
        "distances": distances_of(structure),
        "remarks": remarks_on(document, structure),
    }


def _evidence(result: Result) -> dict[str, Any]:
    subjects, assumed = evidence(result.inputs), result.document.get("assumed_inputs") or {}
    return {
        "evidence_title": assumed_sentence(result.document).removesuffix(".") or "What the inputs rest on",
        "decisive": [plain(each) for each in assumed.get("decisive", [])],
        "subjects": subjects,
        "grades": count_grades([each for subject in subjects for each in subject.inputs]),
        "grade_meanings": GRADES,
    }


def _method(result: Result) -> dict[str, Any]:
    document = result.document
    counts = {name: f"{n:,} {name}" for name, n in document.get("counts", {}).items()}
    return {
        "method": [
            f"{document['replications']} replications, in each {stretch(document)}.",
            f"In all {counts['issues']} and {counts['contacts']}." if counts else "",
        ],
        "terms": TERMS,
        "meanings": meanings(document),
        "command": result.command(),
        "world": document.get("world_title") or document["world"],
        "versions": result.manifest.get("versions", {}),
    }


def script_texts(document: Document) -> dict[str, Any]:
    """What the page's script needs beside what already stands on the page."""
    return {
        "differences": {
            base: {key: packed(rows) for key, rows in measures.items()}
            for base, measures in differences_by_baseline(document).items()
        },
        "titles": {base: findings.differences(document, base=base) for base in differences_by_baseline(document)},
        "directions": {key: direction(document, key) for key in shown_measures(document)},
        "verdicts": list(TOLD.items()),
        "plots": {
            **plot_texts(course_plots(document)),
            **plot_texts(week_plots(document)),
            **plot_texts([plot] if (plot := convergence_plot(document)) else []),
        },
    }
