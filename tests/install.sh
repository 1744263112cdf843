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

# Real programs at the other end of the wire. Without them stand-ins are tested against, and these tests say so.
others=""
command -v clamd >/dev/null || [ -x /usr/sbin/clamd ] || others="$others clamav-daemon"
/usr/bin/python3 -c 'import aiosmtpd.smtp' >/dev/null 2>&1 || python3 -c 'import aiosmtpd.smtp' >/dev/null 2>&1 || others="$others python3-aiosmtpd"

[ -x /usr/sbin/postfix ] || others="$others postfix"
command -v pdftotext >/dev/null || others="$others poppler-utils"
# The disk that fills up needs these; every Debian has them.
command -v prlimit >/dev/null || missing="$missing util-linux"
command -v mount >/dev/null || missing="$missing mount"

# At the end of a run: what was not tested, so that nobody takes it for passed.
if [ "${1:-}" = say ]; then
    [ "$(id -u)" = 0 ] || others="$others postfix(as-root)"
    [ -z "$others" ] || echo "PASSED WITHOUT real programs at the other end of the wire:$others" >&2
    exit 0
fi
[ -z "$missing$others" ] && exit 0
may_install=no
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    may_install=yes
    apt-get update -qq || echo "The package lists could not be renewed." >&2
fi

install() {
    [ $may_install = yes ] && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

# shellcheck disable=SC2086
if [ -n "$others" ] && ! install $others; then
    echo "NOT TESTED against real programs: mail servers, a malware scanner, a reader of PDFs. Install these Debian packages for that:$others" >&2
fi
# shellcheck disable=SC2086
if [ -n "$missing" ] && ! install $missing; then
    echo "The tests need these programs, named as Debian packages:$missing" >&2
    echo "Install them and run this again." >&2
    exit 1
fi
