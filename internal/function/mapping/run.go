package mapping

import (
	"context"
	"errors"
	"strconv"

	"github.com/itchyny/gojq"
)

// maxResults is the limit for the operations of one message: the limit of a batch.
const maxResults = 1000

// maxVisits limits the items of all lists of the result, because a short program can put one
// list into another many times.
const maxVisits = 1_000_000

// Run makes the results of a message. The message is a value of encoding/json with numbers as
// json.Number. The results are the values of the program without its nulls, and the items of
// lists instead of the lists. There is no result if the program ignores the message. The results
// may share parts with the message, so the caller must not change them. The error is an
// [*Error], or the error of ctx: the program may need more time than ctx has, and another
// attempt may be quicker.
func (p *Program) Run(ctx context.Context, message any, meta Meta) ([]any, error) {
	c := collector{left: maxVisits}
	var about any
	if p.readsMeta {
		about = meta.value()
	}
	iter := p.code.RunWithContext(newBudget(ctx), message, about)
	for {
		v, ok := iter.Next()
		if !ok {
			return c.results, nil
		}
		if err, ok := v.(error); ok {
			if ended := ctx.Err(); ended != nil && errors.Is(err, ended) {
				return nil, ended
			}
			return nil, p.failure(err)
		}
		if err := c.add(v); err != nil {
			return nil, err
		}
	}
}

// collector takes the results of a program.
type collector struct {
	results []any
	left    int // of maxVisits
}

func (c *collector) add(v any) error {
	if c.left--; c.left < 0 {
		return &Error{KindLimit, "the result has too many values"}
	}
	switch v := v.(type) {
	case nil:
		return nil
	case []any:
		for _, item := range v {
			if err := c.add(item); err != nil {
				return err
			}
		}
		return nil
	}
	if len(c.results) == maxResults {
		return &Error{KindLimit, "expected at most " + strconv.Itoa(maxResults) + " operations, got more"}
	}
	c.results = append(c.results, v)
	return nil
}

// failure returns the error of a program without its values.
func (p *Program) failure(err error) *Error {
	if errors.Is(err, errBudget) {
		return &Error{KindLimit, "the program takes more than " + strconv.Itoa(MaxInstructions) + " instructions"}
	}
	for _, limit := range []error{errWork, errRepeated, errPairs} {
		if errors.Is(err, limit) {
			return &Error{KindLimit, limit.Error()}
		}
	}
	if v, ok := errors.AsType[gojq.ValueError](err); ok {
		if text, ok := v.Value().(string); ok && p.texts[text] {
			return &Error{KindError, "the program called error: " + text}
		}
		return &Error{KindError, "the program called error"}
	}
	return &Error{KindFailure, describe(err)}
}
