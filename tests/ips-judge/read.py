"""A second reader of the documents we write: fhir.resources (PyPI, pydantic models of FHIR R4B).

    python3 read.py FILE…     exit 0: all read; 1: not read, with the reason; 4: the package is not installed

"""

import json
import sys

try:
    from importlib.metadata import version

    from fhir.resources.R4B.bundle import Bundle
except ImportError:
    print("fhir.resources is not installed (pip install fhir.resources==8.0.0)")
    sys.exit(4)

bad = 0
entries = 0
for path in sys.argv[1:]:
    with open(path, "rb") as file:
        given = json.load(file)
    try:
        bundle = Bundle.model_validate(given)
        again = json.loads(bundle.model_dump_json())
        if len(again.get("entry", [])) != len(given["entry"]):
            raise ValueError("entries are lost")
        kinds = [entry["resource"]["resourceType"] for entry in given["entry"]]
        if [entry.resource.get_resource_type() for entry in bundle.entry] != kinds:
            raise ValueError("resources are taken for others")
        entries += len(kinds)
    except Exception as why:  # whatever it says is a finding
        bad += 1
        print(f"{path}: {str(why)[:1500]}")
print(f"fhir.resources {version('fhir.resources')}: {len(sys.argv) - 1 - bad} of {len(sys.argv) - 1} documents read, {entries} entries")
sys.exit(1 if bad else 0)
