"""``python -m grader.bank > docs/problem.schema.json`` writes the JSON Schema of bank files."""

import json

from grader.bank import json_schema

if __name__ == "__main__":
    print(json.dumps(json_schema(), indent=2))
