"""JSON Schema of worlds, structures and studies, from the classes that read them, so that editors complete and explain.

A file that the loader takes passes, written as people write it; names that stand elsewhere, sums and sources are for
`ccsim validate` to check.
"""

from typing import Any, NoReturn

from pydantic import BaseModel, TypeAdapter
from pydantic.json_schema import GenerateJsonSchema

from ccsim.errors import InputError, Problem, did_you_mean
from ccsim.scenario.quantities import Duration, NonNegative, Positive, Share, exact_duration
from ccsim.scenario.structure import Structure
from ccsim.scenario.study import Study
from ccsim.scenario.world import World

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
MODELS: dict[str, type[BaseModel]] = {"world": World, "structure": Structure, "study": Study}
NOTHING = {"type": "null"}


def schema_of(kind: str) -> Schema:
    """The JSON Schema of files of a kind."""
    if kind not in MODELS:
        _refuse(kind)
    model = MODELS[kind]
    schema: Schema = _tidy(model.model_json_schema(schema_generator=_Plain))
    if model is World:
        schema = _with_sources(schema)
    if model is Structure:
        schema = _with_differences(schema)
    named = {"$schema": DIALECT, "title": f"A {kind} of ccsim"}
    return named | schema | named


def _refuse(kind: str) -> NoReturn:
    message = f"no schema '{kind}'{did_you_mean(kind, MODELS)} (there are: {', '.join(MODELS)})"
    raise InputError([Problem("", None, None, "", message)])


