"""Slow state: what each person has learned and what their team knows, a week at a time."""

import numpy as np
import numpy.typing as npt

from ccsim.plan.plan import Plan
from ccsim.rules.handling import speed_factor
from ccsim.rules.learning import experience, failures, practised
from ccsim.rules.resolution import chance_of_resolution

Floats = npt.NDArray[np.float64]
Levels = tuple[Floats, Floats]
"""[person][reason] handle time relative to an expert's, and chance that an informed leg resolves."""


class Skills:
    """Experience by person and reason, relative to the usual. Rules that are plain arithmetic take whole arrays."""

    def __init__(self, plan: Plan) -> None:
        self.learned: Floats = np.array(plan.experience.start, dtype=np.float64)
        plans = (plan, *(change.plan for change in plan.changes))
        known = [x for p in plans for row in p.knowing.agents for x in row]
        self.moves = bool(plan.experience.exponent) or any(x != 1.0 for x in known)
        """Whether anybody's levels ever change."""
        self.follow(plan)

    def follow(self, plan: Plan) -> None:
        """A structure is in force; people keep what they have learned."""
        self.plan = plan
        self.teams = np.array([person.team for person in plan.persons], dtype=np.int64)
        """Of those who sit in no team, whom nobody asks for a level, the last team."""
        desks = [person.desk for person in plan.persons]
        self.proficiency: Floats = np.array(plan.proficiency)[desks]
        self.pace: Floats = np.array(plan.pace)[self.teams][:, None]
        self.kept: Floats = np.array(plan.kept)[self.teams][:, None]
        self.resolvable: Floats = np.array(plan.resolvable)
        self.members: Floats = (self.teams == np.arange(len(plan.teams))[:, None]).astype(np.float64)
        """[team][person] 1 for those who sit in it: sums of whole numbers over them are exact."""
        self.people: Floats = np.maximum(self.members.sum(axis=1), 1.0)[:, None]
        """[team]"""
        self.spills: Floats = np.where(self.teams >= 0, plan.experience.spill_over, 0.0)[:, None]
        usual = np.array([u * (1.0 + plan.experience.spill_over) for u in plan.experience.usual])
        self.met = np.flatnonzero(usual > 0.0)
        """Reasons that anybody learns."""
        self.usual: Floats = usual[self.met]

    def levels(self, week: int) -> Levels:
        """What everybody can do in a week."""
        skilled: Floats = practised(self.proficiency, self._failures_left(week))  # type: ignore[arg-type, assignment]
        factor = self.pace * speed_factor(skilled, self.plan.slowness)  # type: ignore[arg-type]
        resolves = chance_of_resolution(self.resolvable, skilled, self.kept)  # type: ignore[arg-type]
        return factor, resolves  # type: ignore[return-value]

    def _failures_left(self, week: int) -> Floats:
        """[person][reason] relative to those at the usual experience and knowledge."""
        if not self.moves:
            return np.ones_like(self.learned)
        known = np.array(self.plan.knowing.agents[week])[self.teams][:, None]
        exponent = self.plan.experience.exponent
        if not exponent:
            return known * np.ones_like(self.learned)
        left: Floats = known * self.unpractised(exponent)
        return left

    def unpractised(self, exponent: float) -> Floats:
        """[person][reason] failures that practice has left."""
        learned, where = np.unique(self.learned, return_inverse=True)
        return np.array([failures(x, exponent) for x in learned.tolist()])[where.reshape(self.learned.shape)]

    def practise(self, handled: npt.NDArray[np.int64]) -> None:
        """A week's contacts by person and reason, one's own and what spills over from team-mates; forgetting."""
        spec, met = self.plan.experience, self.met
        means = (self.members @ handled) / self.people
        lived = handled + spec.training + self.spills * means[self.teams]
        self.learned[:, met] = experience(self.learned[:, met], spec.kept, lived[:, met], self.usual)  # type: ignore[arg-type]

    def replaced(self, person: int) -> None:
        """A newcomer takes the seat."""
        self.learned[person] = self.plan.experience.newcomer

    def moved(self, person: int) -> None:
        """Part of what was learned stays behind."""
        self.learned[person] *= self.plan.floor.keeps
