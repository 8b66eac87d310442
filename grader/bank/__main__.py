"""``python -m grader.bank`` prints docs/problem.schema.json, ``python -m grader.bank table`` the fields in docs/authors.md."""

import json
import sys

from grader.bank.fields import json_schema, table

if __name__ == "__main__":
    print(table() if sys.argv[1:] == ["table"] else json.dumps(json_schema(), indent=2))
