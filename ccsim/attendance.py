"""Who turns up: a person's absences, keyed by the person and the day and by nothing else."""

from ccsim.codes import DAY
from ccsim.issues import lanes, name_word
from ccsim.plan.plan import Plan
from ccsim.rules.luck import stir, uniform


def attendance(plan: Plan, seed: int, replication: int) -> tuple[tuple[tuple[int, int], ...], ...]:
    """Spans on duty of each person, in µs; a shift is missed as a whole."""
    roster = []
    for person, duty in zip(plan.persons, plan.duties, strict=True):
        if plan.absence == 0.0 or duty.always:
            roster.append(duty.spans)
            continue
        a, b = lanes(seed, replication, name_word(f"person/{plan.groups[person.group]}"), person.number)
        days = {span[0] // DAY for span in duty.spans}
        present = {day for day in days if uniform(stir(a, day), stir(b, day), 0) >= plan.absence}
        roster.append(tuple(span for span in duty.spans if span[0] // DAY in present))
    return tuple(roster)
