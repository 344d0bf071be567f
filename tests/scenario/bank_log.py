"""What a bank's own logs say: the reading and the fits behind scenarios/worlds/bank.yaml.

A log is a call a row, in the layout of the Technion's "Anonymous Bank"; counts are a day a column (bins down the
rows) or a bin a row. Days are taken to be independent: every error comes from drawing them again with replacement.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import optimize, stats

Array = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]
Days = npt.NDArray[np.int64]
"""Numbers of days, some perhaps more than once."""

COLUMNS = ("customer_id", "priority", "type", "date", "vru_entry", "vru_time", "q_time", "outcome", "ser_time")
SHORTEST_SERVICE = 10.0
"""Calls served for so many seconds or less make a spike of their own: agents who hang up, tests, wrong numbers."""
BALK_WITHIN = 5.0
"""Who leaves within so many seconds counts as having had no patience at all."""
REDIAL_WITHIN = 3 * 3600.0
"""Calls after an abandonment grow fast for three hours, then no faster than other customers' calls."""
ORDINARY = (0.6, 1.6)
"""A day is ordinary if its volume is so many times the median of its month; the others are holidays and faults."""
DRAWS = 100


# --- reading ---------------------------------------------------------------------------------------------


def read_calls(path: Path) -> pd.DataFrame:
    """Calls by day of arrival; times in seconds, of day or elapsed. PHANTOM rows, which are no calls, are left out."""
    raw = pd.read_csv(path, sep=_separator(path), dtype=str, keep_default_na=False)
    missing = [name for name in COLUMNS if name not in raw]
    if missing:
        raise ValueError(f"{path.name}: missing columns: {', '.join(missing)}")
    calls = pd.DataFrame(
        {
            "day": pd.to_datetime(raw["date"].str.zfill(6), format="%y%m%d"),
            "type": raw["type"].str.strip(),
            "priority": pd.to_numeric(raw["priority"]),
            "customer": raw["customer_id"].where(raw["customer_id"] != "0", ""),
            "arrived_s": pd.to_timedelta(raw["vru_entry"]).dt.total_seconds(),
            "menu_s": pd.to_numeric(raw["vru_time"]).clip(lower=0),
            "waited_s": pd.to_numeric(raw["q_time"]),
            "served_s": pd.to_numeric(raw["ser_time"]),
            "outcome": raw["outcome"].str.strip(),
        }
    )
    return calls[calls["outcome"] != "PHANTOM"].reset_index(drop=True)


def read_bins(path: Path) -> pd.DataFrame:
    """Counts with a column a day and a row a bin of equal length, turned: a row a day."""
    counts = pd.read_csv(path, sep=_separator(path), index_col=0).T
    if counts.shape[1] % 48:
        raise ValueError(f"{path.name}: {counts.shape[1]} bins a day do not make 48 half-hours")
    counts.index = pd.to_datetime(counts.index)
    return counts


def read_stamps(path: Path) -> pd.DataFrame:
    """Counts with a row a bin (its moment, its calls), turned: a row a day."""
    raw = pd.read_csv(path, sep=_separator(path))
    missing = [name for name in ("DateTime", "Calls") if name not in raw]
    if missing:
        raise ValueError(f"{path.name}: missing columns: {', '.join(missing)}")
    moment = pd.to_datetime(raw["DateTime"])
    times = (moment - moment.dt.normalize()).dt.total_seconds()
    return pd.crosstab(moment.dt.normalize(), times, values=raw["Calls"], aggfunc="sum").fillna(0.0)


def _separator(path: Path) -> str:
    with path.open(encoding="utf-8") as file:
        header = file.readline()
    return max("\t;,", key=header.count)


# --- estimates with their errors -------------------------------------------------------------------------


@dataclass(frozen=True)
class Measured:
    """A fact with its standard error and 95 % interval."""

    value: float
    error: float
    low: float
    high: float
    rows: int
    """Calls (or days, of counts) that it rests on."""


@dataclass(frozen=True)
class Sample:
    """Days of a log, summed up one by one, and the facts that any selection of them gives."""

    days: int
    rows: Mapping[str, int]
    """By fact."""
    estimate: Callable[[Days], Mapping[str, float]]

    def measured(self, draws: int = DRAWS) -> dict[str, Measured]:
        """Every fact, from all the days, with its error from days drawn again."""
        luck = np.random.default_rng(1999)
        facts = self.estimate(np.arange(self.days))
        again = pd.DataFrame([self.estimate(luck.integers(self.days, size=self.days)) for _ in range(draws)])
        return {
            name: Measured(
                value, float(again[name].std()), *again[name].quantile([0.025, 0.975]).tolist(), self.rows[name]
            )
            for name, value in facts.items()
        }


