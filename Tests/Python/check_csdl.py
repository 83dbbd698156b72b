#!/usr/bin/env python3
"""Checks $metadata against the official schemas of OData.

    check_csdl.py SCHEMAS FILE...

SCHEMAS is the folder with edmx.xsd, edm.xsd and csdl.schema.json; a FILE ends in .xml or .json.
Ends with 0 where all are valid, with 1 and what is wrong where one is not.
"""

import json
import sys
from pathlib import Path

from jsonschema import Draft7Validator
from lxml import etree

# Python's expressions know no classes of Unicode. Docket's names are ASCII, so that is all that
# is let through.
PYTHON_CLASSES = {
    "L": "[A-Za-z]",
    "Nl": "[A-Za-z]",
    "Nd": "[0-9]",
    "Mn": "_",
    "Mc": "_",
    "Pc": "_",
    "Cf": "_",
}


def faults_of_xml(schemas: Path, file: Path) -> list[str]:
    """What the XML schema says of a document, and names in it that lead nowhere."""
    schema = etree.XMLSchema(etree.parse(schemas / "edmx.xsd"))
    document = etree.parse(file)
    schema.validate(document)
    faults = [f"line {error.line}: {error.message}" for error in schema.error_log]
    edm = "{http://docs.oasis-open.org/odata/ns/edm}"
    known = {
        f"{part.getparent().get('Namespace')}.{part.get('Name')}"
        for kind in ("EntityType", "ComplexType")
        for part in document.iter(edm + kind)
    }
    for part in document.iter():
        name = part.get("Type") or part.get("EntityType") or ""
        name = name.removeprefix("Collection(").removesuffix(")")
        if name and not name.startswith("Edm.") and name not in known:
            faults.append(f"line {part.sourceline}: there is no type {name}")
    # 4.01 wants it said of every property, and of no navigation to several entities.
    for part in document.iter(edm + "Property"):
        if part.get("Nullable") is None:
            faults.append(f"line {part.sourceline}: {part.get('Name')} lacks Nullable")
    return faults


def faults_of_json(schemas: Path, file: Path) -> list[str]:
    """What the JSON schema says of a document."""
    text = (schemas / "csdl.schema.json").read_text()
    for name, letters in PYTHON_CLASSES.items():
        text = text.replace(f"\\\\p{{{name}}}", letters)
    validator = Draft7Validator(json.loads(text))
    document = json.loads(file.read_text())
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(document)]


def main(arguments: list[str]) -> int:
    """Checks the files, and says of each what is wrong with it."""
    if len(arguments) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    schemas = Path(arguments[0])
    status = 0
    for file in map(Path, arguments[1:]):
        check = faults_of_json if file.suffix == ".json" else faults_of_xml
        for fault in check(schemas, file):
            print(f"{file}: {fault}", file=sys.stderr)
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
