package inspector

import (
	_ "embed"
	"go/format"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"text/template"

	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/function/delivery"
)

func (i web) messageTest(w http.ResponseWriter, r *http.Request) {
	e, m, err := i.numbered(r)
	if err != nil {
		i.refuse(w, r, err)
		return
	}
	root := i.connection.ServiceRootURL
	named := strings.NewReplacer(root, "{serviceRootUrl}", url.QueryEscape(root), "{serviceRootUrl}")
	envelope, err := withoutRoutes(e.envelope, m)
	if err != nil {
		i.refuse(w, r, err)
		return
	}
	text, err := goTest(i.clean(envelope), m, named)
	if err != nil {
		i.refuse(w, r, err)
		return
	}
	writeText(w, text)
}

// withoutRoutes returns the envelope of a message for a function without routes: with the message
// that the mapping made. The error says that only routes give the message its outcome.
func withoutRoutes(envelope string, m Message) (string, error) {
	parsed, isEnvelope := delivery.ParseEnvelope(envelope)
	switch {
	case m.Mapped != "" && isEnvelope:
		parsed.Message = m.Mapped
		return parsed.String(), nil
	case m.Operation == "" && m.Route != "", m.Code == "no-route", m.Code == "mapping":
		return "", refusef(http.StatusConflict, "message %d has no operation to test: its outcome comes from the routes; test them with dynctl routes test", m.Number)
	}
	return envelope, nil
}

//go:embed templates/test.go.tmpl
var goTestText string

var goTestTemplate = template.Must(template.New("test").Funcs(template.FuncMap{"quote": literal}).Parse(goTestText))

// goTest returns a test of the function: the test sends the message to an emulator of its own, and
// compares the outcome and the requests of the last delivery. It leaves out the requests that only
// read, because the function that ran the message may have kept what they return. named replaces
// the address of the emulator by a name.
func goTest(envelope string, m Message, named *strings.Replacer) (string, error) {
	outcome := m.Outcome
	if outcome == dead || outcome == waiting {
		outcome = failed // without queues
	}
	var requests []string
	for _, x := range m.lastDelivery() {
		if x.Service == string(emulator.Dataverse) && !x.Faulted && x.Method != http.MethodGet {
			requests = append(requests, x.Method+" "+named.Replace(x.Target)+" "+strconv.Itoa(x.Status))
		}
	}
	var b strings.Builder
	err := goTestTemplate.Execute(&b, map[string]any{
		"Name": testName(m), "Number": m.Number, "Outcome": outcome, "Requests": requests,
		"Event": `{"Records":[{"EventSource":"aws:sns","Sns":` + envelope + `}]}`,
	})
	if err != nil {
		return "", err
	}
	source, err := format.Source([]byte(b.String()))
	return string(source), err
}

// testName returns a name for the test: the operation of the message, and its number.
func testName(m Message) string {
	name := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '_' {
			return r
		}
		return -1
	}, m.Operation+"_"+m.EntitySet)
	return "TestMessage" + strconv.Itoa(m.Number) + "_" + strings.Trim(name, "_")
}

// literal is a string of Go, in the form that is easier to read.
func literal(s string) string {
	if strconv.CanBackquote(s) {
		return "`" + s + "`"
	}
	return strconv.Quote(s)
}
