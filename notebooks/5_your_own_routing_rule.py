# %% [markdown]
# # 5 · Write your own routing rule
#
# YAML says who owns a channel. A rule of your own may say who takes *this* contact, at *this* moment. It is a plain
# function, and it runs on the SimPy engine, the one that is written to be read. Half a minute.

# %% [markdown]
# Marketing owns the digital channels here, and its team is not meant to handle everything. What it does not handle is
# read, handed over, and waits again.

# %%
import textwrap

import pandas as pd

import ccsim

scenario = ccsim.load_scenario("marketing-owns-digital", "retailer")
scenario


# %% [markdown]
# The rule `first_team` is asked for every contact that comes to people. It sees who comes (channel, reason as triage
# reads it, the usual team, the best one) and the teams at that moment (free, waiting, backlog, is_open, handles).

# %%
def straight_to_who_knows(comer, teams) -> str:
    """A team that is not meant to handle it never sees it, while the best one is open."""
    if teams[comer.usual].handles(comer.reason) or not teams[comer.best].is_open:
        return comer.usual
    return comer.best


# %% [markdown]
# Three replications with the rule and three without. The customers and their luck are the same in both.

# %%
DAYS = {"warmup": "1 days", "window": "2 days"}
RULES = {"usual": None, "straight to who knows": {"first_team": straight_to_who_knows}}


def measured(rules, number: int) -> dict[str, float]:
    run = ccsim.simulate(scenario, replication=number, rules=rules, **DAYS)
    return run.measures()


runs = {(name, i): measured(rules, i) for name, rules in RULES.items() for i in range(3)}
runs = pd.DataFrame(runs).T.rename_axis(["rule", "replication"])
KEYS = ["fcr", "handoffs_per_issue", "lost", "time_to_resolution_h", "abandonment.chat"]
runs[KEYS].groupby("rule", sort=False).mean().T.round(3)

# %% [markdown]
# What it does to handoffs, replication by replication.

# %%
ccsim.use_style()
handoffs = runs["handoffs_per_issue"].unstack("rule")[list(RULES)]
usual, straight = handoffs.mean()
fewer = (handoffs["straight to who knows"] < handoffs["usual"]).sum()
title = (
    f"Straight to who knows: {straight:.2f} handoffs an issue instead of {usual:.2f},\n"
    f"fewer in {fewer} of {len(handoffs)} replications"
)
axes = handoffs.plot.bar(rot=0, title=title, ylabel="handoffs per issue")
for bars in axes.containers:
    axes.bar_label(bars, fmt="%.2f", padding=2)
axes.grid(axis="x", visible=False)
axes.set_ylim(0, 1.35 * handoffs.max().max())
axes.legend(loc="upper left", ncols=2);

# %% [markdown]
# Other rules may be replaced as well. These are all of them, and what the engine gives them.

# %%
usual_rules = ccsim.usual_rules()
usual_rules

# %% [markdown]
# Whether a leg resolves the need, say: here agents resolve a third of what would have failed, as a better knowledge base
# might help them to. The rule of one's own may call the usual one.


# %%
def helped_by_knowledge(u, p_resolved, p_noticed) -> int:
    return usual_rules["leg_outcome"](u, p_resolved + (1 - p_resolved) / 3, p_noticed)


helped = measured({"leg_outcome": helped_by_knowledge}, 0)
both = pd.DataFrame({"usual": runs.loc["usual", 0], "with knowledge": helped})
both.loc[["fcr", "contacts_per_issue", "lost", "cost_per_resolved"]].round(3)

# %% [markdown]
# A name that no rule has is refused, with the nearest one.

# %%
try:
    measured({"first_teem": straight_to_who_knows}, 0)
except ccsim.CcsimError as error:
    print(textwrap.fill(str(error), 90))
