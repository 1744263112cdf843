#!/bin/sh
# Licences, sources and bans of every dependency, by deny.toml.
set -eu
command -v cargo-deny >/dev/null || cargo install cargo-deny --locked --quiet
# The graph names crates of every platform; a build fetched those of this one alone.
cargo fetch --locked --quiet
cargo deny --offline --log-level error check bans licenses sources
