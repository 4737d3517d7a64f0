#!/usr/bin/env bash
# What `make services` does inside tests/with_services.py: the suite on real PostgreSQL, then the short kill-and-cut campaigns. It is
# migrated once: the databases of the workers are copies, the campaigns take the first one. What speaks to Redis and SMTP runs with those,
# what keeps files with S3, side by side; everything else as where there is only a database.
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
"$python" tests/copies.py test_cayda_gw0 test_cayda_gw1 test_cayda_files_gw0
elsewhere=("${speaking[@]/#/--ignore=}" "${keeping[@]/#/--ignore=}")
without redis s3 smtp -- "$pytest" -q -n 2 --migrations --reuse-db --database-only --ignore=tests/e2e "${elsewhere[@]}" "$@"
said="$(mktemp)"
"$pytest" -q -n 1 --migrations --reuse-db "${speaking[@]}" >"$said" 2>&1 &
speaks=$!
fails=0
DATABASE_URL="${DATABASE_URL}_files" without redis smtp -- "$pytest" -q -n 1 --migrations --reuse-db --database-only "${keeping[@]}" || fails=$?
wait "$speaks" || fails=$?
cat "$said"
rm "$said"
[ "$fails" = 0 ]
echo "== killed half-way"
without s3 smtp -- "$python" -m tests.faults --short
