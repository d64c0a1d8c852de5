# For people: each target is a few plain commands. Variables to set by hand:
ARCH        ?= arm64                           # build, package, deploy: arm64 or x86_64
STACK       ?= sns-dynamics                    # deploy: name of the stack
CODE_BUCKET ?=                                 # deploy: S3 bucket for the zip file
SECRET_ARN  ?=                                 # deploy, replay: ARN of the secret with the credentials
PARAMETERS  ?=                                 # deploy: more of the template's parameters, Name=value
ROUTES      ?=                                 # package, deploy: folder of the routes
SEED        ?=                                 # chaos: the seed of the run to repeat
MESSAGES    ?= 10000                           # chaos: the number of messages
EVENT       ?=                                 # replay: the file of an event
QUICK       ?=                                 # bench: 1 for a run within two minutes
CHECK       ?=                                 # clients: 1 to hold docs/emulator.md to what is measured
CLEAN       ?=                                 # clients: the id of a run whose rows are to be removed

# go.mod names the Go toolchain. A machine whose own Go is older, or is set to `local`, fetches it.
export GOTOOLCHAIN := auto

arch    := $(strip $(ARCH))
goarch  := $(if $(filter x86_64,$(arch)),amd64,arm64)
machine := $(if $(filter x86_64 amd64,$(shell uname -m)),x86_64,arm64)
stack   := $(strip $(STACK))
bucket  := $(strip $(CODE_BUCKET))
secret  := $(strip $(SECRET_ARN))
blank   := $() $()
routes  := $(subst $(blank),\ ,$(strip $(ROUTES)))
event   := $(subst $(blank),\ ,$(strip $(EVENT)))
venv    := .venv/bin

$(if $(filter arm64 x86_64,$(arch)),,$(error ARCH is arm64 or x86_64, not "$(arch)"))
$(if $(filter Architecture=% CodeKey=% CodeBucket=% SecretArn=%,$(PARAMETERS)),\
  $(error set ARCH, CODE_BUCKET and SECRET_ARN instead of those PARAMETERS))

.PHONY: help demo test chaos bench clients pins vuln lint build template package deploy replay e2e worlds needs-bucket needs-event needs-secret needs-sign-in

help: ## List the targets.
	@awk -F ':.*## ' '/^[a-z0-9]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo 'with'
	@sed -n 's/^\([A-Z_]*\)  *?= *\([^ #]*\) *# /  \1=\2\t/p' $(MAKEFILE_LIST) | expand -t 24

demo: ## Show sample messages becoming rows, on the embedded Dataverse emulator.
	@echo 'Building dynctl; README.md says how long the first build takes.'
	@go build -o dist/ ./cmd/dynctl
	@PATH="$(CURDIR)/dist:$$PATH" dynctl demo
	@echo 'In this clone: dist/dynctl demo --open'

test: ## Run the tests.
	go test -timeout 30m ./...

chaos: ## Prove it: MESSAGES= messages through every fault, then 200 kills; SEED= repeats a run.
	go test ./internal/proof/chaos -run 'TestChaos|TestKill' -count=1 -v -timeout $(if $(filter 10000,$(strip $(MESSAGES))),15m,3h) -args -messages $(strip $(MESSAGES)) -kills 200 -seed $(or $(strip $(SEED)),0)

bench: bench/.venv/.ready bench/node_modules/.ready ## Measure the function beside what could be used instead; writes bench/results.json and its plots.
	$(MAKE) build ARCH=$(machine)
	@mkdir -p bench/.build
	cp dist/bootstrap bench/.build/bootstrap
	CGO_ENABLED=0 go build -trimpath -buildvcs=false -tags lambda.norpc -o bench/.build/bare-lambda ./bench/bare-lambda
	go build -o bench/.build/bench ./bench
	$(MAKE) package
	bench/.build/bench $(if $(strip $(QUICK)),-quick)

bench/.venv/.ready: bench/requirements.txt
	python3 -m venv --clear bench/.venv
	bench/.venv/bin/pip install -q --no-deps --require-hashes -r bench/requirements.txt # it lists every package
	bench/.venv/bin/pip check
	touch $@

bench/node_modules/.ready: bench/package-lock.json
	cd bench && npm ci --no-fund --no-audit --ignore-scripts
	touch $@

clients: clients/.venv/.ready clients/node_modules/.ready ## Run Dataverse clients of others against the emulator, or DATAVERSE_URL; writes docs/emulator.md.
	@mkdir -p clients/.build
	go build -o clients/.build/dynctl ./cmd/dynctl
	go build -o clients/.build/clients ./clients
	@clients/.build/clients $(if $(strip $(CHECK)),-check) $(if $(strip $(CLEAN)),-clean '$(strip $(CLEAN))')

clients/.venv/.ready: clients/requirements.txt
	python3 -m venv --clear clients/.venv
	clients/.venv/bin/pip install -q --no-deps --require-hashes -r clients/requirements.txt # it lists every package
	clients/.venv/bin/pip check
	touch $@

clients/node_modules/.ready: clients/package-lock.json
	cd clients && npm ci --no-fund --no-audit --ignore-scripts
	touch $@

