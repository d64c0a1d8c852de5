// Package draft checks a text before it is published, as dynctl validate does.
package draft

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"sns-dynamics/internal/operator/outgoing"
	"sns-dynamics/internal/operator/source"
	"sns-dynamics/internal/operator/validate"
)

// most is the number of problems that are shown.
const most = 50

// Draft is the result of a check.
type Draft struct {
	// Messages is the number of messages in the text.
	Messages int       `json:"messages"`
	Problems []Problem `json:"problems"`
	// More is the number of further problems.
	More int `json:"more,omitempty"`
	// Warnings are facts that may surprise, one line each.
	Warnings []string `json:"warnings,omitempty"`
}

// Problem is a problem of a message in the text. Line and Column count from 1. Column is 0 if
// the problem is of the whole line.
type Problem struct {
	Line    int    `json:"line"`
	Column  int    `json:"column,omitempty"`
	Pointer string `json:"pointer,omitempty"`
	Problem string `json:"problem"`
}

// Decision is the decision of the routes about a message.
type Decision struct {
	// IsRouted says that the message itself need not be an operation.
	IsRouted bool
	// Problem says why the routes make no operation of the message; empty without a problem.
	Problem string
}

// Check checks the messages of a text. A message that is routed has the problem of the routes, or
// no problem: the routes make operations of it, or ignore it. The error comes from ctx.
func Check(ctx context.Context, text string, decide func(message string) Decision) (Draft, error) {
	if strings.TrimSpace(text) == "" {
		return Draft{Problems: []Problem{{Line: 1, Problem: "expected a message, an envelope or an event of SNS or SQS, got nothing"}}}, nil
	}
	in, err := source.Open(strings.NewReader(text), source.Stdin)
	if err != nil {
		return Draft{}, err
	}
	found, err := validate.Run(ctx, in, outgoing.DefaultBytes)
	d := Draft{Messages: found.Messages, Problems: []Problem{}, Warnings: found.Warnings}
	routed, err := places(text, decide, err)
	all := routed.problems()
	for _, p := range found.Problems {
		if one := (Problem{p.Line, p.Column, p.Pointer, p.Problem}); !routed.have(p) && !slices.Contains(all, one) {
			all = append(all, one) // a field that is given twice has its problem once
		}
	}
	if len(routed) > 0 {
		slices.SortStableFunc(all, func(a, b Problem) int { return cmp.Compare(a.Line, b.Line) })
	}
	d.Problems = append(d.Problems, all[:min(most, len(all))]...)
	d.More = len(all) - len(d.Problems)
	return d, err
}

// place is the lines of a message that is routed, its path in the text, and the problem of the
// routes.
type place struct {
	path, problem string
	first, last   int
}

type routedPlaces []place

// places returns the places of the messages that are routed, or err if there is one.
func places(text string, decide func(message string) Decision, err error) (routedPlaces, error) {
	in, openErr := source.Open(strings.NewReader(text), source.Stdin)
	if err = cmp.Or(err, openErr); err != nil {
		return nil, err
	}
	var all routedPlaces
	for item, err := range in.Items() {
		if err != nil {
			return nil, err
		}
		if item.Problem != "" {
			continue
		}
		if d := decide(item.Text); d.IsRouted {
			all = append(all, place{item.Path, d.Problem, item.Line, item.Line + strings.Count(item.Text, "\n")})
		}
	}
	return all, nil
}

// problems returns the problems of the routes.
func (all routedPlaces) problems() []Problem {
	var found []Problem
	for _, at := range all {
		if at.problem != "" {
			found = append(found, Problem{Line: at.first, Pointer: at.path, Problem: at.problem})
		}
	}
	return found
}

func (all routedPlaces) have(p validate.Problem) bool {
	return slices.ContainsFunc(all, func(at place) bool {
		isIn := p.Pointer == at.path || strings.HasPrefix(p.Pointer, at.path+"/")
		return isIn && at.first <= p.Line && p.Line <= at.last
	})
}
