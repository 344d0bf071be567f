"""What options set of a study's document, and what of the file then holds no more."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ccsim.scenario.document import Document, Steps
from ccsim.scenario.study import Study


def with_options(document: Document, options: Mapping[str, Any]) -> Document:
    """The document with keys from options."""
    given = {key: value for key, value in options.items() if value is not None}
    replaced = {old for key, others in INSTEAD.items() if key in given for old in others}
    left = {key: value for key, value in document.data.items() if key not in replaced}
    shown = {key: f"{value:g}" if isinstance(value, float) else str(value) for key, value in given.items()}
    cited: dict[Steps, str] = {(key,): f"--{key} {shown[key]}".removesuffix(" True") for key in shown}
    return replace(document, data={**left, **given}, overrides={**document.overrides, **cited})


INSTEAD = {"replications": ("precision", "select"), "precision": ("select",), "select": ("precision",)}
"""An option decides how many replications there are in place of these keys of the file."""


def of_its_measure(own: Document, document: Document) -> Document:
    """The document without what the file says in the unit of a primary measure that was overridden."""
    usual = Study.model_fields["primary"].default
    if own.data.get("primary", usual) == document.data.get("primary", usual):
        return document
    left = {
        key: value for key, value in document.data.items() if key not in IN_ITS_UNIT or (key,) in document.overrides
    }
    return replace(document, data=left)


IN_ITS_UNIT = ("margin", "precision")
