# The few commands of this project. `make help` lists them.

SHELL := /bin/bash
CARGO ?= cargo
TOOLS := target/tools

.PHONY: help check test demo bench bench-formats fmt proto tools

help: ## this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

check: tools ## format, lints, docs, proto lint: what is looked at first
	$(CARGO) fmt --all --check
	$(CARGO) clippy --workspace --all-targets --locked -- -D warnings
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --workspace --no-deps --locked
	$(CARGO) fmt --manifest-path fuzz/Cargo.toml --check
	# Without a library to link with: what is asked is whether the targets still fit the crates.
	CUSTOM_LIBFUZZER_PATH=target/none.a $(CARGO) clippy --manifest-path fuzz/Cargo.toml --target-dir target/fuzz --locked -- -D warnings
	$(MAKE) proto

proto: ## lint the API
	tests/tools/buf lint proto

test: tools ## all tests
	$(CARGO) build --workspace --bins --locked # the black-box tests run the binary
	$(CARGO) nextest run --workspace --locked --no-fail-fast

demo: ## a province in a temporary folder, with everything running
	tests/tools/install build
	$(CARGO) run --locked --quiet --bin lienthong -- demo $(ARGS)

bench: ## speed and size of a release build, printed
	$(CARGO) build --release --locked --bin lienthong
	$(CARGO) run --release --locked --package lienthong-tests --bin bench
	$(MAKE) bench-formats

bench-formats: ## speed of every format and charset on one core, printed
	$(CARGO) run --release --locked --package lienthong-vntext --example bench_vntext
	$(CARGO) run --release --locked --package lienthong-adapter-table --example bench_table
	$(CARGO) run --release --locked --package lienthong-adapter-table --example bench_sheets
	$(CARGO) run --release --locked --package lienthong-adapter-xml --example bench_xml
	$(CARGO) run --release --locked --package lienthong-adapter-json --example bench_json
	$(CARGO) run --release --locked --package lienthong-adapter-edxml --example bench_edxml

fmt: ## format all
	$(CARGO) fmt --all

tools: ## what the tests need beside Rust
	tests/tools/install
