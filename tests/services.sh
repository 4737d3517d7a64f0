#!/usr/bin/env bash
# What `make services` does inside tests/with_services.py: the suite on real PostgreSQL, then the short kill-and-cut campaigns. It is
# migrated once: the databases of the workers are copies, the campaigns take the first one. What speaks to Redis and SMTP runs with those,
# what keeps files with S3; everything else as where there is only a database.
set -euo pipefail
python="${BIN:-.venv/bin}/python"
pytest="${BIN:-.venv/bin}/pytest"
speaking=(tests/core/ports tests/core/jobs tests/core/events)
keeping=(tests/core/roster tests/core/signin/test_slips.py tests/lms/courses/test_files.py tests/lms/h5p tests/lms/records)

without() { # without NAME... -- COMMAND...: run it as if these services were not there
  local hidden=()
  while [ "$1" != -- ]; do
    case "$1" in
      redis) hidden+=(-u REDIS_URL) ;;
      s3) hidden+=(-u S3_ENDPOINT -u S3_ACCESS_KEY -u S3_SECRET_KEY) ;;
      smtp) hidden+=(-u EMAIL_URL -u SMTP_MAILDIR) ;;
    esac
    shift
  done
  shift
  env "${hidden[@]}" "$@"
}

"$python" manage.py migrate --verbosity 0
"$python" tests/copies.py test_cayda_gw0 test_cayda_gw1
elsewhere=("${speaking[@]/#/--ignore=}" "${keeping[@]/#/--ignore=}")
without redis s3 smtp -- "$pytest" -q -n 2 --migrations --reuse-db --database-only --ignore=tests/e2e "${elsewhere[@]}" "$@"
"$pytest" -q -n 1 --migrations --reuse-db "${speaking[@]}"
without redis smtp -- "$pytest" -q -n 2 --migrations --reuse-db --database-only "${keeping[@]}"
echo "== killed half-way"
without s3 smtp -- "$python" -m tests.faults --short
