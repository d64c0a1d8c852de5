package odata

import (
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// Preferences are the preferences in the Prefer header.
type Preferences struct {
	Representation  bool
	PageSize        int
	Annotations     string
	Wanted          Annotations
	ContinueOnError bool
}

// headerNames are the MSCRM headers that have an effect in the emulator, and the headers
// that turn off a feature which the emulator does not have.
var headerNames = []string{
	"MSCRMCallerID", "MSCRM.SuppressDuplicateDetection", "MSCRM.BypassCustomPluginExecution",
	"MSCRM.BypassBusinessLogicExecution", "MSCRM.SuppressCallbackRegistrationExpanderJob", "MSCRM.SessionToken",
}

// CheckHeaders refuses the headers that the Web API refuses before it reads the path, and
// headers that the emulator does not cover: MSCRM headers, and snapshot isolation, which a
// service may not ignore. The error is an *Error.
//
// The status of another content type, 415, is a doubt: it comes from the code of a server
// on-premises. Its code and its words come from an older report with the status 400.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/compose-http-requests-handle-errors
func CheckHeaders(r *http.Request, body []byte) error {
	if err := CheckVersions(r.Header); err != nil {
		return err
	}
	if contentType := r.Header.Get("Content-Type"); len(body) > 0 && !isFile(r) && contentType != "application/json" && contentType != "application/json; charset=utf-8" {
		mediaType, params, err := mime.ParseMediaType(strings.TrimSuffix(strings.TrimSpace(contentType), ";"))
		if err != nil || mediaType != "application/json" {
			return Refuse(http.StatusUnsupportedMediaType, "0x80048d19", "A supported MIME type could not be found that matches the content type of the request: '%s'. The supported type is application/json.", contentType)
		}
		if strings.EqualFold(params["ieee754compatible"], "true") {
			return NotCovered("IEEE754Compatible=true")
		}
		if charset := params["charset"]; charset != "" && !strings.EqualFold(charset, "utf-8") {
			return NotCovered("charset=%s in the header Content-Type", charset)
		}
	}
	if err := checkValues(r.Header); err != nil {
		return err
	}
	for _, level := range []string{"full", "none"} {
		if strings.Contains(strings.ToLower(strings.Join(r.Header.Values("Accept"), ",")), "odata.metadata="+level) {
			return NotCovered("odata.metadata=%s in the header Accept", level)
		}
	}
	for name := range r.Header {
		if IsMSCRM(name) && !slices.ContainsFunc(headerNames, func(k string) bool { return strings.EqualFold(k, name) }) {
			return NotCovered("the header %s", name)
		}
		if name == "Odata-Isolation" || name == "Isolation" {
			return NotCovered("the header OData-Isolation")
		}
	}
	return nil
}

// checkValues refuses the values of headers that the emulator does not read: a compressed
// body, and a value that is neither true nor false.
func checkValues(h http.Header) error {
	if encoding := h.Get("Content-Encoding"); encoding != "" && !strings.EqualFold(encoding, "identity") {
		return NotCovered("Content-Encoding: %s", encoding)
	}
	switch v := h.Get("MSCRM.SuppressDuplicateDetection"); strings.ToLower(v) {
	case "", "true", "false":
		return nil
	default:
		return NotCovered("MSCRM.SuppressDuplicateDetection: %s", v)
	}
}

// IsMSCRM reports whether a header is one of Dataverse's own.
func IsMSCRM(name string) bool { return len(name) >= 5 && strings.EqualFold(name[:5], "MSCRM") }

// CheckVersions refuses a request that does not name version 4.0 of OData in both of its
// headers. The error is an *Error.
func CheckVersions(h http.Header) error {
	for _, name := range []string{"OData-MaxVersion", "OData-Version"} {
		if v := h.Get(name); v != "4.0" {
			return Refuse(http.StatusBadRequest, "0x80060888", "The %s header is required and must be 4.0; it is '%s'.", name, v)
		}
	}
	return nil
}

// ParsePreferences reads the Prefer header. The error is an *Error; the result then has the
// preferences before the wrong one.
func ParsePreferences(h http.Header) (Preferences, error) {
	var p Preferences
	if len(h["Prefer"]) == 0 {
		return p, nil
	}
	for _, field := range splitPreferences(strings.Join(h.Values("Prefer"), ",")) {
		name, value, _ := strings.Cut(strings.TrimSpace(field), "=")
		value = strings.Trim(value, `"`)
		switch name {
		case "":
		case "return":
			if value != "representation" && value != "minimal" {
				return p, NotCovered("the preference return=%s", value)
			}
			p.Representation = value == "representation"
		case "odata.maxpagesize":
			n, err := strconv.Atoi(value)
			if err != nil || n < 1 {
				return p, QuerySyntax("invalid odata.maxpagesize '" + value + "'")
			}
			p.PageSize = n
		case "odata.include-annotations":
			if strings.HasPrefix(value, "-") || strings.Contains(value, ",-") || strings.Contains(value, ", -") {
				return p, NotCovered("odata.include-annotations=%s, which leaves annotations out", value)
			}
			p.Annotations, p.Wanted = value, parseAnnotations(value)
		case "odata.continue-on-error": // it has no effect outside of $batch
			if value != "" && value != "true" && value != "false" {
				return p, NotCovered("the preference odata.continue-on-error=%s", value)
			}
			p.ContinueOnError = value != "false"
		default:
			return p, NotCovered("the preference %s", name)
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

// WantsDetails reports whether errors should have their details.
func (p Preferences) WantsDetails() bool { return p.Wanted.errors }

// Conditions are the conditional headers. "null" in If-None-Match has no effect:
// Microsoft's samples send it in many requests.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/perform-conditional-operations-using-web-api
type Conditions struct{ Match, NoneMatch string }

func parseConditions(h http.Header) Conditions {
	c := Conditions{h.Get("If-Match"), h.Get("If-None-Match")}
	if c.NoneMatch == "null" {
		c.NoneMatch = ""
	}
	return c
}

// Allow refuses a row that does not have the version in If-Match. The error is an *Error.
func (c Conditions) Allow(etag string) error {
	if c.Match != "" && c.Match != "*" && c.Match != etag {
		return versionMismatch()
	}
	return nil
}

// isFile reports whether a request sends a file, or a part of one.
func isFile(r *http.Request) bool {
	mediaType, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return r.Method == http.MethodPatch && mediaType == "application/octet-stream"
}
