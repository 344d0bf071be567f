"""What is asked of the client follows from the verdict, and promises nothing that the verdict does not."""

from ccsim.report import decisions

from .sample import comparison, run


def test_a_clear_winner_asks_for_the_move() -> None:
    assert decisions.ask(comparison()).startswith("Prepare the move to Contact center owns all")


def test_a_winner_that_is_the_baseline_asks_to_stay() -> None:
    document = comparison()
    document["baseline"] = document["verdict"]["winner"]
    assert decisions.ask(document).startswith("Stay with Contact center owns all")


def test_a_lead_below_the_margin_asks_for_other_grounds() -> None:
    document = comparison() | {"margin": 0.5}
    assert "too small to matter" in decisions.ask(document)
    assert "less than the 50.0\u00a0points that matter" in decisions.lead_of(document)


def test_without_a_winner_nothing_is_to_be_decided() -> None:
    document = comparison(winner=False)
    assert decisions.ask(document).startswith("Do not decide on this comparison yet")
    assert all("move" not in choice for choice in decisions.decide(document))


def test_one_structure_asks_for_another() -> None:
    assert "at least one other" in decisions.ask(run())


def test_replications_asked_for_are_those_of_the_verdict() -> None:
    document = comparison(winner=False) | {"replications": 24}
    document["verdict"]["replications_to_tell"] = 137
    assert any("137 replications" in wish for wish in decisions.rerun(document))
    document["verdict"]["replications_to_tell"] = 400_000
    assert not any("400" in wish for wish in decisions.rerun(document))


def test_few_replications_are_said_to_be_few() -> None:
    assert any("one is too few" in wish for wish in decisions.rerun(comparison() | {"replications": 1}))


def test_the_first_under_the_other_practice_is_named() -> None:
    document = comparison()
    others = document["beside"]["structures"]
    for structure, level in zip(others, (0.5, 0.9, 0.4), strict=True):
        structure["measures"]["fcr"] = {"mean": level, "low": level, "high": level}
    assert "Marketing owns digital instead stands first, with 90.0\u00a0%" in decisions.other_practice(document)
    assert any("Which practice is yours" in choice for choice in decisions.decide(document))


def test_inputs_to_measure_are_the_decisive_ones_in_their_order() -> None:
    document = comparison()
    document["assumed_inputs"]["decisive"] = ["goals", "proficiency of data_scientists"]
    assert decisions.measure(document) == ["Goals.", "Proficiency of data scientists."]
    document["assumed_inputs"]["decisive"] = [f"input {i}" for i in range(9)]
    assert decisions.measure(document)[-1] == "Then 5 more that the structures meet differently."
