package main

import (
	"context"
	"fmt"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/message"
	"sns-dynamics/internal/metadata"
	"sns-dynamics/internal/source"
)

// online holds messages against what an environment has.
type online struct {
	model *metadata.Model
	// warnings are those of reading the metadata, and then those of the messages.
	warnings []string
}

// mostOnline is how many warnings of messages are listed.
const mostOnline = 100

// online reads what the environment of the function's credentials has.
func (a *app) online(ctx context.Context) (*online, error) {
	credentials, err := a.credentials(ctx)
	if err != nil {
		return nil, err
	}
	o := &online{}
	file, err := metadata.CacheFile(credentials.Root.String())
	if err != nil {
		o.warnings = append(o.warnings, "the metadata is not kept for the next time: "+err.Error())
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	read, err := metadata.Read(ctx, newClient(given(credentials)), file)
	if err != nil {
		return nil, a.ofDynamics(ctx, err)
	}
	o.model, o.warnings = read.Model, append(o.warnings, read.Warnings...)
	return o, nil
}

// check returns what is wrong with a message, and keeps what is only worth
// knowing.
func (o *online) check(item source.Item, op dynamics.Operation) []message.Problem {
	var problems []message.Problem
	for _, p := range metadata.Check(op, o.model) {
		switch {
		case !p.Warning:
			problems = append(problems, message.Problem{Pointer: p.Pointer, Text: p.Text})
		case len(o.warnings) < mostOnline:
			o.warnings = append(o.warnings, fmt.Sprintf("%s:%d: %s: %s", item.File, item.LineOf(p.Pointer), item.Pointer(p.Pointer), p.Text))
		}
	}
	return problems
}
