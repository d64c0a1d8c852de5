package dynamicstest

import (
	"net/http"
	"strings"
)

// operation is a function or action of Dataverse itself.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/use-web-api-actions
// and https://learn.microsoft.com/power-apps/developer/data-platform/webapi/use-web-api-functions
type operation struct {
	name   string
	table  string // the table it is bound to; "" when unbound
	method string // GET for a function, POST for an action
	run    func(c *call, target *row) (answer, error)
}

var operations = []operation{
	{"WhoAmI", "", http.MethodGet, (*call).whoAmI},
	{"RetrieveUserPrivileges", "systemuser", http.MethodGet, (*call).retrieveUserPrivileges},
	{"AddPrivilegesRole", "role", http.MethodPost, (*call).addPrivilegesRole},
	{"WinOpportunity", "", http.MethodPost, (*call).winOpportunity},
	{"BulkDelete", "", http.MethodPost, (*call).bulkDelete},
}

// unbound runs an operation that is named at the service root.
func (c *call) unbound(s segment) (answer, error) {
	if run, found := c.function(s); found {
		return c.perform(http.MethodGet, segment{name: s.name}, run)
	}
	for _, o := range operations {
		if o.name == s.name && o.table == "" {
			return c.perform(o.method, s, func() (answer, error) { return o.run(c, nil) })
		}
	}
	for _, a := range c.schema.Actions {
		if a.Name == s.name && a.Row == "" && a.Collection == "" {
			return c.perform(http.MethodPost, s, func() (answer, error) { return c.act(a, nil) })
		}
	}
	return answer{}, c.unqualified(s.name)
}

// boundToSet runs an operation bound to a collection of rows.
func (c *call) boundToSet(t *table, path []segment) (answer, error) {
	name, qualified := strings.CutPrefix(path[0].name, namespace)
	if !qualified || len(path) > 1 {
		return answer{}, c.unqualified(path[0].name)
	}
	for _, a := range c.schema.Actions {
		if a.Name == name && a.Collection == t.Name {
			return c.perform(http.MethodPost, path[0], func() (answer, error) { return c.act(a, nil) })
		}
	}
	if run := multipleMessages[name]; run != nil {
		return c.perform(http.MethodPost, path[0], func() (answer, error) { return c.multiple(t, name, run) })
	}
	return answer{}, c.unknownOperation(name)
}

// boundToRow runs an operation bound to one row.
func (c *call) boundToRow(r *row, name string, s segment) (answer, error) {
	for _, o := range operations {
		if o.name == name && o.table == r.table.Name {
			return c.perform(o.method, s, func() (answer, error) { return o.run(c, r) })
		}
	}
	for _, a := range c.schema.Actions {
		if a.Name == name && a.Row == r.table.Name {
			return c.perform(http.MethodPost, s, func() (answer, error) { return c.act(a, r) })
		}
	}
	return answer{}, c.unknownOperation(name)
}

func (c *call) perform(method string, s segment, run func() (answer, error)) (answer, error) {
	if c.method != method {
		return answer{}, refuse(http.StatusNotFound, "", "No HTTP resource was found that matches the request URI '%s'.", c.target)
	}
	if s.args != "" || s.hasArgs && method == http.MethodPost {
		return answer{}, notKnown("parameters (%s) of %s", s.args, s.name)
	}
	if err := c.query.only(); err != nil {
		return answer{}, err
	}
	return run()
}

// unknownOperation refuses the qualified name of an operation.
func (c *call) unknownOperation(name string) error {
	if err := c.unknownSegment(name); err.(*apiError).status == http.StatusNotImplemented {
		return err
	}
	return noSuchSegment(namespace + name)
}

// unqualified refuses a name that leads nowhere, or that would if its
// namespace came before it.
func (c *call) unqualified(name string) error {
	for _, o := range operations {
		if o.name == name {
			return unresolvedParameters()
		}
	}
	if multipleMessages[name] != nil {
		return unresolvedParameters()
	}
	for _, a := range c.schema.Actions {
		if a.Name == name {
			return unresolvedParameters()
		}
	}
	return c.unknownSegment(name)
}

func unresolvedParameters() *apiError {
	return refuse(http.StatusBadRequest, "0x80060888", "Request message has unresolved parameters.")
}

// parameters decodes the body of an action, which may be left out when it has
// no parameters, and refuses a parameter the action does not have.
func (c *call) parameters(operation string, known func(name string) bool) (object, error) {
	if len(c.body) == 0 {
		return nil, nil
	}
	o, err := decodeObject(c.body)
	if err != nil {
		return nil, badParameters(operation, err.Error())
	}
	for _, m := range o {
		if !known(m.name) {
			return nil, badParameters(operation, "The parameter '"+m.name+"' in the request payload is not a valid parameter for the operation '"+operation+"'.")
		}
	}
	return o, nil
}

func badParameters(operation, detail string) *apiError {
	return refuse(http.StatusBadRequest, "0x80048d19", "Error identified in Payload provided by the user for Entity :'%s'  ---->  InnerException : Microsoft.OData.ODataException: %s", operation, detail)
}
