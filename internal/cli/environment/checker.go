package environment

import (
	"context"
	"fmt"

	"sns-dynamics/internal/cli"
	"sns-dynamics/internal/function/message"
	"sns-dynamics/internal/operation"
	"sns-dynamics/internal/operator/check"
	"sns-dynamics/internal/operator/source"
)

// Checker checks messages against the definitions of an environment, or of a file with its
// $metadata document. It resolves plain values. A nil Checker checks nothing.
type Checker struct {
	plain
	names check.Checker
	// warnings are first the warnings of reading the definitions, then the warnings about
	// messages.
	warnings []string
}

// maxMessageWarnings is the most warnings that are kept.
const maxMessageWarnings = 100

// Checker reads the definitions. It returns nil if no field of the source is set. The error is
// a [cli.Failure], or comes from reading the file.
func (s *Source) Checker(ctx context.Context, a *cli.App) (*Checker, error) {
	switch {
	case s.Metadata != "":
		return fileChecker(ctx, s.Metadata)
	case s.Online:
		return onlineChecker(ctx, a)
	}
	return nil, nil
}

// onlineChecker reads the metadata of the environment of the function's credentials.
func onlineChecker(ctx context.Context, a *cli.App) (*Checker, error) {
	client, credentials, err := Client(ctx, a)
	if err != nil {
		return nil, err
	}
	c := &Checker{plain: plain{ctx: ctx, resolver: Resolver(client)}}
	file, err := check.CacheFile(credentials.Root.String())
	if err != nil {
		c.warnings = append(c.warnings, "the metadata is not cached: "+err.Error())
	}
	defer a.Wait("the metadata of " + credentials.Root.String())()
	reading, cancel := context.WithTimeout(ctx, cli.DataverseTimeout)
	defer cancel()
	read, err := check.Read(reading, client, file)
	if err != nil {
		return nil, cli.WithAdvice(ctx, err)
	}
	c.names = check.Checker{Model: read.Model, Lacks: check.EmulatorLacks(ctx, client)}
	c.warnings = append(c.warnings, read.Warnings...)
	return c, nil
}

// fileChecker reads a $metadata document. It needs no network.
func fileChecker(ctx context.Context, name string) (*Checker, error) {
	resolver, warnings, err := FileResolver(name)
	if err != nil {
		return nil, err
	}
	f, err := openMetadata(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	model, err := check.ReadDocument(f)
	if err != nil {
		return nil, cli.Failed(saveMetadata, "%s: %w", name, err)
	}
	return &Checker{plain: plain{ctx: ctx, resolver: resolver}, names: check.Checker{Model: model}, warnings: warnings}, nil
}

// Check returns the problems of a message, and keeps its warnings. It has the form of the
// checks of package validate.
func (c *Checker) Check(item source.Item, op operation.Operation) []message.Problem {
	if c == nil {
		return nil
	}
	op, problems, ok := c.resolve(item, op)
	if !ok {
		return problems
	}
	for _, p := range c.names.Check(op) {
		switch {
		case !p.Warning:
			problems = append(problems, message.Problem{Pointer: p.Pointer, Text: p.Text})
		case len(c.warnings) < maxMessageWarnings:
			c.warnings = append(c.warnings, fmt.Sprintf("%s:%d: %s: %s", item.File, item.LineOf(p.Pointer), item.Pointer(p.Pointer), p.Text))
		}
	}
	return problems
}

// Shown returns the messages with plain values, in the order of the input.
func (c *Checker) Shown() []ShownMessage {
	if c == nil {
		return nil
	}
	return c.shown
}

// Warnings returns the warnings of the definitions and of the messages, one line each.
func (c *Checker) Warnings() []string {
	if c == nil {
		return nil
	}
	return c.warnings
}

// Err returns the error of a request that was needed to resolve plain values, as a
// [cli.Failure].
func (c *Checker) Err() error {
	if c == nil || c.err == nil {
		return nil
	}
	return cli.WithAdvice(c.ctx, c.err)
}
