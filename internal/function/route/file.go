package route

import "encoding/json"

// FileName is the name of the compiled routes in their folder.
const FileName = "routes.json"

// Version is the version of a [File].
const Version = 1

// The values of Otherwise: what becomes of a message that no route matches.
const (
	// Reject makes it a dead letter with the code [CodeNoRoute]. It is the default.
	Reject = "reject"
	// Ignore ends it with the outcome ignored.
	Ignore = "ignore"
)

// File is the content of routes.json: the routes of a deployment in their order, with the
// programs in it.
type File struct {
	Version int     `json:"version"`
	Routes  []Entry `json:"routes"`
	// Otherwise is [Reject] or [Ignore]; empty means Reject.
	Otherwise string `json:"otherwise,omitempty"`
}

// Entry is a route. A route without Map takes a message as the operation that it is.
type Entry struct {
	// Name is 1 to 64 letters, digits, hyphens and underscores, and unique in the file.
	Name string `json:"name"`
	// When is the event pattern over message, attributes and topicArn; see [Event].
	When json.RawMessage `json:"when"`
	// Map is the source of a jq program, which makes the operations of a message.
	Map string `json:"map,omitempty"`
	// Ignore says that the messages of the route end with the outcome ignored. It excludes
	// Map, Environment and Allow.
	Ignore bool `json:"ignore,omitempty"`
	// Environment is the name of the Dataverse environment; empty means the environment of
	// the function.
	Environment string `json:"environment,omitempty"`
	// Allow narrows the operations that the stack allows; nil does not.
	Allow *Allow `json:"allow,omitempty"`
}

// Allow lists what the messages of a route may ask for. A nil list sets no limit beyond the
// limits of the stack, and an empty list is refused; see [fence.Narrow].
type Allow struct {
	Operations []string `json:"operations,omitzero"`
	Tables     []string `json:"tables,omitzero"`
	Actions    []string `json:"actions,omitzero"`
}

// isEmpty reports whether there is no list at all. A reader could take that for the permission
// of nothing, and it would set no limit.
func (a *Allow) isEmpty() bool { return a.Operations == nil && a.Tables == nil && a.Actions == nil }
