#!/usr/bin/env bash
# setup.sh: Gradescope runs this once, as root, when it builds the image. It makes the environment and grades the right answers, so that an
# image that does not work is seen now.
set -euo pipefail
root=${GRADESCOPE_ROOT:-/autograder}
cd "$root/source"
made_with=$(sed -n 's/^# Python //p' requirements.txt)

fail() {
    echo "setup.sh: $1" >&2
    exit 1
}

# The first Python that is new enough and can make an environment: the version of the installation that made this package, if it is here.
find_python() {
    local each
    for each in "python$made_with" python3 python3.11 python3.12 python3.13 python3.14; do
        if "$each" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' > /dev/null 2>&1; then
            command -v "$each"
            return
        fi
    done
    return 1
}

if ! python=$(find_python) && command -v apt-get > /dev/null; then
    # Ubuntu 22.04 comes with Python 3.10, and has 3.11 among its packages.
    (apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -q -y python3.11 python3.11-venv) || true
fi
python=${python:-$(find_python)} ||
    fail "the grader needs Python 3.11 or newer with venv, and this image has $(python3 --version 2> /dev/null || echo none). \
Choose a newer base image version under Configure Autograder, and press Update Autograder."

"$python" -m venv .venv
.venv/bin/pip install --quiet --disable-pip-version-check --only-binary=:all: -r requirements.txt ||
    fail "the packages in requirements.txt could not be installed for $("$python" --version); they are those of Python $made_with. \
Choose a base image with that version, or make the package anew with a grader that is installed under this one."

.venv/bin/python -m grader gradescope grade sample --salt "$(cat salt)" --out sample-results.json --strict ||
    fail "the grader does not work in this image: it did not decide the right answers in sample/answers.txt."
echo "setup.sh: ready"
