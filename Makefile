# 安标：每个目标都可以在一台新的 Debian 12（或更新）上直接运行。
SHELL := /bin/bash
VENV := .venv
PY := $(VENV)/bin/python
ANBIAO := $(VENV)/bin/anbiao
READY := $(VENV)/.ready
PRINT_PACKAGES := libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fontconfig fonts-noto-cjk
TEST_PACKAGES := $(PRINT_PACKAGES) chromium poppler-utils libreoffice-calc-nogui libreoffice-writer-nogui

.PHONY: help site test check serve bench clean lint lock
.DEFAULT_GOAL := help

help:  ## 列出这些目标
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/'

site: system $(READY)  ## 检查数据并生成整个 site/（主要的一条）
	$(ANBIAO) build

test: system-test $(READY)  ## 运行全部测试
	$(PY) -m pytest

check: system $(READY)  ## 只检查数据，列出全部问题
	$(ANBIAO) check

serve: system $(READY)  ## 边改边看（只有网页，没有 PDF）
	$(PY) -m mkdocs serve --dev-addr 127.0.0.1:8000

bench: system-test $(READY)  ## 测速度，结果是同一次运行里的比值
	$(PY) tests/bench/run.py

lint: $(READY)  ## 代码检查：ruff、mypy
	$(VENV)/bin/ruff check macros tests .github
	$(VENV)/bin/ruff format --check macros tests .github
	$(VENV)/bin/mypy

lock: $(READY)  ## 重新锁定 Python 包的版本（合于 Debian 12 的 3.11.2 和更新的）
	$(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11.2 --generate-hashes --no-header \
	  --no-emit-index-url --no-emit-find-links --extra test --extra build --output-file requirements.lock pyproject.toml

clean:  ## 删去生成的东西（不删 .venv）
	rm -rf site .cache .pytest_cache .mypy_cache .ruff_cache

.PHONY: system system-test
system:
	@tests/setup/packages.sh $(PRINT_PACKAGES)

system-test:
	@tests/setup/packages.sh $(TEST_PACKAGES)

$(READY): requirements.lock pyproject.toml
	@command -v python3 >/dev/null || { echo "没有 python3（要 3.11 以上）。"; exit 1; }
	@python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "python3 太旧，要 3.11 以上。"; exit 1; }
	@python3 -c 'import ensurepip, venv' 2>/dev/null || tests/setup/packages.sh python3-venv
	test -x $(PY) || python3 -m venv $(VENV)
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	PYTHONWARNINGS=ignore $(PY) -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --editable .
	@touch $@
