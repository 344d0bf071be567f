"""All measures of one replication, by key."""

from ccsim.engine.records import Records
from ccsim.measures.cohort import Cohort
from ccsim.measures.money import money_measures
from ccsim.measures.patterns import patterns
from ccsim.measures.resolution import resolution_measures
from ccsim.measures.satisfaction import satisfaction_measures
from ccsim.measures.service import service_measures
from ccsim.measures.static import static_measures
from ccsim.measures.workload import workload_measures
from ccsim.plan.plan import Plan
from ccsim.scenario.neutral import neutral
from ccsim.scenario.scenario import Scenario


def measure(scenario: Scenario, plan: Plan, records: Records, with_patterns: bool = False) -> dict[str, float]:
    """Measures by key; shares in 0–1, times in the unit that the key names, money in the world's currency.

    NaN where a measure has no value (a median wait when most are never answered); a key is absent where the
    structure cannot have it. With patterns, also what pictures show (`ccsim.measures.patterns`).
    """
    cohort = Cohort(neutral(scenario), plan, records)
    measures = {
        **resolution_measures(cohort),
        **static_measures(cohort),
        **service_measures(cohort),
        **workload_measures(cohort),
        **money_measures(cohort),
        **satisfaction_measures(cohort),
    }
    return measures | patterns(cohort) if with_patterns else measures
