"""What each goal does to behaviour: one table for the world, since goals are given and not chosen by a team's name."""

from ccsim.scenario.quantities import Positive, Share
from ccsim.scenario.vocabulary import Part


class Behaviour(Part):
    """What people do whose department optimises for a goal."""

    handle_pressure: Positive = 1.0
    """Handle time relative to the natural one; below 1 costs resolution (handling.rush_cost)."""
    pass_on: Share = 0.0
    """Share of contacts outside the team's own department's interest passed on where another team handles them too."""
    offers: Share = 0.0
    """Share of resolved service contacts after which an offer is made when there is slack."""
    launch_first: Share = 0.0
    """How much of a campaign launch's hours is taken out of rostered answering time."""
