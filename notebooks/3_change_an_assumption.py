# %% [markdown]
# # 3 · Change an assumption and see what moves
#
# Nobody has measured how long written work takes to cross from one department to another. So try several values, and see
# which results hang on it. Some twenty seconds.

# %% [markdown]
# The same seed brings the same customers to every run, so that only the assumption differs.

# %%
import pandas as pd

import ccsim


def difference(hours: int) -> pd.DataFrame:
    """Marketing owns digital − contact center owns all, if each step takes so long."""
    comparison = ccsim.compare(
        ["contact-center-owns-all", "marketing-owns-digital"],
        {"handoffs.delay_per_distance.deferrable": f"{hours} h"},
        world="retailer",
        out="../results",
        replications=3,
        warmup="3 days",
        window="4 days",
        progress=False,
    )
    found = comparison.against("contact-center-owns-all")
    return found[found["structure"] == "marketing-owns-digital"].assign(hours=hours)


sweep = pd.concat([difference(hours) for hours in (0, 1, 2, 4)]).set_index("hours")

# %% [markdown]
# Two measures, with the 95 % intervals of their paired differences.

# %%
KEYS = ["time_to_resolution_h", "fcr"]
sweep[sweep["measure"].isin(KEYS)][["label", "unit", "mean", "low", "high"]].round(4)

# %% [markdown]
# What moves: the time to resolution.

# %%
ccsim.use_style()


def draw(rows: pd.DataFrame, title: str, ylabel: str) -> None:
    axes = rows["mean"].plot(style="o-", title=title, ylabel=ylabel)
    axes.vlines(rows.index, rows["low"], rows["high"], linewidth=2)
    axes.axhline(0, color="#595959", linewidth=1)
    axes.set(xlabel="hours that written work takes for each step of distance")
    axes.set_xlim(-0.3, 4.3)


hours = sweep[sweep["measure"] == "time_to_resolution_h"][["mean", "low", "high"]]
title = (
    f"With marketing, issues take {hours['mean'][0]:.1f} h longer if work crosses at once,\n"
    f"{hours['mean'][4]:.1f} h longer if each step takes 4 h"
)
draw(hours, title, "difference in mean time\nto resolution, hours")

# %% [markdown]
# What hardly does: resolution at first contact.

# %%
points = 100 * sweep[sweep["measure"] == "fcr"][["mean", "low", "high"]]
ends = points["mean"].min(), points["mean"].max()
low, high = (f"{x:.1f}".replace("-", "−") for x in ends)
title = f"Resolution at first contact hardly moves: {low} to {high} points"
draw(points, title, "difference in resolution at\nfirst contact, points")
