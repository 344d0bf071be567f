"""How proficiency grows with practice and is lost: learning, forgetting, attrition, training."""

from ccsim.codes import DAY
from ccsim.scenario.quantities import Duration, NonNegative, PositiveDuration, Share
from ccsim.scenario.vocabulary import Part


class Learning(Part):
    """Proficiency by person and reason: failures fall as a power of experience (power law of practice)."""

    exponent: NonNegative = 0.0
    """A person with twice the usual experience of a reason fails 2^-exponent times as often."""
    memory: PositiveDuration = 90 * DAY
    """Time after which 63 % of experience that is not renewed is forgotten."""
    spill_over: Share = 0.0
    """What a contact handled by a team-mate teaches, relative to one's own."""
    contacts_per_training_hour: NonNegative = 0.0
    """Contacts of every reason that an hour of cross-training stands for."""


class Attrition(Part):
    """People who leave, and their successors."""

    vacancy: Duration = 0
    """Time until a successor starts."""
    newcomer: Share = 1.0
    """A newcomer's experience relative to the usual."""
    cost: NonNegative = 0.0
    """Money for hiring and training a successor."""
