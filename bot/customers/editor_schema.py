"""The JSON schema that gives completion and hints in editors (personas/persona.schema.json)."""

import json

from bot.customers.occasions import OCCASIONS
from bot.customers.persona import Persona

SCHEMA_NAME = "persona.schema.json"


def editor_schema() -> str:
    """The schema as text: the persona's, with every occasion named and explained."""
    schema = Persona.model_json_schema()
    schema["$schema"] = "http://json-schema.org/draft-07/schema#"
    schema["title"] = "A customer"
    lines = schema["properties"]["lines"]
    lines["properties"] = {
        key: {"$ref": "#/$defs/Lines", "description": occasion.when} for key, occasion in OCCASIONS.items()
    }
    lines["additionalProperties"] = False
    lines.pop("propertyNames", None)
    lines.pop("patternProperties", None)
    return json.dumps(schema, indent=2, ensure_ascii=False, sort_keys=True) + "\n"
