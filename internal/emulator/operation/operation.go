// Package operation runs functions and actions.
package operation

import (
	"net/http"
	"slices"
	"strings"

	"sns-dynamics/internal/emulator/engine"
	"sns-dynamics/internal/emulator/odata"
	"sns-dynamics/internal/emulator/orderedjson"
	"sns-dynamics/internal/emulator/response"
	"sns-dynamics/internal/emulator/schema"
	"sns-dynamics/internal/emulator/store"
)

// Invocation is a request that runs a function or an action.
type Invocation struct {
	*odata.Request
	*engine.Session
}

// operation is a function or action of Dataverse itself.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/use-web-api-actions
// and https://learn.microsoft.com/power-apps/developer/data-platform/webapi/use-web-api-functions
type operation struct {
	name   string
	table  string // the table it is bound to; "" if it is unbound
	method string // GET for a function, POST for an action
	run    func(c *Invocation, target *store.Row) (response.Response, error)
}

var operations = append(closingOperations(), []operation{
	{"WhoAmI", "", http.MethodGet, (*Invocation).whoAmI},
	{"RetrieveUserPrivileges", "systemuser", http.MethodGet, (*Invocation).retrieveUserPrivileges},
	{"AddPrivilegesRole", "role", http.MethodPost, (*Invocation).addPrivilegesRole},
	{"BulkDelete", "", http.MethodPost, (*Invocation).bulkDelete},
	{"QualifyLead", "lead", http.MethodPost, (*Invocation).qualifyLead},
	{"SendEmail", "email", http.MethodPost, (*Invocation).sendEmail},
	{"AddToQueue", "queue", http.MethodPost, (*Invocation).addToQueue},
	{"AddMembersTeam", "team", http.MethodPost, (*Invocation).addMembersTeam},
	{"RemoveMembersTeam", "team", http.MethodPost, (*Invocation).removeMembersTeam},
	{"Merge", "", http.MethodPost, (*Invocation).merge},
}...)

// Unbound runs an operation that is named at the service root. The error is an
// *odata.Error.
func (c *Invocation) Unbound(s odata.Segment) (response.Response, error) {
	if run, found := c.function(s); found {
		return c.perform(http.MethodGet, odata.Segment{Name: s.Name}, run)
	}
	for _, o := range operations {
		if o.name == s.Name && o.table == "" {
			return c.perform(o.method, s, func() (response.Response, error) { return o.run(c, nil) })
		}
	}
	for _, a := range c.Schema.Actions {
		if a.Name == s.Name && a.Row == "" && a.Collection == "" {
			return c.perform(http.MethodPost, s, func() (response.Response, error) { return c.act(a, nil) })
		}
	}
	return response.Response{}, c.Unqualified(s.Name)
}

// BoundToSet runs an operation bound to a collection of rows. The error is an
// *odata.Error.
func (c *Invocation) BoundToSet(t *schema.Table, path []odata.Segment) (response.Response, error) {
	name, qualified := strings.CutPrefix(path[0].Name, odata.Namespace)
	if !qualified || len(path) > 1 {
		return response.Response{}, c.Unqualified(path[0].Name)
	}
	for _, a := range c.Schema.Actions {
		if a.Name == name && a.Collection == t.Name {
			return c.perform(http.MethodPost, path[0], func() (response.Response, error) { return c.act(a, nil) })
		}
	}
	if run := multipleMessages[name]; run != nil {
		return c.perform(http.MethodPost, path[0], func() (response.Response, error) { return c.multiple(t, name, run) })
	}
	return response.Response{}, c.unknownOperation(name)
}

// BoundToRow runs an operation bound to one row. The error is an *odata.Error.
func (c *Invocation) BoundToRow(r *store.Row, name string, s odata.Segment) (response.Response, error) {
	for _, o := range operations {
		if o.name == name && o.table == r.Table.Name {
			return c.perform(o.method, s, func() (response.Response, error) { return o.run(c, r) })
		}
	}
	for _, a := range c.Schema.Actions {
		if a.Name == name && a.Row == r.Table.Name {
			return c.perform(http.MethodPost, s, func() (response.Response, error) { return c.act(a, r) })
		}
	}
	return response.Response{}, c.unknownOperation(name)
}

