package dynamicstest

import (
	"maps"
	"net/http"
	"slices"
	"strings"
)

// function is an unbound function of Dataverse with parameters.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/use-web-api-functions
type function struct {
	name       string
	parameters map[string]string // their types
	returns    string
	run        func(c *call, args map[string]string) (answer, error)
}

var functions = []function{
	{"GetTimeZoneCodeByLocalizedName", map[string]string{"LocalizedStandardName": "Edm.String", "LocaleId": "Edm.Int32"}, alias + "GetTimeZoneCodeByLocalizedNameResponse", (*call).timeZoneCode},
	{"InitializeFrom", map[string]string{"EntityMoniker": alias + "crmbaseentity", "TargetEntityName": "Edm.String", "TargetFieldType": alias + "TargetFieldType"}, alias + "crmbaseentity", (*call).initializeFrom},
}

// function finds the function that a segment names.
func (c *call) function(s segment) (run func() (answer, error), found bool) {
	i := slices.IndexFunc(functions, func(f function) bool { return f.name == s.name })
	if i < 0 {
		return nil, false
	}
	return func() (answer, error) {
		args, err := c.arguments(functions[i], s)
		if err != nil {
			return answer{}, err
		}
		return functions[i].run(c, args)
	}, true
}

// arguments are the literals of a function's parameters, inline or by alias.
func (c *call) arguments(f function, s segment) (map[string]string, error) {
	args := map[string]string{}
	for _, p := range parseKey(s.args) {
		if f.parameters[p.name] == "" || args[p.name] != "" {
			return nil, noSuchSegment(f.name)
		}
		literal := p.literal
		if strings.HasPrefix(literal, "@") {
			literal = c.query.aliases[literal]
		}
		if literal == "" {
			return nil, querySyntax("the parameter '" + p.name + "' of " + f.name + " has no value")
		}
		args[p.name] = literal
	}
	if len(args) != len(f.parameters) {
		return nil, noSuchSegment(f.name)
	}
	return args, nil
}

// textArgument reads a literal that is a text.
func textArgument(args map[string]string, name string) (string, error) {
	text, quoted, err := unquote(args[name])
	if err == nil && !quoted {
		err = querySyntax("the parameter '" + name + "' is not a text")
	}
	return text, err
}

// timeZoneCode knows the one code that Microsoft's documents show.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/reference/gettimezonecodebylocalizedname
func (c *call) timeZoneCode(args map[string]string) (answer, error) {
	name, err := textArgument(args, "LocalizedStandardName")
	if err != nil {
		return answer{}, err
	}
	if name != "Pacific Standard Time" || args["LocaleId"] != "1033" {
		return answer{}, notKnown("the time zone %.60q in the locale %.20s", name, args["LocaleId"])
	}
	return entityAnswer(http.StatusOK, object{
		{"@odata.context", c.root + "$metadata#" + namespace + "GetTimeZoneCodeByLocalizedNameResponse"},
		{"TimeZoneCode", 4},
	}), nil
}

// edmFunctions describes the functions.
func edmFunctions() []edmOperation {
	var all []edmOperation
	for _, f := range functions {
		o := edmOperation{Name: f.name, Return: &edmParameter{Type: f.returns, Nullable: "false"}}
		for _, name := range slices.Sorted(maps.Keys(f.parameters)) {
			o.Parameters = append(o.Parameters, edmParameter{Name: name, Type: f.parameters[name], Nullable: "false"})
		}
		all = append(all, o)
	}
	return all
}
