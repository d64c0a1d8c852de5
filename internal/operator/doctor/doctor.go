// Package doctor examines a deployment layer by layer, from the AWS credentials to the
// alarms. For each layer it says what it found and how to repair it. It changes nothing.
package doctor

import (
	"context"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"sns-dynamics/internal/awserror"
	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/dynamics/auth"
	"sns-dynamics/internal/operator/stack"
)

// Status is the status of a layer.
type Status string

// The statuses.
const (
	OK         Status = "ok"
	Failed     Status = "failed"
	Warning    Status = "warning"
	NotChecked Status = "not_checked"
)

// Finding is the result for a layer.
type Finding struct {
	Name   string `json:"name"`
	Status Status `json:"status"`
	Found  string `json:"found"`
	// Fix is the actions for the user, between "; "; empty if the user need not act. An action
	// may end with a command.
	Fix string `json:"fix"`
	// Cause is the name of the layer whose warning is the cause of this failure; empty if no
	// other layer can tell the cause.
	Cause string `json:"-"`

	blocks bool // the layers that need this one cannot be checked
}

// Options are the deployment to examine and the access to it.
type Options struct {
	// AWS returns the configuration to reach AWS.
	AWS func(context.Context) (aws.Config, error)
	// Stack is the name of the stack; without it only Given is known.
	Stack string
	// Given are AWS resources that replace the stack's outputs.
	Given stack.Outputs
	// Environment is the environment to examine, of the stack's EnvironmentNames; empty for
	// the default environment.
	Environment string
	// Zip is the file of the local build.
	Zip string
	// Tables are the tables that messages name, by entity set or logical name.
	Tables []string
	// Impersonate says that messages act for users, so that a missing privilege for
	// that is a failure.
	Impersonate bool
	// Once says that messages have actions with once, so that a missing ledger table is a
	// failure.
	Once bool
	// Wait shows that a layer is checked until done is called; nil shows nothing.
	Wait func(layer string) (done func())
	// Client makes a client of the Web API.
	Client func(auth.Credentials) *dynamics.Client
	// Advise returns the actions for an error of AWS or Dataverse.
	Advise func(error) []string
	// Suggest returns an action with the flags that its command needs.
	Suggest func(string) string
}

// layer is a part of the deployment with its check.
type layer struct {
	name string
	// needs are the layers that must not have failed before this check.
	needs []string
	check func(*examination, context.Context) Finding
}

// The names of the layers that others need or name.
const (
	layerCredentials    = "AWS credentials"
	layerStack          = "stack"
	layerSecret         = "secret"
	layerFunctionSignIn = "function sign-in"
	layerToken          = "token"
	layerUser           = "application user"
	layerDeadLetters    = "dead letters"
)

func layerOfTable(name string) string { return "table " + name }

// layers returns the layers in the order of the checks.
func layers(tables []string) []layer {
	deployed := []string{layerCredentials, layerStack}
	all := []layer{
		{layerCredentials, nil, (*examination).credentials},
		{layerStack, []string{layerCredentials}, (*examination).stack},
		{"deployed code", deployed, (*examination).code},
		{"fence", deployed, (*examination).fenced},
		{"environments", nil, checkEnvironments}, // without a stack, no environment is known
		{layerSecret, deployed, (*examination).secret},
		{layerFunctionSignIn, []string{layerSecret}, (*examination).functionSignIn},
		{layerToken, []string{layerSecret}, (*examination).token},
		{layerUser, []string{layerToken}, (*examination).user},
		{"WhoAmI", []string{layerUser}, (*examination).whoAmI},
		{"impersonation", []string{layerUser}, (*examination).impersonation},
		{"definitions", []string{layerUser}, (*examination).definitions},
		{"ledger", []string{layerUser}, checkLedger},
	}
	for _, name := range tables {
		all = append(all, layer{layerOfTable(name), []string{layerUser}, func(e *examination, ctx context.Context) Finding { return e.table(ctx, name) }})
	}
	return append(all,
		layer{"privileges", []string{layerUser}, (*examination).allowed},
		layer{"subscription", deployed, (*examination).subscription},
		layer{"permission", deployed, (*examination).permission},
		layer{"encryption key", nil, (*examination).key}, // without a stack, no key is known
		layer{"event source", deployed, (*examination).eventSource},
		layer{"queue", deployed, (*examination).queue},
		layer{"other queue", deployed, (*examination).otherQueue},
		layer{layerDeadLetters, deployed, (*examination).deadLetters},
		layer{"alarms", deployed, (*examination).alarms},
	)
}

// layerTimeout bounds the check of a layer: the command does not wait for a service that
// throttles.
const layerTimeout = 30 * time.Second

// Examine checks all layers in order, and calls progress with each finding. It does not
// check a layer that needs a failed layer. Its only error comes from ctx.
func Examine(ctx context.Context, o Options, progress func(Finding)) ([]Finding, error) {
	e := &examination{Options: o, down: map[string]bool{}}
	findings := []Finding{}
	for _, l := range layers(o.Tables) {
		if l.name == layerFunctionSignIn && !e.deployed.HasApplication() {
			continue // with a secret, dynctl signs in as the function does
		}
		f := e.examine(ctx, l)
		if err := ctx.Err(); err != nil {
			return findings, err
		}
		if f.Status == "" { // the deployment does not have the layer
			continue
		}
		findings = append(findings, f)
		progress(f)
	}
	return findings, nil
}

func (e *examination) examine(ctx context.Context, l layer) Finding {
	ctx, cancel := context.WithTimeout(ctx, layerTimeout)
	defer cancel()
	for _, need := range l.needs {
		if e.down[need] {
			e.down[l.name] = true
			return Finding{Name: l.name, Status: NotChecked, Found: "not checked: see " + need}
		}
	}
	if e.Wait != nil {
		defer e.Wait(l.name)()
	}
	f := l.check(e, ctx)
	f.Name, f.Fix = l.name, e.complete(f.Fix)
	e.down[l.name] = f.Status == Failed || f.blocks
	return f
}

// complete completes the command of each action.
func (o Options) complete(fix string) string {
	named := ""
	for _, name := range o.Tables {
		named += " --table " + name
	}
	actions := strings.Split(fix, "; ")
	for i, action := range actions {
		if command, ok := strings.CutSuffix(action, anyTable); ok && named != "" {
			action = command + named
		}
		actions[i] = o.Suggest(action)
	}
	return strings.Join(actions, "; ")
}

// failure returns the finding for an error.
func (e *examination) failure(err error) Finding {
	return Finding{Status: Failed, Found: awserror.Text(err), Fix: strings.Join(e.Advise(err), "; ")}
}

// unnamed returns the finding for a layer whose AWS resource is not known.
func unnamed(flags string) Finding {
	return Finding{Status: NotChecked, Found: "not checked: give " + flags}
}

func found(text string) Finding { return Finding{Status: OK, Found: text} }

func failed(text, fix string) Finding { return Finding{Status: Failed, Found: text, Fix: fix} }

func warning(text, fix string) Finding { return Finding{Status: Warning, Found: text, Fix: fix} }
