"""``python -m grader.assignment > docs/assignment.schema.json`` writes the JSON Schema of assignments."""

import json

from grader.assignment import json_schema

if __name__ == "__main__":
    print(json.dumps(json_schema(), indent=2))
