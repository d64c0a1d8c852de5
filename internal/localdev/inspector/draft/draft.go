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

// Check checks the messages of a text. A message for which isMapped holds is no operation: a
// route makes operations of it, and it has no problem. The error comes from ctx.
func Check(ctx context.Context, text string, isMapped func(message string) bool) (Draft, error) {
	if strings.TrimSpace(text) == "" {
		return Draft{Problems: []Problem{{Line: 1, Problem: "expected a message, an envelope or an event of SNS or SQS, got nothing"}}}, nil
	}
	in, err := source.Open(strings.NewReader(text), source.Stdin)
	if err != nil {
		return Draft{}, err
	}
	found, err := validate.Run(ctx, in, outgoing.DefaultBytes)
	d := Draft{Messages: found.Messages, Problems: []Problem{}, Warnings: found.Warnings}
	mapped, err := places(text, isMapped, err)
	kept := slices.DeleteFunc(found.Problems, mapped.have)
	shown := kept[:min(most, len(kept))]
	d.More = len(kept) - len(shown)
	for _, p := range shown {
		d.Problems = append(d.Problems, Problem{p.Line, p.Column, p.Pointer, p.Problem})
	}
	return d, err
}

// place is the lines of a message, and its path in the text.
type place struct {
	path        string
	first, last int
}

type mappedPlaces []place

// places returns the places of the messages for which isMapped holds, or err if there is one.
func places(text string, isMapped func(message string) bool, err error) (mappedPlaces, error) {
	in, openErr := source.Open(strings.NewReader(text), source.Stdin)
	if err = cmp.Or(err, openErr); err != nil {
		return nil, err
	}
	var all mappedPlaces
	for item, err := range in.Items() {
		if err != nil {
			return nil, err
		}
		if item.Problem == "" && isMapped(item.Text) {
			all = append(all, place{item.Path, item.Line, item.Line + strings.Count(item.Text, "\n")})
		}
	}
	return all, nil
}

func (all mappedPlaces) have(p validate.Problem) bool {
	return slices.ContainsFunc(all, func(at place) bool {
		isIn := p.Pointer == at.path || strings.HasPrefix(p.Pointer, at.path+"/")
		return isIn && at.first <= p.Line && p.Line <= at.last
	})
}