class _Plain(GenerateJsonSchema):
    """Without titles made from names, and with defaults as people write them."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False

    def default_schema(self, schema: Any) -> Schema:
        written = super().default_schema(schema)
        default = schema.get("default")
        if default is None or isinstance(default, BaseModel):
            written.pop("default", None)  # that it may be left out is all there is to say
        elif written.get("type") == "string" and isinstance(default, int):
            written["default"] = exact_duration(default)
        return written


# --- what all kinds share --------------------------------------------------------------------------------


def _tidy(schema: Any, about: str = "") -> Any:
    """Descriptions in one line, and keys from a closed list as properties, which editors offer and explain."""
    if isinstance(schema, list):
        return [_tidy(entry, about) for entry in schema]
    if not isinstance(schema, dict):
        return schema
    if isinstance(schema.get("description"), str):
        about = " ".join(schema["description"].split())
        schema = schema | {"description": about}
    tidy = {key: _tidy(value, about) for key, value in schema.items()}
    if tidy.get("type") == "object" and "enum" in tidy.get("propertyNames", ()):
        names, entry = tidy.pop("propertyNames")["enum"], tidy.pop("additionalProperties")
        tidy |= {"properties": dict.fromkeys(names, {"description": about} | entry), "additionalProperties": False}
    return tidy


def _amounts(schema: Schema) -> bool:
    """Whether a schema is that of a number, a duration, or a list of numbers."""
    if "anyOf" in schema:
        return any(_amounts(choice) for choice in schema["anyOf"])
    is_time = "6 min" in schema.get("examples", ())
    return schema.get("type") in ("number", "integer") or is_time or ("items" in schema and _amounts(schema["items"]))


# --- worlds: numbers have sources ------------------------------------------------------------------------

FACTOR = {"type": "string", "pattern": r"^\s*[x×]\s*(\d+\.?\d*|\.\d+)\s*$", "examples": ["x0.5", "x2"]}
BOUND = {"type": ["number", "string"], "examples": ["x0.5"]}
SHARED: Schema = {
    "Source": {
        "description": "Where the numbers here and below come from: a row of evidence.csv, an address, or assumed.",
        "type": "string",
        "examples": ["assumed", "https://"],
    },
    "Note": {"description": "A remark on where the number comes from.", "type": "string"},
    "Least": {"description": "The least that it may be, in its unit or as a factor.", **BOUND},
    "Most": {"description": "The most that it may be, in its unit or as a factor.", **BOUND},
    "LeastFactor": {"description": "The least that the values here may be, as a factor of them.", **FACTOR},
    "MostFactor": {"description": "The most that the values here may be, as a factor of them.", **FACTOR},
}
AMOUNTS: dict[str, Schema] = {
    name: TypeAdapter(kind).json_schema()
    for name, kind in (("Time", Duration), ("Share", Share), ("AboveZero", Positive), ("ZeroOrMore", NonNegative))
}


def _to(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


MARKS = {"source": _to("Source"), "low": _to("LeastFactor"), "high": _to("MostFactor"), "note": _to("Note")}


def _with_sources(schema: Schema) -> Schema:
    """Any mapping may tell its source; any amount may be written out as {value: …, source: …}."""
    root: Schema = _sourced(schema)
    amounts = AMOUNTS | {f"{name}WithSource": _long(_to(name)) for name in AMOUNTS}
    return root | {"$defs": {name: _sourced(part) for name, part in schema["$defs"].items()} | amounts | SHARED}


def _sourced(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_sourced(entry) for entry in schema]
    if not isinstance(schema, dict):
        return schema
    sourced = {key: value if key == "$defs" else _sourced(value) for key, value in schema.items()}
    if schema.get("type") != "object":
        return sourced
    own = {name: _long_or_short(entry) for name, entry in sourced.get("properties", {}).items()}
    sourced["properties"] = own | MARKS
    if isinstance(sourced.get("additionalProperties"), dict):
        sourced["additionalProperties"] = _long_or_short(sourced["additionalProperties"])
    return sourced


def _long_or_short(schema: Schema) -> Schema:
    """An amount by itself, orWithSource; another schema as it is."""
    if not _amounts(schema):
        return schema
    beside, choices = _choices(schema)
    names = [next((name for name, amount in AMOUNTS.items() if amount == choice), None) for choice in choices]
    short = [_to(name) if name else choice for name, choice in zip(names, choices, strict=True)]
    named = [_to(f"{name}WithSource") for name in names if name]
    long = [_long(c) for name, c in zip(names, choices, strict=True) if not name and c != NOTHING]
    return beside | {"anyOf": [*short, *named, *long]}


def _long(amount: Schema) -> Schema:
    return {
        "type": "object",
        "properties": {
            "value": {"description": "The value itself.", **amount},
            "source": _to("Source"),
            "low": _to("Least"),
            "high": _to("Most"),
            "note": _to("Note"),
        },
        "required": ["value"],
        "additionalProperties": False,
        "if": {"properties": {"source": {"const": "assumed"}}, "required": ["source"]},
        "then": {"required": ["low", "high"]},
    }


def _choices(schema: Schema) -> tuple[Schema, list[Schema]]:
    """What is said of a value whatever it is, and the schemas that it may have."""
    beside: Schema = {key: schema[key] for key in ("description", "default") if key in schema}
    left = {key: value for key, value in schema.items() if key not in beside}
    return beside, left["anyOf"] if set(left) == {"anyOf"} else [left]


# --- structures: a file may say only what differs --------------------------------------------------------

SAID_ALWAYS = ("kind", "title", "extends")


def _with_differences(schema: Schema) -> Schema:
    """A structure in full, or, where it extends another, with what differs alone."""
    parts = schema.pop("$defs")
    differing = {f"{name}ThatDiffers": _differing(part) for name, part in parts.items()}
    difference = _differing(schema) | {"required": list(SAID_ALWAYS)}
    difference["properties"] |= {name: schema["properties"][name] for name in SAID_ALWAYS}
    for name in set(schema["required"]) - set(SAID_ALWAYS):
        difference["properties"][name] = _differing(schema["properties"][name])
    return {
        "description": schema["description"],
        "type": "object",
        "if": {"required": ["extends"]},
        "then": _to("StructureThatDiffers"),
        "else": _to("Structure"),
        "$defs": {"Structure": schema, "StructureThatDiffers": difference} | parts | differing,
    }


def _differing(schema: Schema) -> Schema:
    """A mapping of which any part may be left out, and any taken away with null."""
    if "$ref" in schema:
        return schema | {"$ref": f"{schema['$ref']}ThatDiffers"}
    if schema.get("type") != "object":
        return schema
    differing = {key: value for key, value in schema.items() if key != "required"}
    for key in ("properties", "patternProperties"):
        differing[key] = {name: _or_nothing(entry) for name, entry in schema.get(key, {}).items()}
    if isinstance(schema.get("additionalProperties"), dict):
        differing["additionalProperties"] = _or_nothing(schema["additionalProperties"])
    return differing


def _or_nothing(schema: Schema) -> Schema:
    beside, choices = _choices(schema)
    return beside | {"anyOf": [*(_differing(choice) for choice in choices if choice != NOTHING), NOTHING]}
