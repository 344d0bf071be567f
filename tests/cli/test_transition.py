"""What `results.json` says of a structure that changes in mid-run."""

import json
from pathlib import Path

from .command import ccsim, only_folder

HANDED_BACK = """\
kind: structure
title: Handed back
extends: two-teams
transition:
  when: {date: "week 2 Tue 12:00"}
  owners: {email: center}
  members:
    center: {service_agents: 100 %}
    digital: {}
"""


def test_a_change_is_told_with_its_day_owners_and_people(shop: Path) -> None:
    structure = shop / "scenarios/structures/handed-back.yaml"
    structure.write_text(HANDED_BACK, encoding="utf-8")
    done = ccsim(
        "run", "handed-back", "--world", "corner-shop", "--out", "changed", "--jobs", "1", "--replications", "1",
        "--set", "study.warmup=7 days", "--set", "study.window=7 days", "-q",
    )  # fmt: skip
    structure.unlink()  # the others who use the shop look at all that is there
    assert done.code == 0, done.stderr
    document = json.loads((only_folder(Path("changed")) / "results.json").read_text(encoding="utf-8"))
    org = document["structures"][0]["org"]
    assert org["owners_after"] == {"voice": ["center"], "email": ["center"]}
    before = {team["name"]: team["people"] for team in org["teams"]}
    change = org["transition"]
    assert (change["moment"], change["day"]) == ("week 2 Tue 12:00", 1.5)
    assert change["people"]["digital"] == {}
    everybody = before["center"]["service_agents"] + before["digital"]["service_agents"]
    assert change["people"]["center"] == {"service_agents": everybody}
