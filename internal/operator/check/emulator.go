package check

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/operation"
)

// emulatorRefusal is a part of the message with which the emulator refuses, with status
// 501, a documented name that it lacks. The code of the error, NotCovered, is no sign of
// the emulator: other servers return it too.
const emulatorRefusal = " does not know "

// maxQuestions limits the requests about names that the metadata lacks.
const maxQuestions = 100

// questionTimeout limits one of these requests.
const questionTimeout = 10 * time.Second

// Checker checks operations against a model. It is not safe for concurrent use if it has
// Lacks.
type Checker struct {
	// Model is the environment; nil finds no problems.
	Model *Model
	// Lacks reports whether the environment is an emulator that lacks the name in a path,
	// although Dataverse documents the name; see [EmulatorLacks]. It may be nil.
	Lacks func(path string) bool
}

// EmulatorLacks returns a function that asks the environment for a path, by GET, and
// reports whether the response is the emulator's refusal of a documented name. It asks for
// a path once, and for no more than 100 paths. An error counts as no.
func EmulatorLacks(ctx context.Context, client *dynamics.Client) func(path string) bool {
	asked := map[string]bool{}
	return func(path string) bool {
		lacks, known := asked[path]
		if known || len(asked) >= maxQuestions {
			return lacks
		}
		limited, cancel := context.WithTimeout(ctx, questionTimeout)
		defer cancel()
		_, err := client.Do(limited, dynamics.Request{Op: "ask for a name", Path: path})
		e, refused := errors.AsType[*dynamics.Error](err)
		asked[path] = refused && e.Status == http.StatusNotImplemented && strings.Contains(e.Message, emulatorRefusal)
		return asked[path]
	}
}

// unknown adds a problem about a name that the metadata lacks. The path is a request that
// names it; an empty path asks nothing.
func (c *checker) unknown(where at, path, format string, args ...any) {
	if path != "" && c.lacks != nil && c.lacks(path) {
		c.add(where, "the emulator does not know it: Dataverse or Dynamics 365 documents the name")
		return
	}
	c.add(where, format, args...)
}

// askForSet is a request that names an entity set.
func askForSet(name string) string {
	if !operation.IsName(name) {
		return ""
	}
	return name + "?$top=1"
}

// askForAction is a request that names an action.
func askForAction(name string) string {
	if !operation.IsName(name) {
		return ""
	}
	return name
}

// askForMember is a request that names a column or a navigation property of a table. It is
// empty for a type without rows.
func (c *checker) askForMember(table, name string) string {
	sets := c.setsOf(table)
	if len(sets) == 0 || !operation.IsName(name) {
		return ""
	}
	return sets[0] + "?$top=1&$select=" + name
}
