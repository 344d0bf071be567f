# %% [markdown]
# # 6 · From records to any measure you like
#
# Measures are read from the records after the run. So can yours be. Some ten seconds.

# %% [markdown]
# One replication, and its tables: issues, contacts (attempts), legs (who took them).

# %%
import pandas as pd

import ccsim

scenario = ccsim.load_scenario("contact-center-owns-all", "retailer")
run = ccsim.simulate(scenario, warmup="3 days", window="4 days")
issues, contacts, legs = (run.frame(table) for table in ("issues", "contacts", "legs"))
issues.head()

# %% [markdown]
# First the cohort, which every measure is about: the issues drawn for the window, which begins after the warm-up. Times
# are µs since Monday of week 1.

# %%
DAY_US = 24 * 3.6e9
in_window = issues["drawn_us"].between(3 * DAY_US, 7 * DAY_US, inclusive="left")
cohort = issues[in_window].set_index("issue")
f"{len(cohort):,} of {len(issues):,} issues"

# %% [markdown]
# Resolution at first contact, after its definition in docs/measures.md: resolved by the first contact within 7 days of
# arising, and no second contact until 7 days after. Issues prevented count as well.

# %%
WEEK_US = 7 * DAY_US
first = contacts[contacts["contact"] == 0].set_index("issue").reindex(cohort.index)
second = contacts[contacts["contact"] == 1].set_index("issue").reindex(cohort.index)

in_time = first["ended_us"] - cohort["arise_us"] <= WEEK_US
helped = (first["end"] == "resolved") & in_time
came_back = second["began_us"] <= first["ended_us"] + WEEK_US
fcr = ((helped & ~came_back) | (cohort["end"] == "prevented")).mean()

pd.Series({"from the records": fcr, "from measures()": run.measures()["fcr"]})

# %% [markdown]
# The same number, to the last digit.

# %%
assert fcr == run.measures()["fcr"]

# %% [markdown]
# Now one that ccsim does not have: how many different people a customer has to do with for one issue, by what it is about.

# %%
served = legs[(legs["agent"] >= 0) & legs["issue"].isin(cohort.index)]
people = served.groupby("issue")["agent"].nunique()
by_reason = people.groupby(cohort["reason"].reindex(people.index), observed=True)
table = pd.DataFrame({"issues": by_reason.size(), "people": by_reason.mean()})
table["three or more"] = by_reason.agg(lambda n: (n >= 3).mean())
table = table.sort_values("people")
table.round(2)

# %% [markdown]
# As a chart, whose title says what it shows.

# %%
ccsim.use_style()
words = table["people"].rename(index=lambda reason: reason.replace("_", " "))
(least, few), *_, (most, many) = words.items()
title = f"Most people for one issue: {many:.1f} for {most}, against {few:.1f} for {least}"
axes = words.plot.barh(title=title, ylabel="", color="#0072b2")
axes.set_xlabel("different agents who worked on one issue, mean")
axes.bar_label(axes.containers[0], fmt="%.1f", padding=3)
axes.grid(axis="y", visible=False);
