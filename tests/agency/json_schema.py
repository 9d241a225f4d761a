"""Just enough of JSON Schema to check our own: an unknown keyword fails the test instead of being passed over."""

import re
from typing import Any

TYPES = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool, "null": type(None)}
KNOWN = {
    "$schema", "$defs", "$ref", "title", "description", "default", "type", "properties", "required", "items",
    "additionalProperties", "enum", "pattern", "minLength", "minItems", "minimum", "anyOf",
}  # fmt: skip


def mismatches(schema: dict[str, Any], value: Any, root: dict[str, Any] | None = None, path: str = "$") -> list[str]:
    """Where `value` breaks the schema; empty when it does not."""
    root = root or schema
    assert set(schema) <= KNOWN, f"{path}: {set(schema) - KNOWN}"
    found = []
    if "$ref" in schema:
        found += mismatches(root["$defs"][schema["$ref"].removeprefix("#/$defs/")], value, root, path)
    if "anyOf" in schema:
        options = [mismatches(option, value, root, path) for option in schema["anyOf"]]
        found += min(options, key=len) if all(options) else []
    kind = schema.get("type")
    if kind and (not isinstance(value, TYPES[kind]) or (kind == "integer" and isinstance(value, bool))):
        return [*found, f"{path}: {value!r} is no {kind}"]
    if "enum" in schema and value not in schema["enum"]:
        found.append(f"{path}: {value!r} is not one of {schema['enum']}")
    return [
        *found,
        *_of_text(schema, value, path),
        *_of_list(schema, value, root, path),
        *_of_object(schema, value, root, path),
    ]


def _of_text(schema: dict[str, Any], value: Any, path: str) -> list[str]:
    found = []
    if isinstance(value, str) and "pattern" in schema and not re.search(schema["pattern"], value):
        found.append(f"{path}: {value!r} does not match")
    if isinstance(value, str) and len(value) < schema.get("minLength", 0):
        found.append(f"{path}: too short")
    if isinstance(value, int) and value < schema.get("minimum", value):
        found.append(f"{path}: too low")
    return found


def _of_list(schema: dict[str, Any], value: Any, root: dict[str, Any], path: str) -> list[str]:
    if not isinstance(value, list):
        return []
    found = [f"{path}: too few"] if len(value) < schema.get("minItems", 0) else []
    for index, each in enumerate(value):
        found += mismatches(schema.get("items", {}), each, root, f"{path}.{index}")
    return found


def _of_object(schema: dict[str, Any], value: Any, root: dict[str, Any], path: str) -> list[str]:
    if not isinstance(value, dict):
        return []
    properties = schema.get("properties", {})
    found = [f"{path}.{key} is missing" for key in schema.get("required", []) if key not in value]
    if schema.get("additionalProperties") is False:
        found += [f"{path}.{key} is unknown" for key in value if key not in properties]
    for key, each in value.items():
        found += mismatches(properties.get(key, {}), each, root, f"{path}.{key}")
    return found
