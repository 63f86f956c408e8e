# The course's verbs. `make help` lists them; each is one line, the work is done by xentlib.
PYTHON ?= python3
PORT ?= 8888
CLASS ?= 20
BROWSER ?= yes
SOLUTIONS ?= no
IN_COURSE = .venv/bin/python -m

.PHONY: help install lab progress test notebooks outputs tables site bench bench-grading parity
help:           ## list these verbs
	@sed -n 's/^\([a-z-]*\): *.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 22
install:        ## create .venv with the pinned versions (every other verb does it when needed)
	@$(PYTHON) xentlib/install.py
lab: install    ## open the course in JupyterLab (PORT=8888, BROWSER=no to only serve)
	@$(IN_COURSE) xentlib lab --port $(PORT) --browser $(BROWSER)
progress: install ## show how far you are, read from your notebooks
	@$(IN_COURSE) xentlib progress
test: install   ## run everything that CI runs
	.venv/bin/ruff check . && .venv/bin/mypy
	.venv/bin/pytest --numprocesses 2 --dist loadfile --nbval --nbval-cell-timeout 120 --nbval-sanitize-with tests/nbval_sanitize.cfg solutions
	.venv/bin/pytest --numprocesses 2 --dist loadfile --nbval-lax --nbval-cell-timeout 120 notebooks
	.venv/bin/pytest --numprocesses 2 --dist loadfile
notebooks: install ## generate the learners' notebooks/ from solutions/
	@$(IN_COURSE) xentlib notebooks
outputs: install ## run solutions/ and store their outputs
	@$(IN_COURSE) xentlib outputs
tables: install ## measure the tables again that take a notebook too long
	@$(IN_COURSE) xentlib tables
site: install   ## build the course's website in build/site (SOLUTIONS=yes to publish the solutions, too)
	@$(IN_COURSE) xentlib site --solutions $(SOLUTIONS)
bench: install  ## measure what we claim about speed, beside the frameworks that are installed in .venv
	@$(IN_COURSE) tests.bench
bench-grading: install ## measure grading, beside nbgrader's own; it takes minutes (CLASS=20 submissions)
	@$(IN_COURSE) tests.bench.grading $(CLASS)
parity: install ## compare our numbers with the frameworks that are installed in .venv
	@.venv/bin/pytest tests/parity