def _by_day(calls: pd.DataFrame, values: npt.ArrayLike, days: pd.DatetimeIndex) -> Array:
    """Sums of one value a call over each of the days."""
    return np.bincount(days.get_indexer(calls["day"]), weights=np.asarray(values, dtype=float), minlength=len(days))


def days_of(calls: pd.DataFrame) -> pd.DatetimeIndex:
    """Days on which there were calls."""
    return pd.DatetimeIndex(calls["day"].unique()).sort_values()


# --- handle time -----------------------------------------------------------------------------------------


def handle_times(calls: pd.DataFrame, types: Mapping[str, Sequence[str]]) -> Sample:
    """Mean and coefficient of variation of handle time by group of types, named aht_NAME and aht_cv_NAME.

    The body of the distribution is taken for lognormal; the spike at its left is cut off, and the fit allows for
    the real calls that were cut off with it.
    """
    days = days_of(calls)
    body = calls[(calls["outcome"] == "AGENT") & (calls["served_s"] > SHORTEST_SERVICE)]
    tables, rows = {}, {}
    for name, codes in types.items():
        mine = body[body["type"].isin(codes)]
        logs = np.log(mine["served_s"].to_numpy(float))
        tables[name] = np.array([_by_day(mine, logs**power, days) for power in range(3)])
        rows |= {f"aht_{name}": len(mine), f"aht_cv_{name}": len(mine)}

    def estimate(chosen: Days) -> dict[str, float]:
        facts = {}
        for name, table in tables.items():
            mu, sigma = _cut_lognormal(*table[:, chosen].sum(axis=1).tolist(), math.log(SHORTEST_SERVICE))
            facts[f"aht_{name}"], facts[f"aht_cv_{name}"] = mean_and_cv(mu, sigma)
        return facts

    return Sample(len(days), rows, estimate)


def short_service_share(calls: pd.DataFrame) -> float:
    """Share of served calls in the spike."""
    served = calls.loc[(calls["outcome"] == "AGENT") & (calls["served_s"] > 0), "served_s"]
    return float((served <= SHORTEST_SERVICE).mean())


def mean_and_cv(mu: float, sigma: float) -> tuple[float, float]:
    """Of a lognormal time, by mean and standard deviation of its logarithm."""
    return math.exp(mu + sigma * sigma / 2), math.sqrt(math.expm1(sigma * sigma))


def _cut_lognormal(count: float, total: float, squares: float, cut: float) -> tuple[float, float]:
    """Likeliest mean and standard deviation of logarithms of which only those above the cut are seen."""

    def surprise(guess: Array) -> float:
        mu, sigma = guess[0], math.exp(guess[1])
        spread = squares - 2 * mu * total + count * mu * mu
        seen = float(stats.norm.logsf(cut, mu, sigma))
        return spread / (2 * sigma * sigma) + count * (guess[1] + seen)

    mean = total / count
    start = [mean, 0.5 * math.log(max(squares / count - mean * mean, 1e-6))]
    return _likeliest(surprise, start)


def _likeliest(surprise: Callable[[Array], float], start: Sequence[float]) -> tuple[float, float]:
    found = optimize.minimize(surprise, start, method="Nelder-Mead", options={"xatol": 1e-5, "fatol": 1e-6})
    return float(found.x[0]), math.exp(float(found.x[1]))


# --- patience --------------------------------------------------------------------------------------------


def queued(calls: pd.DataFrame) -> pd.DataFrame:
    """Calls that waited: who was answered at once, or left in the menu, shows nothing of patience."""
    return calls[(calls["waited_s"] > 0) & calls["outcome"].isin(["AGENT", "HANG"])]


def patience(calls: pd.DataFrame) -> Sample:
    """Patience as ccsim says it: a share who balk, and a lognormal time (mean, cv) for the others.

    Callers who were answered would have waited longer, nobody knows how long (censored).
    """
    days, (left, stayed) = days_of(calls), _waits(calls)
    times = np.arange(1, left.shape[1] + 1, dtype=float)
    beyond = times > BALK_WITHIN
    names = ("patience_mean", "patience_cv", "patience_median", "patience_balk")

    def estimate(chosen: Days) -> dict[str, float]:
        went, answered = left[chosen].sum(axis=0), stayed[chosen].sum(axis=0)
        balk = float(kaplan_meier(went, answered)[times <= BALK_WITHIN][-1])
        mu, sigma = _censored_lognormal(np.log(times[beyond]), went[beyond], answered[beyond])
        return dict(zip(names, (*mean_and_cv(mu, sigma), math.exp(mu), balk), strict=True))

    return Sample(len(days), dict.fromkeys(names, len(queued(calls))), estimate)


