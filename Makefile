# The same commands that continuous integration runs.

.PHONY: demo install test check unit browser bench gen

demo: ## Build, make a sample clinic and serve it.
	cargo run --release -- demo

install: ## What the tests need: PostgreSQL's server programs, Chromium, ClamAV, aiosmtpd, Postfix.
	sh tests/install.sh

test: install check unit browser ## Everything.
	sh tests/install.sh say

check: ## Formatting, lints, licences, generated documents.
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- -D warnings
	sh tests/dependencies.sh
	$(MAKE) gen
	git diff --exit-code -- docs/generated

unit: ## Rust tests on both engines.
	cargo test --workspace --locked

browser: ## Browser tests against the real program.
	cd web && npm run --silent check && npm test --silent
	cargo test --workspace --locked --no-run --quiet
	cd web && node --test --test-concurrency=1 ../tests/e2e/*.test.mjs

bench: ## Carepost beside the bare engines, on a million messages; writes docs/bench.
	cargo bench --locked --bench load -- --write docs/bench

gen: ## Writes docs/generated again.
	cargo test --workspace --locked --no-run --quiet
	target/debug/carepost generate docs/generated
