# %% [markdown]
# # 4 · Write your own structure and world
#
# A world says what a reorganisation does not change: demand, people, money. A structure says what it does. Both are
# plain YAML, checked before anything runs. A few seconds, since this world is a corner shop.

# %% [markdown]
# A folder of your own, with a world of fifty issues a day. Every number is assumed, and the reports will say so.

# %%
import os
import tempfile
import textwrap
from pathlib import Path

import ccsim

os.chdir(tempfile.mkdtemp())
scenarios = Path("scenarios")
(scenarios / "worlds").mkdir(parents=True)
(scenarios / "structures").mkdir()

world = scenarios / "worlds" / "corner-shop.yaml"
world.write_text("""\
kind: world
title: Corner shop
currency: EUR
source: assumed
low: "x0.5"
high: "x2"

demand:
  issues_per_day: 50
  profiles:
    daytime:  # weights of the 48 half hours of a day
      [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 4, 4, 4, 3,
       3, 3, 3, 3, 3, 3, 3, 3, 3, 2, 2, 2, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0]
  busyness: {cv: 0.1, correlation: 0.5}

reasons:
  question:
    kind: service
    share: 0.7
    channels: {voice: 0.6, email: 0.4}
    handle_time: 6 min
    resolvable: 0.9
  purchase:
    kind: sales
    share: 0.3
    channels: {voice: 0.4, email: 0.6}
    handle_time: 7 min
    resolvable: 0.9
    margin: 20

channels:
  voice:
    real_time: true
    profile: daytime
    answer_within: 20 s
    patience: {mean: 3 min}
    after_abandonment: {probability: 0.5, delay: 20 min}
    after_closed: {probability: 0.5, delay: 1 h}
    after_failure: {probability: 0.8, delay: 1 day}
  email:
    real_time: false
    profile: daytime
    answer_within: 8 h
    after_failure: {probability: 0.8, delay: 1 day}

people:
  groups:
    service_agents: {count: 4, wage_per_hour: 30, proficiency: {service: 0.9, sales: 0.7}}
    marketing: {count: 2, wage_per_hour: 40, proficiency: {service: 0.6, sales: 0.95}}
  shifts: {length: 8 h, days_per_week: 5, offline: 0.1, absence: 0.1}

handling: {}
triage: {accuracy: 0.9}
handoffs:
  delay: 1 min
  delay_per_distance: {real_time: 1 min, deferrable: 1 h}
  loss_per_distance: 0.2
  notices: 0.5
information:
  lag_per_distance: {real_time: 1 h, daily: 8 h, weekly: 2 days, none: 14 days}
  uninformed: {handle_factor: 1.2, resolution_factor: 0.8}
goals:
  resolution: {}
  campaigns: {pass_on: 0.05}
costs: {lost_issue: 10}
well_run:
  scheduling: fitted
  hours: {daily: "08:00-20:00"}
  sharing: daily
""")
ccsim.validate(world)

# %% [markdown]
# Two structures that place the same six people: one team answers all, or marketing answers the email. The second says
# only in what it differs from the first.

# %%
together = scenarios / "structures" / "one-counter.yaml"
together.write_text("""\
kind: structure
title: One counter

departments:
  shop: {}
  service: {reports_to: shop, goal: resolution, home_of: [service_agents]}
  marketing: {reports_to: shop, goal: campaigns, home_of: [marketing]}

teams:
  counter:
    department: service
    members: {service_agents: 100 %, marketing: 100 %}
    handles: all

owners: {voice: counter, email: counter}
route_by: channel

practice:
  scheduling: fitted
  hours: {daily: "08:00-20:00"}
  sharing: daily
""")

apart = scenarios / "structures" / "marketing-reads-email.yaml"
apart.write_text("""\
kind: structure
title: Marketing reads the email
extends: one-counter

teams:
  counter:
    members: {service_agents: 100 %, marketing: null}
  writers:
    department: marketing
    members: {marketing: 100 %}
    handles: [sales]

owners: {email: writers}

practice: {sharing: weekly}
""")
ccsim.validate(together, apart, world=world)

# %% [markdown]
# A slip is found before anything runs: file, line, what is wrong, and what was probably meant.

# %%
slip = scenarios / "structures" / "slip.yaml"
slip.write_text(apart.read_text().replace("email: writers", "email: writer"))
try:
    ccsim.validate(slip, world=world)
except ccsim.InputError as error:
    for problem in error.problems:
        print(textwrap.fill(str(problem), 90, subsequent_indent="    "))

# %% [markdown]
# Compare the two by their paths. What decides is the share of customers who give up.

# %%
comparison = ccsim.compare(
    [together, apart],
    world=world,
    primary="lost",
    replications=12,
    warmup="2 days",
    window="14 days",
)
comparison

# %% [markdown]
# Why: the flow from channel to team to end shows how the email travels.

# %%
comparison.chart("flow")

# %% [markdown]
# The same in numbers, as mean issues in a replication.

# %%
email = comparison.flows.query("channel == 'email'")
steps = email.groupby(["structure", "first", "then"])["issues"].sum()
steps.round(1).unstack(fill_value=0)
