"""What measures and terms mean, in plain words; docs/measures.md has the same to the letter."""

from collections.abc import Mapping

MEASURES: Mapping[str, str] = {
    "fcr": "Share of customers' issues that one contact settled for good: truly resolved, and nobody had to come again "
    "within 7 days. Issues that were prevented count as settled; closed lines and abandoned calls count as failures.",
    "fcr_answered": "The same, of those issues only that somebody answered at all. This is the industry's usual "
    "figure; it looks better the more customers give up.",
    "fcr_one_team": "Share of issues that one contact settled for good without being handed on, "
    "to another team or to a colleague of the same one.",
    "fcr_static": "What first contacts would resolve by skill and knowledge alone, with no queue, no misrouting and no "
    "bounce: how much of the result was put in, rather than found by simulation.",
    "prevented": "Share of issues that never had to be raised: their cause was removed, the fault was mended before, "
    "or the answer stood in public.",
    "resolved": "Share of issues that were resolved in the end, in whatever contact.",
    "lost": "Share of issues that the customer gave up: unresolved, and no further contact to come.",
    "still_open": "Share of issues neither resolved, lost nor prevented when the run ended.",
    "capped": "Share of issues that reached the model's own limit of contacts or steps; it should be near zero.",
    "contacts_per_issue": "How often customers come for one issue, counting attempts that found a line closed, blocked "
    "or were abandoned.",
    "legs_per_issue": "How many times work on one issue is begun by a person or a bot.",
    "handoffs_per_issue": "How often one issue is handed on, to another team or to a colleague of the same one.",
    "channel_switches_per_issue": "How often a customer comes back on another channel than before, for one issue.",
    "complaints_per_issue": "How many contacts complain about an earlier one, for one issue.",
    "not_offered": "Contacts that wanted a channel this structure does not offer and took no other, for each issue.",
    "containment": "Share of sessions with a bot after which the customer did not come to a person, helped or not. "
    "Vendors report this figure; customers who are kept out raise it.",
    "true_containment": "Share of sessions with a bot in which the bot really helped.",
    "time_to_resolution_h": "Mean time from the moment an issue arises until it is resolved, nights and weekends "
    "included; of resolved issues only.",
    "wait_min": "Mean time in line of contacts on this channel, until answered or abandoned; callbacks are left out.",
    "wait_min_median": "Half of the customers who wanted this channel were answered sooner, half later: counted from "
    "the moment the issue arose, over all attempts, whichever channel answers.",
    "wait_min_p90": "The slowest tenth of the customers who wanted this channel waited at least this long, counted "
    "from the moment the issue arose.",
    "service_level": "Share of contacts on this channel that were answered within its target time.",
    "abandonment": "Share of contacts on this channel that the customer gave up before an answer, or who could not be "
    "reached when called back.",
    "found_closed": "Share of contacts that came outside opening hours or during an outage.",
    "blocked": "Share of contacts that found no free line.",
    "called_back": "Share of contacts in which the customer was, or is to be, called back.",
    "occupancy": "Share of the hours on duty with a contact or a call in hand. Low means spare people, very high means "
    "queues.",
    "answering_h": "Hours that people were on duty to answer.",
    "main_work_displaced_h": "Hours of people's main work (marketing, sales, operations) that answering customers "
    "crowded out.",
    "answering_cost": "What answering cost: the paid hours behind duty, an outside company's price, bots and a shared "
    "platform.",
    "cost_per_resolved": "What answering cost for each issue that was resolved.",
    "cost_per_contact": "What answering cost for each contact. It falls when customers have to come twice.",
    "margin": "Margin of the purchases and needs behind customers' issues, where these were served in time.",
    "offer_margin": "Margin of what was sold in addition during contacts.",
    "outbound_margin": "Margin of what was sold in outbound calls.",
    "revenue": "Margin from issues, offers and outbound calls together. What came without people (issues prevented, "
    "or helped by a bot) is no department's.",
    "lost_value": "What lost issues cost in customers' future business.",
    "main_work_displaced_value": "What the main work that was crowded out would have been worth.",
    "reputation_lost": "What complaints in public cost.",
    "reorganising_cost": "What moving people to other teams, and replacing those who leave, cost.",
    "profit": "Revenue less all paid hours, other costs of answering, lost issues, main work crowded out, lost "
    "reputation and reorganising. Costs that are equal under every structure are in it too; compare differences.",
    "satisfaction": "A score from 0 to 100: points for a resolved issue, less points for waiting, coming again, being "
    "handed on and days until resolved.",
}

OF_DEPARTMENT: Mapping[str, str] = {
    "answering_cost": "What answering by this department's teams cost.",
    "revenue": "What this department's teams earned. What came without people (issues prevented, or helped by a bot) "
    "is no department's; with it, the parts add up to the whole.",
    "occupancy": "Share of this team's hours on duty with a contact or a call in hand.",
}
"""Of measures that have a whole, what their parts by team or department say."""

TERMS: Mapping[str, str] = {
    "Structure": "An ownership model: which department owns which channels, who sits where, who reports to whom.",
    "World": "What a reorganisation does not change: customers and their demand, people and their skills, costs.",
    "Practice": "How well a structure is run. Well run: the same good habits for all, so that differences come from "
    "ownership. Typical: each with the habits usually found with it.",
    "Fairness": "What is held equal between structures, such as the same people and paid hours.",
    "Replication": "One simulated stretch of time. Every structure meets the same customers with the same luck in "
    "the same replication.",
    "Interval (low to high)": "The range that holds the true mean of the model with the stated confidence. It speaks "
    "of chance in the simulation, not of doubt about the inputs.",
    "Difference": "A structure less the baseline, over the same customers. Its intervals hold for all structures at "
    "once, each measure by itself; those of the primary measure and of others that the study names hold together.",
    "Best against the rest": "A structure less the best of all others. Where the whole interval lies on the good side "
    "of zero, it is the winner.",
    "Chance best": "How often the structure is best when the replications are drawn anew: simulation noise only, not "
    "doubt about the inputs. Unknown (–) below ten replications: drawing so few anew says next to nothing.",
    "Practical margin": "The difference that the study calls worth acting on. Without one, intervals say what differs, "
    "and nothing says whether it matters.",
    "Ownership": "The part of a difference from the baseline that is there when all are well run.",
    "Habit": "What typical practice adds to that difference.",
    "Assumed": "An input that no source supports: a considered guess with a range.",
}

SERIES: Mapping[str, str] = {
    "arrivals": "Contacts that come in the hour",
    "on_duty": "Agents on duty",
    "waiting": "Customers who hold the line or stand at the counter",
    "backlog": "Written work, tickets and callbacks that nobody has begun",
}
"""What is counted by hour of the week."""


def definition(key: str) -> str:
    """What a measure says, in a sentence or two; nothing for one that is not known."""
    stem, _, of = key.partition(".")
    return OF_DEPARTMENT.get(stem, MEASURES.get(stem, "")) if of else MEASURES.get(stem, "")
