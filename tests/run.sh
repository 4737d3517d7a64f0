#!/usr/bin/env bash
# What `make test` does: bring what the tests need, then every gate, each timed, the first failure ends it.
set -euo pipefail
cd "$(dirname "$0")/.."
export DATA_DIR="${TEST_DATA_DIR:-$(mktemp -d)}"
trap 'rm -rf "$DATA_DIR"' EXIT

need_debian() { # the Debian packages the tests use, when we are root and any is missing
  local missing=()
  for package in chromium postgresql redis-server libpango-1.0-0 libpangoft2-1.0-0 gettext nginx-light; do
    dpkg -s "$package" >/dev/null 2>&1 || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return 0
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "installing ${missing[*]}"
    apt-get update -qq >/dev/null
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
  else
    echo "NOT INSTALLED (needs root): ${missing[*]}; the tests that use them are skipped"
    if [ "${CI:-}" = true ]; then exit 1; fi
  fi
}

step() { # step NAME COMMAND...
  local started=$SECONDS
  echo "== $1"
  shift
  "$@"
  echo "   $((SECONDS - started)) s"
}

step "debian packages" need_debian
step "set up" make --no-print-directory setup-dev
step "lint, types, contracts, front end" make --no-print-directory --jobs=2 --output-sync=target lint types contracts vitest
step "unit tests on SQLite" make --no-print-directory unit
step "real PostgreSQL, Redis, S3, SMTP; killed half-way" make --no-print-directory services
step "journeys in Chromium" make --no-print-directory e2e
echo "all green after $SECONDS s"
