# %% [markdown]
# # 2 · What one day looks like
#
# Averages hide the day. Follow one customer through it, then look at the queues. Some ten seconds.

# %% [markdown]
# One replication of one structure, run as is typical for it: marketing keeps office hours.

# %%
import numpy as np
import pandas as pd

import ccsim

scenario = ccsim.load_scenario("marketing-owns-digital", "retailer", practice="typical")
run = ccsim.simulate(scenario, warmup="7 days", window="1 days", seed=20261122)
run

# %% [markdown]
# The records hold every leg of every contact: who took it, when, and how it ended. Here are some that began on Monday of
# week 2. Times are µs since Monday of week 1.

# %%
HOUR, DAY = 3.6e9, 24 * 3.6e9
monday = 7 * DAY
legs = run.frame("legs")
today = legs[legs["joined_us"].between(monday, monday + DAY)]
today[["issue", "contact", "leg", "channel", "reason", "team", "agent", "end"]].head()

# %% [markdown]
# One issue, out of those that were handed from team to team, in a life short enough to read. In a terminal,
# `ccsim run … --trace ISSUE` tells it in the same words.

# %%
lives = today.groupby("issue")
readable = lives.size().between(4, 6) & (lives["team"].nunique() > 1)
calm = lives["end"].agg(lambda ends: not ends.isin(["interrupted", "open"]).any())
run.story(int(lives.size()[readable & calm].idxmax()))


# %% [markdown]
# How many wait at any moment: those who have joined a line, less those who were taken or left.

# %%
def waiting(some: pd.DataFrame, at_us: np.ndarray) -> np.ndarray:
    left = some["started_us"].where(some["started_us"] >= 0, some["ended_us"])
    left = np.sort(left.where(left >= 0, np.inf))
    joined = np.sort(some["joined_us"])
    return np.searchsorted(joined, at_us, "right") - np.searchsorted(left, at_us, "right")


hours = np.arange(0, 24, 1 / 6)
moments = monday + hours * HOUR
written = legs[legs["line"].isin(["messaging", "social", "web_form"])]
queues = {"digital team": written, "contact center, email": legs[legs["line"] == "email"]}
backlog = {who: waiting(some, moments) for who, some in queues.items()}
backlog = pd.DataFrame(backlog, hours)

# %% [markdown]
# Written work over the day.

# %%
ccsim.use_style()
AXIS = {"xlim": (0, 24), "ylim": (0, None), "xticks": range(0, 25, 4)}
AXIS["xlabel"] = "hour of the day, Monday of week 2"

who, worst = backlog.max().idxmax(), backlog.max().max()
hour, minute = divmod(round(60 * backlog[who].idxmax()), 60)
title = f"Most waits with the {who}: {worst:.0f} unbegun at {hour}:{minute:02}"
backlog.plot(title=title).set(**AXIS, ylabel="written contacts not begun");


# %% [markdown]
# Who is there to answer, beside the contacts that come.

# %%
def on_duty(team: str) -> list[int]:
    spells = run.frame("duty").query("team == @team")
    return [((spells["on_us"] <= t) & (spells["off_us"] > t)).sum() for t in moments]


agents = pd.DataFrame({team: on_duty(team) for team in ("center", "digital")}, hours)
began = (run.frame("contacts")["began_us"] - monday) / HOUR
coming = pd.Series(np.histogram(began, bins=range(25))[0], np.arange(0.5, 24))

late = coming[agents["digital"].reindex(coming.index, method="nearest") == 0]
share = late.sum() / coming.sum()
title = (
    f"{100 * share:.0f} % of the contacts come while nobody of the digital team is there"
)
agents.columns = ["agents, center", "agents, digital team"]
axes = agents.plot(drawstyle="steps-post", title=title)
coming.plot(ax=axes, label="contacts an hour", linestyle=":")
axes.set(**AXIS, ylabel="agents on duty; contacts an hour")
axes.set_ylim(0, 1.2 * coming.max())
axes.legend(loc="upper left", ncols=3);
