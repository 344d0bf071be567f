"""First-contact resolution and how issues end."""

import numpy as np

from ccsim.codes import DAY, HOUR, ContactEnd, IssueEnd, LegEnd, Mark
from ccsim.measures.cohort import Cohort, Column, Mask, Table, among, share

RESOLUTION_WINDOW = 7 * DAY


def resolution_measures(cohort: Cohort) -> dict[str, float]:
    """`fcr` and its relatives, how issues end, contacts and legs per issue."""
    issues, contacts, legs = cohort.issues, cohort.contacts, cohort.legs
    n = len(issues.issue)
    first = first_contact_resolves(cohort)
    answered, answered_well = _answered(cohort)
    no_handoff = ~_handed_over_at_first(cohort)[contacts.issue[contacts.contact == 0]]
    resolved, prevented = issues.end == IssueEnd.RESOLVED, issues.end == IssueEnd.PREVENTED
    hours = (issues.ended_us - issues.arise_us)[resolved] / HOUR
    return {
        "fcr": share(first.sum() + prevented.sum(), n),
        "fcr_answered": share(answered_well, answered),
        "fcr_one_team": share((first & no_handoff).sum() + prevented.sum(), n),
        "prevented": share(prevented.sum(), n),
        "resolved": share(resolved.sum(), n),
        "lost": share((issues.end == IssueEnd.LOST).sum(), n),
        "still_open": share((issues.end == IssueEnd.OPEN).sum(), n),
        "capped": share(issues.capped.sum(), n),
        "contacts_per_issue": share(len(contacts.issue), n),
        "legs_per_issue": share(contacts.legs.sum(), n),
        "handoffs_per_issue": share(among(legs.end, HANDED_OVER).sum(), n),
        "channel_switches_per_issue": share(_switches(cohort), n),
        "complaints_per_issue": share(((contacts.marks & Mark.COMPLAINT) > 0).sum(), n),
        "not_offered": share((contacts.end == ContactEnd.NOT_OFFERED).sum(), n),
        "time_to_resolution_h": share(hours.sum(), len(hours)),
    } | _bot_measures(cohort)


def _bot_measures(cohort: Cohort) -> dict[str, float]:
    """Containment as it is reported, and as it truly is; absent where no bot stands."""
    ends = cohort.legs.end
    helped, kept = (ends == LegEnd.CONTAINED).sum(), (ends == LegEnd.FALSELY_CONTAINED).sum()
    sessions = helped + kept + (ends == LegEnd.ESCALATED).sum()
    if not any(cohort.plan.bots):
        return {}
    return {"containment": share(helped + kept, sessions), "true_containment": share(helped, sessions)}


def _handed_over_at_first(cohort: Cohort) -> Mask:
    """By issue number."""
    legs = cohort.legs
    handed: Mask = np.zeros(len(cohort.mask), dtype=bool)
    handed[legs.issue[(legs.contact == 0) & among(legs.end, HANDED_OVER)]] = True
    return handed


HANDED_OVER = (LegEnd.NEXT_STEP, LegEnd.UNSKILLED, LegEnd.OUT_OF_DEPTH, LegEnd.PASSED_ON, LegEnd.BOUNCED)
NOBODY_THERE = (LegEnd.SILENT, LegEnd.UNREACHED)
"""An agent took the contact in vain."""


def first_contact_resolves(cohort: Cohort) -> Mask:
    """Truly resolved in the first contact within 7 days of arising, and no further contact until 7 days after."""
    contacts = cohort.contacts
    first = contacts.where(contacts.contact == 0)
    resolved = (first.end == ContactEnd.RESOLVED) & (first.ended_us - cohort.arise[first.issue] <= RESOLUTION_WINDOW)
    again = contacts.where(contacts.contact == 1)
    second: Column = np.full(len(cohort.mask), np.iinfo(np.int64).max)
    second[again.issue] = again.began_us
    alone: Mask = second[first.issue] > first.ended_us + RESOLUTION_WINDOW
    first_and_last: Mask = resolved & alone
    return first_and_last


def _answered(cohort: Cohort) -> tuple[int, int]:
    """Issues that were answered at all, and those among them whose first answered contact was the last needed."""
    contacts, rows = cohort.contacts, _first_answered(cohort)
    later: Column = np.full(len(cohort.mask), np.iinfo(np.int64).max)
    chosen: Column = np.full(len(cohort.mask), -1)
    chosen[rows.issue] = rows.contact
    after = contacts.where(contacts.contact > chosen[contacts.issue])
    np.minimum.at(later, after.issue, after.began_us)
    well = (rows.end == ContactEnd.RESOLVED) & (later[rows.issue] > rows.ended_us + RESOLUTION_WINDOW)
    return len(rows.issue), int(well.sum())


def _first_answered(cohort: Cohort) -> Table:
    """The contact of each issue that somebody answered first; contacts are what their legs make up, in one order."""
    legs, contacts = cohort.legs, cohort.contacts
    begins = (legs.issue[1:] != legs.issue[:-1]) | (legs.contact[1:] != legs.contact[:-1])
    row_of: Column = np.r_[0, begins.cumsum()][: len(legs.issue)]
    answered: Mask = np.zeros(len(contacts.issue), dtype=bool)
    answered[row_of[(legs.started_us >= 0) & ~among(legs.end, NOBODY_THERE)]] = True
    rows = answered.nonzero()[0]
    issue = contacts.issue[rows]
    return contacts.where(rows[np.r_[True, issue[1:] != issue[:-1]][: len(rows)]])


def _switches(cohort: Cohort) -> int:
    """Contacts on another channel than the one before."""
    contacts = cohort.contacts
    same_issue = contacts.issue[1:] == contacts.issue[:-1]
    return int((same_issue & (contacts.channel[1:] != contacts.channel[:-1])).sum())
