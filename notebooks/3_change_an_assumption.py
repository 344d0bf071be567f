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
shown = sweep.query("measure in @KEYS").sort_values("label", kind="stable")
shown = shown.set_index("label", append=True).swaplevel()
shown[["unit", "mean", "low", "high"]].round(4)

# %% [markdown]
# Does the time to resolution hang on it? The title says so from the numbers: a difference moves if its first and its last
# interval have nothing in common.

# %%
def claim(rows: pd.DataFrame, what: str, unit: str) -> str:
    """Whether a difference moves between the first hours and the last, and from where to where."""
    first, last = rows.iloc[0], rows.iloc[-1]
    apart = last["low"] > first["high"] or last["high"] < first["low"]
    moves = "moves" if apart else "does not clearly move"
    ends = [f"{row['mean']:+.1f} {unit} at {row.name} h" for row in (first, last)]
    return f"Difference in {what}\n{moves}: " + ", ".join(ends).replace("-", "−")


def draw(rows: pd.DataFrame, what: str, unit: str) -> None:
    axes = rows["mean"].plot(style="o-", title=claim(rows, what, unit))
    axes.set_ylabel(f"marketing owns digital −\ncontact center owns all, {unit}")
    axes.vlines(rows.index, rows["low"], rows["high"], linewidth=2)
    axes.axhline(0, color="#595959", linewidth=1)
    axes.set(xlabel="hours that written work takes for each step of distance")
    axes.set_xlim(-0.3, 4.3)


ccsim.use_style()
hours = sweep[sweep["measure"] == "time_to_resolution_h"][["mean", "low", "high"]]
draw(hours, "mean time to resolution", "hours")

# %% [markdown]
# And resolution at first contact?

# %%
points = 100 * sweep[sweep["measure"] == "fcr"][["mean", "low", "high"]]
draw(points, "resolution at first contact", "points")
