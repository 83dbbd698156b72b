#!/usr/bin/env python3
"""Checks the description of all operations, and real answers against it.

    check_openapi.py DOCUMENT [ANSWERS]

DOCUMENT is what /openapi.json answers; ANSWERS a list of what operations answered: the name of the
operation, what was asked beside its example, status, headers and body. Ends with 0 where all is
right, with 1 and what is wrong where something is not.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from jsonschema import Draft202012Validator, FormatChecker
from openapi_spec_validator import OpenAPIV31SpecValidator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

# What the document is called where schemas refer to it.
ADDRESS = "urn:docket:api"
METHODS = {"get", "put", "post", "delete", "patch"}


class Description:
    """The document, and how things are looked up in it."""

    def __init__(self, document: dict):
        self.document = document
        parts = document["components"]
        # Beside each schema stands a closed one, that allows no member that is not described.
        closed = {name: close(schema) for name, schema in parts["schemas"].items()}
        whole = document | {"components": parts | {"closed": closed}}
        resource = DRAFT202012.create_resource(whole)
        self.registry = Registry().with_resource(ADDRESS, resource)

    def resolved(self, part: dict) -> dict:
        """What a reference leads to; everything else as it is."""
        while "$ref" in part:
            target = self.document
            for name in part["$ref"].removeprefix("#/").split("/"):
                target = target[name]
            part = target
        return part

    def faults(self, value, schema: dict) -> list[str]:
        """What is wrong with a value."""
        text = json.dumps(schema).replace('"#/components/', f'"{ADDRESS}#/components/')
        validator = Draft202012Validator(
            json.loads(text), registry=self.registry, format_checker=FormatChecker()
        )
        return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(value)]

    def operations(self) -> Iterator[tuple[str, dict]]:
        """Every operation with what it is called in reports."""
        for path, item in self.document["paths"].items():
            for method in METHODS & item.keys():
                yield f"{method.upper()} {path}", item[method]


def close(schema, part: bool = False):
    """A schema that allows no members but those that it names.

    Parts of an `allOf` stay open, since each names some of them only.
    """
    if isinstance(schema, list):
        return [close(element) for element in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema and not part:
        name = schema["$ref"].replace("/schemas/", "/closed/")
        return schema | {"$ref": name}
    closed = {}
    for key, value in schema.items():
        if key == "properties":
            closed[key] = {name: close(property) for name, property in value.items()}
        elif key in ("items", "anyOf"):
            closed[key] = close(value)
        else:
            closed[key] = value
    is_open = "additionalProperties" not in schema and ("properties" in schema or "allOf" in schema)
    return closed | ({"unevaluatedProperties": False} if is_open and not part else {})


def faults_of_examples(api: Description) -> Iterator[str]:
    """Examples that their schemas refuse, and what has none."""
    parts = api.document["components"]
    for name, schema in parts["schemas"].items():
        yield from examples_of(api, f"schema {name}", {"schema": schema})
        yield from members_of(api, f"schema {name}", schema)
    for kind in ("parameters", "headers"):
        for name, part in parts[kind].items():
            # What a next link has can't be made up.
            if name != "skiptoken":
                yield from examples_of(api, f"{kind} {name}", part)
    for name, operation in api.operations():
        contents = list(operation.get("requestBody", {}).get("content", {}).items())
        for status, response in operation["responses"].items():
            contents += [
                (f"{status} {type}", content)
                for type, content in api.resolved(response).get("content", {}).items()
            ]
        for type, content in contents:
            yield from examples_of(api, f"{name}, {type}", content)


def examples_of(api: Description, name: str, part: dict) -> Iterator[str]:
    """The examples of a parameter, a field, a body or an answer."""
    schema = part["schema"]
    # Pictures have none.
    if "contentMediaType" in schema:
        return
    examples = [api.resolved(example)["value"] for example in part.get("examples", {}).values()]
    examples += [part["example"]] if "example" in part else []
    if not examples:
        examples = examples_in(api, schema)
    if not examples:
        yield f"{name} has no example"
    for example in examples:
        for fault in api.faults(example, schema):
            yield f"{name}: the example is wrong: {fault}"


def examples_in(api: Description, schema: dict) -> list:
    """The examples of a schema, or what those of its parts come to."""
    if "examples" in schema:
        return schema["examples"]
    if "$ref" in schema:
        return examples_in(api, api.resolved(schema))
    if "items" in schema:
        return [examples_in(api, schema["items"])[:1]]
    if "properties" in schema:
        found = {name: examples_in(api, part) for name, part in schema["properties"].items()}
        return [{name: examples[0] for name, examples in found.items() if examples}]
    if "allOf" in schema:
        whole = {}
        for part in schema["allOf"]:
            whole |= examples_in(api, part)[0]
        return [whole]
    return [example for part in schema.get("anyOf", []) for example in examples_in(api, part)][:1]


def members_of(api: Description, name: str, schema: dict) -> Iterator[str]:
    """Members that nothing is said of, or whose examples are wrong."""
    for member, part in schema.get("properties", {}).items():
        if not part.get("description"):
            yield f"{name}: {member} has no description"
        for example in part.get("examples", []):
            for fault in api.faults(example, part):
                yield f"{name}: the example of {member} is wrong: {fault}"
    for part in schema.get("anyOf", []) + schema.get("allOf", []):
        yield from members_of(api, name, part)


def faults_of_words(api: Description) -> Iterator[str]:
    """What nothing is said of."""
    parts = api.document["components"]
    for name, part in api.operations():
        if not part.get("summary"):
            yield f"{name} has no summary"
        for status, response in part["responses"].items():
            if not api.resolved(response).get("description"):
                yield f"{name}, {status} has no description"
    for kind in ("parameters", "headers", "responses", "securitySchemes"):
        for name, part in parts[kind].items():
            if not part.get("description"):
                yield f"{kind} {name} has no description"


def faults_of_components(document: dict) -> Iterator[str]:
    """Components that nothing leads to."""
    text = json.dumps(document)
    for kind in ("schemas", "parameters", "headers"):
        for name in document["components"][kind]:
            if f'"#/components/{kind}/{name}"' not in text:
                yield f"nothing leads to {kind} {name}"


def faults_of_answers(api: Description, answers: list[dict]) -> Iterator[str]:
    """What real answers have that is not described, and what they lack."""
    operations = {operation["operationId"]: operation for _, operation in api.operations()}
    for answer in answers:
        name = f"{answer['operation']} ({answer['words'] or 'the example'}), {answer['status']}"
        response = operations[answer["operation"]]["responses"].get(str(answer["status"]))
        if response is None:
            yield f"{name}: the status is not described"
            continue
        response = api.resolved(response)
        yield from (f"{name}: {fault}" for fault in faults_of_headers(api, answer, response))
        yield from (f"{name}: {fault}" for fault in faults_of_body(api, answer, response))


# Fields of every message of HTTP.
USUAL = {"content-type", "content-length", "date", "server", "vary"}


def faults_of_headers(api: Description, answer: dict, response: dict) -> Iterator[str]:
    """Fields that are wrong, missing or not described."""
    described = {name.lower(): api.resolved(part) for name, part in response["headers"].items()}
    sent = {name.lower(): value for name, value in answer["headers"].items()}
    for name, header in described.items():
        if name not in sent:
            if header.get("required"):
                yield f"there is no {name}"
            continue
        schema = header["schema"]
        value = int(sent[name]) if schema["type"] == "integer" else sent[name]
        yield from (f"{name}: {fault}" for fault in api.faults(value, schema))
    yield from (f"{name} is not described" for name in sent.keys() - described.keys() - USUAL)


def faults_of_body(api: Description, answer: dict, response: dict) -> Iterator[str]:
    """What is wrong with the body, members that are not described included."""
    contents = response.get("content", {})
    type = answer["headers"].get("content-type", "")
    if not answer["body"]:
        if contents:
            yield "there is no body"
        return
    content = contents.get(type) or contents.get(type.split(";")[0])
    if content is None:
        yield f"{type} is not described"
        return
    if "json" not in type or "ndjson" in type:
        yield from api.faults(answer["body"], content["schema"])
    else:
        yield from api.faults(json.loads(answer["body"]), close(content["schema"]))


def main(arguments: list[str]) -> int:
    """Checks the files, and says what is wrong."""
    if len(arguments) not in (1, 2):
        print(__doc__, file=sys.stderr)
        return 2
    document = json.loads(Path(arguments[0]).read_text())
    faults = [
        f"{'/'.join(map(str, error.absolute_path))}: {error.message}"
        for error in OpenAPIV31SpecValidator(document).iter_errors()
    ]
    if not faults:
        api = Description(document)
        faults += faults_of_examples(api)
        faults += faults_of_words(api)
        faults += faults_of_components(document)
        if len(arguments) == 2:
            faults += faults_of_answers(api, json.loads(Path(arguments[1]).read_text()))
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
