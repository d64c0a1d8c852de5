// Package doctor examines a deployment layer by layer, from the AWS credentials to
// the alarms, and says of each what it found and how to mend it. It changes
// nothing.
package doctor

import (
	"context"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/stack"
)

// Status is how a layer is.
type Status string

// The statuses.
const (
	OK         Status = "ok"
	Failed     Status = "failed"
	Warning    Status = "warning"
	NotChecked Status = "not_checked"
)

// Finding is what was found of a layer.
type Finding struct {
	Name   string `json:"name"`
	Status Status `json:"status"`
	Found  string `json:"found"`
	// Fix is what to do about it; empty where nothing is to be done.
	Fix string `json:"fix"`
}

// Options are what to examine.
type Options struct {
	// Cloud returns how to reach AWS.
	Cloud func(context.Context) (aws.Config, error)
	// Stack is the name of the stack; empty means that only Given is known.
	Stack string
	// Given are places that stand in for the stack's outputs.
	Given stack.Outputs
	// Zip is the file of the local build.
	Zip string
	// Tables are the entity sets that messages name.
	Tables []string
	// Impersonate says that messages act for users, so that the privilege for it
	// must not be missing.
	Impersonate bool
	// Client makes a client of the Web API.
	Client func(dynamics.Credentials) *dynamics.Client
	// Remedy says what to do about an error of AWS or Dataverse.
	Remedy func(error) []string
}

// layer is one thing to look at.
type layer struct {
	name string
	// needs are the layers without which there is nothing to look at here.
	needs []string
	check func(*examination, context.Context) Finding
}

// The names of the layers that others need.
const (
	layerCredentials = "AWS credentials"
	layerStack       = "stack"
	layerSecret      = "secret"
	layerToken       = "token"
	layerUser        = "application user"
)

// layers are what is looked at, in order.
func layers(tables []string) []layer {
	deployed := []string{layerCredentials, layerStack}
	all := []layer{
		{layerCredentials, nil, (*examination).credentials},
		{layerStack, []string{layerCredentials}, (*examination).stack},
		{"deployed code", deployed, (*examination).code},
		{layerSecret, deployed, (*examination).secret},
		{layerToken, []string{layerSecret}, (*examination).token},
		{layerUser, []string{layerToken}, (*examination).user},
		{"WhoAmI", []string{layerUser}, (*examination).whoAmI},
		{"impersonation", []string{layerUser}, (*examination).impersonation},
		{"definitions", []string{layerUser}, (*examination).definitions},
	}
	for _, name := range tables {
		all = append(all, layer{"table " + name, []string{layerUser}, func(e *examination, ctx context.Context) Finding { return e.table(ctx, name) }})
	}
	return append(all,
		layer{"subscription", deployed, (*examination).subscription},
		layer{"permission", deployed, (*examination).permission},
		layer{"event source", deployed, (*examination).eventSource},
		layer{"queue", deployed, (*examination).queue},
		layer{"dead letters", deployed, (*examination).deadLetters},
		layer{"alarms", deployed, (*examination).alarms},
	)
}

// layerTimeout bounds one layer: a service that throttles is not waited for.
const layerTimeout = 30 * time.Second

// Examine looks at all layers in order, and tells progress of each finding. A
// layer that needs one that failed is not checked. It ends early, with an error,
// only when ctx ends.
func Examine(ctx context.Context, o Options, progress func(Finding)) ([]Finding, error) {
	e := &examination{Options: o}
	findings := []Finding{}
	down := map[string]bool{}
	for _, l := range layers(o.Tables) {
		f := e.examine(ctx, l, down)
		if err := ctx.Err(); err != nil {
			return findings, err
		}
		findings = append(findings, f)
		progress(f)
	}
	return findings, nil
}

func (e *examination) examine(ctx context.Context, l layer, down map[string]bool) Finding {
	ctx, cancel := context.WithTimeout(ctx, layerTimeout)
	defer cancel()
	for _, need := range l.needs {
		if down[need] {
			down[l.name] = true
			return Finding{Name: l.name, Status: NotChecked, Found: "not checked: see " + need}
		}
	}
	f := l.check(e, ctx)
	f.Name = l.name
	down[l.name] = f.Status == Failed
	return f
}

// failure is the finding of an error.
func (e *examination) failure(err error) Finding {
	return Finding{Status: Failed, Found: err.Error(), Fix: strings.Join(e.Remedy(err), "; ")}
}

// unnamed is the finding of a layer of which nobody said where it is.
func unnamed(flags string) Finding {
	return Finding{Status: NotChecked, Found: "not checked: give " + flags}
}

func found(text string) Finding { return Finding{Status: OK, Found: text} }

func failed(text, fix string) Finding { return Finding{Status: Failed, Found: text, Fix: fix} }

func warning(text, fix string) Finding { return Finding{Status: Warning, Found: text, Fix: fix} }
