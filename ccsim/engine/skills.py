"""Slow state: what each person has learned and what their team knows, a week at a time."""

from ccsim.plan.plan import Plan
from ccsim.rules.handling import speed_factor
from ccsim.rules.learning import experience, failures, practised
from ccsim.rules.resolution import chance_of_resolution

Levels = tuple[list[float], list[float]]
"""[reason] handle time relative to an expert's, and chance that an informed leg resolves."""


class Skills:
    """Experience by person and reason, relative to the usual."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.learned = [list(row) for row in plan.experience.start]
        plans = (plan, *(change.plan for change in plan.changes))
        known = [x for p in plans for row in p.knowing.agents for x in row]
        self.moves = bool(plan.experience.exponent) or any(x != 1.0 for x in known)
        """Whether anybody's levels ever change."""
        self._of_desks: dict[int, Levels] = {}

    def levels(self, person: int, week: int) -> Levels:
        """What a person can do in a week."""
        plan = self.plan
        desk = plan.persons[person].desk
        if not self.moves:
            if desk not in self._of_desks:
                self._of_desks[desk] = self._levels(desk, [1.0] * len(plan.reasons))
            return self._of_desks[desk]
        known = plan.knowing.agents[week][plan.persons[person].team]
        exponent = plan.experience.exponent
        left = [known * failures(x, exponent) if exponent else known for x in self.learned[person]]
        return self._levels(desk, left)

    def _levels(self, desk: int, left: list[float]) -> Levels:
        plan = self.plan
        team = plan.desks[desk].team
        skilled = [practised(p, f) for p, f in zip(plan.proficiency[desk], left, strict=True)]
        factor = [plan.pace[team] * speed_factor(p, plan.slowness) for p in skilled]
        resolves = [
            chance_of_resolution(expert, p, plan.kept[team]) for expert, p in zip(plan.resolvable, skilled, strict=True)
        ]
        return factor, resolves

    def practise(self, handled: list[list[int]]) -> None:
        """A week's contacts by person and reason, one's own and what spills over from team-mates; forgetting."""
        spec = self.plan.experience
        means = self._team_means(handled)
        usual = [u * (1.0 + spec.spill_over) for u in spec.usual]
        for person, own in enumerate(handled):
            team = self.plan.persons[person].team
            row = self.learned[person]
            for r, n in enumerate(own):
                if usual[r]:
                    lived = n + spec.training + (spec.spill_over * means[team][r] if team >= 0 else 0.0)
                    row[r] = experience(row[r], spec.kept, lived, usual[r])

    def _team_means(self, handled: list[list[int]]) -> list[list[float]]:
        reasons = range(len(self.plan.reasons))
        sums, heads = [[0.0] * len(reasons) for _ in self.plan.teams], [0] * len(self.plan.teams)
        for person, own in zip(self.plan.persons, handled, strict=True):
            if person.team >= 0:
                heads[person.team] += 1
                for r in reasons:
                    sums[person.team][r] += own[r]
        return [[x / n if n else 0.0 for x in row] for row, n in zip(sums, heads, strict=True)]

    def replaced(self, person: int) -> None:
        """A newcomer takes the seat."""
        self.learned[person] = [self.plan.experience.newcomer] * len(self.plan.reasons)

    def moved(self, person: int) -> None:
        """Part of what was learned stays behind."""
        self.learned[person] = [x * self.plan.floor.keeps for x in self.learned[person]]

    def follow(self, plan: Plan) -> None:
        """The structure has changed; people keep what they have learned."""
        self.plan = plan
        self._of_desks = {}