func (c *Invocation) perform(method string, s odata.Segment, run func() (response.Response, error)) (response.Response, error) {
	if c.Method != method {
		return response.Response{}, odata.Refuse(http.StatusNotFound, "", "No HTTP resource was found that matches the request URI '%s'.", c.Target)
	}
	if s.Args != "" || s.HasArgs && method == http.MethodPost {
		return response.Response{}, odata.NotCovered("parameters (%s) of %s", s.Args, s.Name)
	}
	if err := c.Query.Only(); err != nil {
		return response.Response{}, err
	}
	return run()
}

// unknownOperation refuses a qualified name that is no operation. The name of a table is a cast.
func (c *Invocation) unknownOperation(name string) error {
	if c.Schema.ByName[name] != nil {
		return odata.NotCovered("the cast to %s", name)
	}
	if err := c.Schema.UnknownSegment(name); err.(*odata.Error).Status == http.StatusNotImplemented {
		return err
	}
	return odata.NoSuchSegment(odata.Namespace + name)
}

// Unqualified refuses a name that does not exist. It also refuses a name that would exist
// with its namespace before it. The error is an *odata.Error.
func (c *Invocation) Unqualified(name string) error {
	for _, o := range operations {
		if o.name == name {
			return unresolvedParameters()
		}
	}
	if multipleMessages[name] != nil {
		return unresolvedParameters()
	}
	for _, a := range c.Schema.Actions {
		if a.Name == name {
			return unresolvedParameters()
		}
	}
	return c.Schema.UnknownSegment(name)
}

func unresolvedParameters() *odata.Error {
	return odata.Refuse(http.StatusBadRequest, "0x80060888", "Request message has unresolved parameters.")
}

// parameters decodes the body of an action, which may be missing if the action has no
// parameters. It refuses a parameter that the action does not have.
func (c *Invocation) parameters(operation string, known func(name string) bool) (orderedjson.Object, error) {
	if len(c.Body) == 0 {
		return nil, nil
	}
	o, err := orderedjson.Decode(c.Body)
	if err != nil {
		return nil, badParameters(operation, err.Error())
	}
	for _, m := range o {
		if !known(m.Name) {
			return nil, badParameters(operation, "The parameter '"+m.Name+"' in the request payload is not a valid parameter for the operation '"+operation+"'.")
		}
	}
	return o, nil
}

func badParameters(operation, detail string) *odata.Error {
	return odata.Refuse(http.StatusBadRequest, "0x80048d19", "Error identified in Payload provided by the user for Entity :'%s'  ---->  InnerException : Microsoft.OData.ODataException: %s", operation, detail)
}

// missingParameters refuses a request without a parameter that the operation needs. The text is
// of the OData library that Dataverse names in its errors.
//
// See https://github.com/OData/odata.net/blob/main/src/Microsoft.OData.Core/SRResources.resx
func missingParameters(operation, names string) error {
	return badParameters(operation, "One or more parameters of the operation '"+operation+"' are missing from the request payload. The missing parameters are: "+names+".")
}

// badValue refuses a parameter whose value is not of the type of OData.
func badValue(operation string, v any, edmType string) error {
	text := strings.Trim(string(orderedjson.Encode(v)), `"`)
	return badParameters(operation, "Cannot convert the literal '"+text+"' to the expected type '"+edmType+"'.")
}

// IsBuiltIn reports whether the emulator runs an operation of that name without a schema.
func IsBuiltIn(name string) bool {
	if slices.ContainsFunc(functions, func(f function) bool { return f.name == name }) {
		return true
	}
	return multipleMessages[name] != nil || slices.ContainsFunc(operations, func(o operation) bool { return o.name == name })
}