# Versions stay as they are in requirements.txt, as far as requirements.in lets them; `rm` that file for the newest.
pins: ## Write each requirements.txt anew of its requirements.in: all packages, with the hashes of their files.
	python3 -m venv --clear .tools/pins
	.tools/pins/bin/pip install -q uv==0.13.9
	for dir in bench clients e2e worlds; do (cd $$dir && UV_CUSTOM_COMPILE_COMMAND='make pins' ../.tools/pins/bin/uv pip compile -q --no-config \
		--generate-hashes --universal --python-version 3.11 --no-annotate --no-strip-extras requirements.in -o requirements.txt >/dev/null) || exit 1; done

vuln: ## Look for known vulnerabilities in what the code calls, with the newest database.
	go run ./cmd/vulncheck latest

lint: ## Check formatting, go vet, staticcheck, go.mod and template.yaml.
	@test -z "$$(gofmt -l .)" || { gofmt -d .; exit 1; }
	go vet ./...
	go vet -tags e2e ./e2e
	go vet -tags worlds ./worlds
	go vet -tags manpages ./cmd/dynctl
	GOOS=windows go vet ./cmd/dynctl/...
	GOOS=darwin go build -o /dev/null ./cmd/dynctl
	go run honnef.co/go/tools/cmd/staticcheck@v0.8.2 -tags e2e,worlds ./...
	go mod tidy -diff
	go run ./infra -check

# Set against the settings of who builds, which would change the bytes.
own    := GOWORK=off GOFLAGS=-mod=readonly
always := $(own) CGO_ENABLED=0 GOOS=linux GOARM64=v8.0 GOAMD64=v1 GOEXPERIMENT= GOFIPS140=off

build: ## Build the function for Lambda into dist/bootstrap.
	$(always) GOARCH=$(goarch) go build -trimpath -buildvcs=false -ldflags='-s -w' -tags lambda.norpc -o dist/bootstrap ./lambda

template: ## Write template.yaml anew.
	go run ./infra

package: build ## Zip the function, and ROUTES if they pass check and test, into dist/function.zip; the same bytes for the same code.
	@$(own) CGO_ENABLED=0 go build -trimpath -o dist/dynctl ./cmd/dynctl
	@$(if $(routes),dist/dynctl routes check $(routes) && dist/dynctl routes test $(routes))
	@$(own) go run ./cmd/pack dist $(routes)

deploy: needs-bucket needs-sign-in package ## Upload the zip file and the template, and deploy the stack.
	key=sns-dynamics/$$({ sha256sum dist/function.zip || shasum -a 256 dist/function.zip; } 2>/dev/null | cut -c1-32).zip && \
	aws s3 cp --no-progress dist/function.zip s3://$(bucket)/$$key && \
	aws cloudformation deploy --stack-name $(stack) --template-file template.yaml --s3-bucket $(bucket) --s3-prefix sns-dynamics \
		--capabilities CAPABILITY_NAMED_IAM --parameter-overrides SecretArn=$(secret) CodeBucket=$(bucket) CodeKey=$$key Architecture=$(arch) $(PARAMETERS)

replay: needs-event needs-secret ## Run EVENT through the function in Docker with sam, against the real environment of SECRET_ARN.
	$(MAKE) build ARCH=$(machine)
	sam local invoke Function -t template.yaml -e $(event) \
		--parameter-overrides SecretArn=$(secret) Architecture=$(machine) $(PARAMETERS)

needs-bucket:
	@: $(if $(bucket),,$(error set CODE_BUCKET to an S3 bucket))

needs-event:
	@: $(if $(event),,$(error set EVENT to a file such as events/06-update-lead.json))

needs-sign-in:
	@: $(if $(secret)$(filter TenantId=%,$(PARAMETERS)),,$(error set SECRET_ARN to the ARN of the secret, or TenantId, ClientId and ServiceRootUrl in PARAMETERS))

needs-secret:
	@: $(if $(secret),,$(error set SECRET_ARN to the ARN of the secret))

e2e: $(venv)/.ready e2e/node_modules/.ready ## Lint the template and try everything with the real aws CLI, moto, sam, Docker and Chromium.
	$(venv)/cfn-lint template.yaml examples/vpc/template.yaml -a cfn_lint_serverless.rules
	$(venv)/checkov -f template.yaml examples/vpc/template.yaml --framework cloudformation --compact --quiet
	PATH="$(CURDIR)/$(venv):$$PATH" go test -tags e2e -count=1 -timeout 20m -v ./e2e

$(venv)/.ready: e2e/requirements.txt
	python3 -m venv --clear .venv
	$(venv)/pip install -q --no-deps --require-hashes -r e2e/requirements.txt # it lists every package
	$(venv)/pip check
	touch $@

e2e/node_modules/.ready: e2e/package-lock.json
	cd e2e && npm ci --no-fund --no-audit --ignore-scripts
	touch $@

worlds: worlds/.venv/.ready ## Deploy the stack to MiniStack in each mode, and hold moto, MiniStack and the AWS emulator to AWS's documents.
	$(MAKE) package ARCH=$(machine)
	PATH="$(CURDIR)/worlds/.venv/bin:$$PATH" go test -tags worlds -count=1 -timeout 20m -v ./worlds

worlds/.venv/.ready: worlds/requirements.txt
	python3 -m venv --clear worlds/.venv
	worlds/.venv/bin/pip install -q --no-deps --require-hashes -r worlds/requirements.txt # it lists every package
	worlds/.venv/bin/pip check
	touch $@
