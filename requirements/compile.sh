#!/usr/bin/env bash
# Lock every dependency by name, version and hash, and no host. Run after changing pyproject.toml.
set -euo pipefail
cd "$(dirname "$0")/.."
export UV_NO_CONFIG=1
compile() { .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header "$@"; }
compile pyproject.toml --group build -o requirements/run.txt
compile pyproject.toml --group build --group dev -c requirements/run.txt -o requirements/dev.txt
compile pyproject.toml --extra observability -c requirements/run.txt -o requirements/server.txt
echo "uv==$(.venv/bin/uv --version | cut -d' ' -f2)" | .venv/bin/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header - -o requirements/bootstrap.txt
