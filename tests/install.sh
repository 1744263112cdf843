#!/bin/sh
# Installs what the tests need where it may, else says what is missing.
set -eu

missing=""
command -v node >/dev/null || missing="$missing nodejs npm"
command -v make >/dev/null || missing="$missing make"
command -v perl >/dev/null || missing="$missing perl"
command -v cc >/dev/null || missing="$missing gcc"
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null || [ -n "${CAREPOST_TEST_POSTGRES:-}" ] || missing="$missing postgresql"
command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || missing="$missing chromium"

[ -z "$missing" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
else
    echo "The tests need these programs, named as Debian packages:$missing" >&2
    echo "Install them and run this again." >&2
    exit 1
fi
