package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// result is the result of one capability: a line of JSON from a program.
type result struct {
	Client     string  `json:"client"`
	Capability string  `json:"capability"`
	Status     string  `json:"status"` // works, refused, missing, skipped or failed
	Reason     string  `json:"reason"` // for a refusal, the status and the code
	Seconds    float64 `json:"seconds"`
}

// results are the results of every client, by capability.
type results map[string]map[string]result

func parseResult(line []byte, client string) (result, error) {
	var r result
	dec := json.NewDecoder(bytes.NewReader(line))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&r); err != nil {
		return r, fmt.Errorf("a line is no result: %w", err)
	}
	switch {
	case r.Client != client:
		return r, fmt.Errorf("a result is of client %q", r.Client)
	case !slices.Contains([]string{"works", "refused", "missing", "skipped", "failed"}, r.Status):
		return r, fmt.Errorf("%q has the status %q", r.Capability, r.Status)
	case (r.Reason == "") != (r.Status == "works"):
		return r, fmt.Errorf("%q: %s with the reason %q", r.Capability, r.Status, r.Reason)
	}
	return r, nil
}

// complete returns an error unless the results have every known capability and no other.
func complete(found map[string]result) error {
	var errs []error
	for _, name := range capabilities() {
		if _, ok := found[name]; !ok {
			errs = append(errs, fmt.Errorf("nothing was said of %q", name))
		}
	}
	for name := range found {
		if !slices.Contains(capabilities(), name) {
			errs = append(errs, fmt.Errorf("%q is no capability known", name))
		}
	}
	slices.SortFunc(errs, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
	return errors.Join(errs...)
}

func countStatus(found map[string]result, status string) int {
	n := 0
	for _, r := range found {
		if r.Status == status {
			n++
		}
	}
	return n
}
