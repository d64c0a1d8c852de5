package operation

import (
	"net/http"
	"slices"
	"strings"

	"sns-dynamics/internal/emulator/edm"
	"sns-dynamics/internal/emulator/odata"
	"sns-dynamics/internal/emulator/orderedjson"
	"sns-dynamics/internal/emulator/response"
)

// function is an unbound function of Dataverse with parameters.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/use-web-api-functions
type function struct {
	name       string
	parameters map[string]string // the types of the parameters
	returns    string
	run        func(c *Invocation, args map[string]string) (response.Response, error)
}

var functions = []function{
	{"GetTimeZoneCodeByLocalizedName", map[string]string{"LocalizedStandardName": "Edm.String", "LocaleId": "Edm.Int32"}, edm.Alias + "GetTimeZoneCodeByLocalizedNameResponse", (*Invocation).timeZoneCode},
	{"InitializeFrom", map[string]string{"EntityMoniker": edm.Alias + "crmbaseentity", "TargetEntityName": "Edm.String", "TargetFieldType": edm.Alias + "TargetFieldType"}, edm.Alias + "crmbaseentity", (*Invocation).initializeFrom},
}

// function finds the function of a segment.
func (c *Invocation) function(s odata.Segment) (run func() (response.Response, error), found bool) {
	i := slices.IndexFunc(functions, func(f function) bool { return f.name == s.Name })
	if i < 0 {
		return nil, false
	}
	return func() (response.Response, error) {
		args, err := c.arguments(functions[i], s)
		if err != nil {
			return response.Response{}, err
		}
		return functions[i].run(c, args)
	}, true
}

// arguments returns the literals of a function's parameters, from the parentheses or from
// aliases.
func (c *Invocation) arguments(f function, s odata.Segment) (map[string]string, error) {
	args := map[string]string{}
	for _, p := range odata.ParseKey(s.Args) {
		if f.parameters[p.Name] == "" || args[p.Name] != "" {
			return nil, odata.NoSuchSegment(f.name)
		}
		literal := p.Literal
		if strings.HasPrefix(literal, "@") {
			literal = c.Query.Aliases[literal]
		}
		if literal == "" {
			return nil, odata.QuerySyntax("the parameter '" + p.Name + "' of " + f.name + " has no value")
		}
		args[p.Name] = literal
	}
	if len(args) != len(f.parameters) {
		return nil, odata.NoSuchSegment(f.name)
	}
	return args, nil
}

// textArgument reads a literal that is a text.
func textArgument(args map[string]string, name string) (string, error) {
	text, quoted, err := odata.Unquote(args[name])
	if err == nil && !quoted {
		err = odata.QuerySyntax("the parameter '" + name + "' is not a text")
	}
	return text, err
}

// timeZoneCode knows only the code in Microsoft's documents.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/reference/gettimezonecodebylocalizedname
func (c *Invocation) timeZoneCode(args map[string]string) (response.Response, error) {
	name, err := textArgument(args, "LocalizedStandardName")
	if err != nil {
		return response.Response{}, err
	}
	if name != "Pacific Standard Time" || args["LocaleId"] != "1033" {
		return response.Response{}, odata.NotCovered("the time zone %.60q in the locale %.20s", name, args["LocaleId"])
	}
	return response.Entity(http.StatusOK, orderedjson.Object{
		{"@odata.context", c.Endpoint.Root + "$metadata#" + odata.Namespace + "GetTimeZoneCodeByLocalizedNameResponse"},
		{"TimeZoneCode", 4},
	}), nil
}
