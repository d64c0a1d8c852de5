package dynamicstest

import (
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// preferences are what the Prefer header asks for.
type preferences struct {
	representation  bool
	pageSize        int
	annotations     string
	wanted          annotations
	continueOnError bool
}

// headerNames are the MSCRM headers the emulator heeds, or that change nothing
// here because nothing here is there to change.
var headerNames = []string{
	"MSCRMCallerID", "MSCRM.SuppressDuplicateDetection", "MSCRM.BypassCustomPluginExecution",
	"MSCRM.BypassBusinessLogicExecution", "MSCRM.SuppressCallbackRegistrationExpanderJob", "MSCRM.SessionToken",
}

// checkHeaders refuses what the Web API refuses before it looks at the path,
// and MSCRM headers with an effect the emulator does not have.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/compose-http-requests-handle-errors
func checkHeaders(r *http.Request, body []byte) error {
	if err := checkVersions(r.Header); err != nil {
		return err
	}
	if contentType := r.Header.Get("Content-Type"); len(body) > 0 && !isFile(r) && contentType != "application/json" && contentType != "application/json; charset=utf-8" {
		mediaType, params, err := mime.ParseMediaType(strings.TrimSuffix(strings.TrimSpace(contentType), ";"))
		if err != nil || mediaType != "application/json" {
			return refuse(http.StatusBadRequest, "0x80048d19", "A supported MIME type could not be found that matches the content type of the request: '%s'. The supported type is application/json.", contentType)
		}
		if strings.EqualFold(params["ieee754compatible"], "true") {
			return notKnown("IEEE754Compatible=true")
		}
	}
	for name := range r.Header {
		if isMSCRM(name) && !slices.ContainsFunc(headerNames, func(k string) bool { return strings.EqualFold(k, name) }) {
			return notKnown("the header %s", name)
		}
	}
	return nil
}

func isMSCRM(name string) bool { return len(name) >= 5 && strings.EqualFold(name[:5], "MSCRM") }

func checkVersions(h http.Header) error {
	for _, name := range []string{"OData-MaxVersion", "OData-Version"} {
		if v := h.Get(name); v != "4.0" {
			return refuse(http.StatusBadRequest, "0x80060888", "The %s header is required and must be 4.0; it is '%s'.", name, v)
		}
	}
	return nil
}

func parsePreferences(h http.Header) (preferences, error) {
	var p preferences
	if len(h["Prefer"]) == 0 {
		return p, nil
	}
	for _, field := range splitPreferences(strings.Join(h.Values("Prefer"), ",")) {
		name, value, _ := strings.Cut(strings.TrimSpace(field), "=")
		value = strings.Trim(value, `"`)
		switch name {
		case "":
		case "return":
			p.representation = value == "representation"
		case "odata.maxpagesize":
			n, err := strconv.Atoi(value)
			if err != nil || n < 1 {
				return p, querySyntax("invalid odata.maxpagesize '" + value + "'")
			}
			p.pageSize = n
		case "odata.include-annotations":
			p.annotations, p.wanted = value, parseAnnotations(value)
		case "odata.continue-on-error": // means nothing outside of $batch
			p.continueOnError = value != "false"
		default:
			return p, notKnown("the preference %s", name)
		}
	}
	return p, nil
}

// splitPreferences splits at the commas outside of double quotes.
func splitPreferences(s string) []string {
	quoted := false
	return strings.FieldsFunc(s, func(r rune) bool {
		if r == '"' {
			quoted = !quoted
		}
		return r == ',' && !quoted
	})
}

// detailed reports whether errors are to carry their details.
func (p preferences) detailed() bool { return p.wanted.errors }

// conditions are the conditional headers; "null" in If-None-Match, which
// Microsoft's samples send everywhere, means nothing.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/perform-conditional-operations-using-web-api
type conditions struct{ match, noneMatch string }

func parseConditions(h http.Header) conditions {
	c := conditions{h.Get("If-Match"), h.Get("If-None-Match")}
	if c.noneMatch == "null" {
		c.noneMatch = ""
	}
	return c
}

// allow refuses a row of another version than If-Match names.
func (c conditions) allow(r *row) error {
	if c.match != "" && c.match != "*" && c.match != r.etag() {
		return versionMismatch()
	}
	return nil
}

func (r *row) etag() string { return `W/"` + strconv.FormatInt(r.version, 10) + `"` }