def patience_curve(calls: pd.DataFrame, at: Sequence[int]) -> Sample:
    """Share whose patience ends by each of some whole seconds, whatever the law; named by the seconds."""
    left, stayed = _waits(calls)

    def estimate(chosen: Days) -> dict[str, float]:
        curve = kaplan_meier(left[chosen].sum(axis=0), stayed[chosen].sum(axis=0))
        return {str(second): float(curve[second - 1]) for second in at}

    return Sample(len(left), {str(second): len(queued(calls)) for second in at}, estimate)


def kaplan_meier(went: Counts, answered: Counts) -> Array:
    """Share whose patience ends within each number of seconds from 1, from those who left and stayed that long."""
    at_risk = (went + answered)[::-1].cumsum()[::-1]
    share: Array = 1.0 - np.cumprod(1.0 - went / np.maximum(at_risk, 1))
    return share


def _waits(calls: pd.DataFrame) -> tuple[Counts, Counts]:
    """Callers by day and seconds waited (from 1): those who left, those who were answered."""
    days, waits = days_of(calls), queued(calls)
    seconds = np.maximum(np.rint(waits["waited_s"].to_numpy(float)).astype(int), 1)
    longest = int(seconds.max())
    cells = days.get_indexer(waits["day"]) * longest + seconds - 1
    hung = (waits["outcome"] == "HANG").to_numpy()
    left, stayed = (
        np.bincount(cells[which], minlength=len(days) * longest).reshape(len(days), -1) for which in (hung, ~hung)
    )
    return left, stayed


def patience_by(at: Sequence[float], mean: float, cv: float, balk: float) -> Array:
    """Share whose patience ends by each time, under ccsim's law."""
    sigma = math.sqrt(math.log1p(cv * cv))
    mu = math.log(mean) - sigma * sigma / 2
    share: Array = balk + (1 - balk) * stats.norm.cdf((np.log(np.array(at)) - mu) / sigma)
    return share


def _censored_lognormal(logs: Array, went: Counts, answered: Counts) -> tuple[float, float]:
    """Likeliest mean and standard deviation of logarithms, of which some are only known to be larger."""

    def surprise(guess: Array) -> float:
        z = (logs - guess[0]) / math.exp(guess[1])
        return float(went @ (z * z / 2 + guess[1]) - answered @ stats.norm.logsf(z))

    return _likeliest(surprise, [float(np.average(logs, weights=went)) + 1.0, 0.0])


# --- coming back, mix, priority --------------------------------------------------------------------------


def redials(calls: pd.DataFrame) -> Sample:
    """Of customers known by number who left the queue: the share who call again soon, and after how long."""
    known = calls[calls["customer"] != ""].copy()
    known["moment_s"] = known["day"].astype("datetime64[s]").astype("int64") + known["arrived_s"]
    known = known.sort_values(["customer", "moment_s"], kind="stable")
    following = known.groupby("customer")["moment_s"].shift(-1)
    gap = following - (known["moment_s"] + known["menu_s"] + known["waited_s"])
    left = (known["outcome"] == "HANG") & (known["waited_s"] > 0)
    gone, gap, days = known[left], gap[left].clip(lower=0), days_of(calls)
    soon = gap <= REDIAL_WITHIN
    table = np.array([_by_day(gone, v, days) for v in (np.ones(len(gone)), soon, gap.where(soon, 0.0))])

    def estimate(chosen: Days) -> dict[str, float]:
        people, again, seconds = table[:, chosen].sum(axis=1).tolist()
        return {"p_redial_within_3h": again / people, "redial_delay": seconds / again / 60}

    return Sample(len(days), {"p_redial_within_3h": len(gone), "redial_delay": int(soon.sum())}, estimate)


def mix(calls: pd.DataFrame, types: Mapping[str, Sequence[str]]) -> Sample:
    """Shares mix_NAME of groups of types among the calls of all these groups."""
    days, asked = days_of(calls), calls[calls["type"].isin([code for codes in types.values() for code in codes])]
    table = np.array([_by_day(asked, asked["type"].isin(codes), days) for codes in types.values()])

    def estimate(chosen: Days) -> dict[str, float]:
        counts = table[:, chosen].sum(axis=1)
        return dict(zip((f"mix_{name}" for name in types), (counts / counts.sum()).tolist(), strict=True))

    return Sample(len(days), {f"mix_{name}": len(asked) for name in types}, estimate)


