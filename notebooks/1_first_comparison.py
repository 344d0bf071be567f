# %% [markdown]
# # 1 · First comparison
#
# Who should own the digital channels of a mid-size retailer? The same customers come to three ownership models. The demo,
# shortened to a few days and replications: some twenty seconds.

# %% [markdown]
# A study says what is compared, in which world, and on what terms.

# %%
import textwrap

import ccsim

SHORT = {"replications": 4, "warmup": "3 days", "window": "4 days", "beside": None}
study = ccsim.load_study("demo", **SHORT)
study

# %% [markdown]
# Run it. What was run before is taken up again, so the cell is quick the second time.

# %%
comparison = ccsim.compare(study, out="../results")
comparison

# %% [markdown]
# The verdict in full: by how much, how sure, and what nobody has measured.

# %%
print(textwrap.fill(comparison.verdict, 90))

# %% [markdown]
# Charts say what they show. `comparison.charts()` has all of them.

# %%
comparison.chart("verdict")

# %%
comparison.chart("flow")

# %% [markdown]
# Every number is in a tidy frame. Differences are from the baseline, and paired: every structure met the same customers.

# %%
shown = ["fcr", "lost", "handoffs_per_issue", "time_to_resolution_h", "cost_per_resolved"]
differences = comparison.differences.query("measure in @shown")
differences.set_index(["structure", "label"])[["unit", "mean", "low", "high"]].round(3)

# %% [markdown]
# Change an assumption and look again: agents who notice more often that they cannot help, and ask the best team.

# %%
curious = ccsim.load_study("demo", {"handoffs.notices": 0.7}, **SHORT)
ccsim.compare(curious, out="../results")

# %% [markdown]
# Results are kept. Take them up by their id, later or elsewhere, without simulating again.

# %%
again = ccsim.load_result(comparison.document["id"], out="../results")
found = again.measures.query("measure == 'fcr'").set_index("structure")
found[["mean", "low", "high"]].round(3)
