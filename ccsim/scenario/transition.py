"""The structure after a change in mid-run."""

from ccsim.scenario.structure import Structure


def changed(structure: Structure) -> Structure:
    """The structure with what its transition says; the same structure where it has none."""
    then = structure.transition
    if then is None:
        return structure
    departments = {
        name: department.model_copy(update={"reports_to": then.reports_to.get(name, department.reports_to)})
        for name, department in structure.departments.items()
    }
    teams = {
        name: team.model_copy(
            update={
                "members": then.members.get(name, team.members),
                "handles": then.handles.get(name, team.handles),
            }
        )
        for name, team in structure.teams.items()
    }
    return structure.model_copy(
        update={
            "departments": departments,
            "teams": teams,
            "owners": structure.owners | then.owners,
            "route_by": then.route_by or structure.route_by,
            "transition": None,
            "staggers_campaigns": False,
        }
    )