def priority_share(calls: pd.DataFrame) -> Sample:
    """Share of calls in the highest class of priority, which goes before the others in the queue."""
    days, top = days_of(calls), calls["priority"].max()
    table = np.array([_by_day(calls, v, days) for v in (np.ones(len(calls)), calls["priority"] == top)])

    def estimate(chosen: Days) -> dict[str, float]:
        everyone, preferred = table[:, chosen].sum(axis=1)
        return {"priority_share": float(preferred / everyone)}

    return Sample(len(days), {"priority_share": len(calls)}, estimate)


# --- the week and the day --------------------------------------------------------------------------------


def ordinary_days(counts: pd.DataFrame, weekdays: Sequence[int]) -> pd.DataFrame:
    """Days of these weekdays (Monday 0) that are neither holidays nor spoilt."""
    mine = counts[counts.index.day_of_week.isin(weekdays)]
    total = mine.sum(axis=1)
    level = total / total.groupby([total.index.year, total.index.month]).transform("median")
    return mine[(level > ORDINARY[0]) & (level < ORDINARY[1])]


def half_hours(counts: pd.DataFrame) -> Sample:
    """Share of the day's volume in each half-hour, named by number from 00:00."""
    table = counts.to_numpy(float).reshape(len(counts), 48, -1).sum(axis=2)

    def estimate(chosen: Days) -> dict[str, float]:
        volume = table[chosen].sum(axis=0)
        return {str(slot): share for slot, share in enumerate((volume / volume.sum()).tolist())}

    return Sample(len(counts), {str(slot): len(counts) for slot in range(48)}, estimate)


def weekday_factors(counts: pd.DataFrame, base: Sequence[int]) -> Sample:
    """Mean volume of each weekday (Monday 0) relative to the mean over the `base` weekdays."""
    total, weekday = counts.sum(axis=1).to_numpy(float), counts.index.day_of_week.to_numpy()
    present = sorted(set(weekday.tolist()))

    def estimate(chosen: Days) -> dict[str, float]:
        mean = {day: float(total[chosen][weekday[chosen] == day].mean()) for day in present}
        usual = sum(mean[day] for day in base) / len(base)
        return {str(day): volume / usual for day, volume in mean.items()}

    return Sample(len(counts), {str(day): int((weekday == day).sum()) for day in present}, estimate)


def busyness(counts: pd.DataFrame) -> Sample:
    """How much whole days differ beyond month, weekday and Poisson chance, and how alike a day's halves are."""
    total = counts.sum(axis=1).to_numpy(float)
    noon = int(np.searchsorted(counts.to_numpy(float).sum(axis=0).cumsum(), total.sum() / 2)) + 1
    halves = np.array([part.sum(axis=1) for part in np.split(counts.to_numpy(float), [noon], axis=1)])
    months = counts.index.year.to_numpy() * 12 + counts.index.month.to_numpy()
    strata = [np.unique(labels, return_inverse=True)[1] for labels in (months, counts.index.day_of_week.to_numpy())]

    def estimate(chosen: Days) -> dict[str, float]:
        expected, spent = _expected(total[chosen], [labels[chosen] for labels in strata])
        usual = expected * halves[:, chosen].sum(axis=1, keepdims=True) / expected.sum()
        spread = np.cov(halves[:, chosen] / usual, ddof=spent)
        beyond_chance = spread.diagonal() - (1 / usual).mean(axis=1)
        whole = float((total[chosen] / expected).var(ddof=spent) - (1 / expected).mean())
        return {
            "busyness_cv": math.sqrt(max(whole, 0.0)),
            "corr_halves": float(spread[0, 1] / math.sqrt(beyond_chance.prod())),
        }

    return Sample(len(counts), dict.fromkeys(("busyness_cv", "corr_halves"), len(counts)), estimate)


def _expected(total: Array, strata: Sequence[npt.NDArray[Any]]) -> tuple[Array, int]:
    """Volume by month times weekday, fitted so that every month's and weekday's sum is right; parameters spent."""
    expected = np.full(len(total), total.mean())
    for _ in range(20):
        for labels in strata:
            ratio = np.bincount(labels, total) / np.maximum(np.bincount(labels, expected), 1e-12)
            expected = expected * ratio[labels]
    return expected, sum(len(np.unique(labels)) for labels in strata) - 1
