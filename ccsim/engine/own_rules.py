"""What a routing rule of one's own is asked and may look at: who comes, and the teams as they stand at that moment."""

from collections.abc import Mapping
from typing import NamedTuple

from ccsim.engine.clock import CONTACT_SHIFT, Clock
from ccsim.engine.floor import Contact, Line, Team
from ccsim.engine.records import MOST_CONTACTS
from ccsim.errors import CcsimError, did_you_mean, name_list, shown
from ccsim.plan.people import NOBODY
from ccsim.plan.plan import Plan


class Comer(NamedTuple):
    """A contact that comes to people."""

    channel: str
    reason: str
    """As triage reads it."""
    contact: int
    """1 for an issue's first contact, 2 for the next …"""
    usual: str
    """The team that the structure sends it to."""
    best: str
    """The team that is best at the reason; where no team handles it, the usual one."""
    now_us: int
    """µs since Monday 00:00 of week 1."""


class TeamInSight:
    """A team at this moment."""

    def __init__(self, name: str, number: int, plan: Plan, team: Team, lines: list[Line], clock: Clock) -> None:
        self.name = name
        self._team, self._clock = team, clock
        self._lines = [line for line in lines if team in line.teams]
        self._door = lines[plan.routing.handoff_line[number][True]]
        self._handles = {r for r, handled in zip(plan.reasons, plan.handles[number], strict=True) if handled}

    @property
    def free(self) -> int:
        """Agents on duty with nothing in hand."""
        return len(self._team.loads[0])

    @property
    def waiting(self) -> int:
        """Customers who hold the line."""
        return sum(contact.real_time for line in self._lines for contact in line.waiting())

    @property
    def backlog(self) -> int:
        """Written work that nobody has begun."""
        return sum(not contact.real_time for line in self._lines for contact in line.waiting())

    @property
    def is_open(self) -> bool:
        """Whether it answers at this time of the week."""
        return not self._door.is_closed_at(int(self._clock.now))

    def handles(self, reason: str) -> bool:
        """Whether it is meant to handle the reason."""
        return reason in self._handles


Teams = Mapping[str, TeamInSight]


def first_team(comer: Comer, teams: Teams) -> str:
    """Who answers a contact first: whom the structure sends it to."""
    return comer.usual


class Sight:
    """All teams of a plan, for a rule that chooses among them."""

    def __init__(self, plan: Plan, teams: list[Team], lines: list[Line], clock: Clock) -> None:
        self.plan = plan
        self.numbers = {name: number for number, name in enumerate(plan.teams)}
        self.teams = {
            name: TeamInSight(name, number, plan, teams[number], lines, clock) for name, number in self.numbers.items()
        }

    def comer(self, contact: Contact, reason: int, usual: int, now: int) -> Comer:
        """The contact as the rule sees it."""
        plan, best = self.plan, self.plan.routing.best[usual][reason]
        return Comer(
            channel=plan.channels[contact.channel],
            reason=plan.reasons[reason],
            contact=(contact.order >> CONTACT_SHIFT & MOST_CONTACTS) + 1,
            usual=plan.teams[usual],
            best=plan.teams[usual if best == NOBODY else best],
            now_us=now,
        )

    def number(self, name: str) -> int:
        """The team that the rule has named."""
        if name not in self.numbers:
            meant = did_you_mean(str(name), self.numbers)
            raise CcsimError(f"first_team gave {shown(name)}, which is no team{meant} ({name_list(self.numbers)})")
        return self.numbers[name]
