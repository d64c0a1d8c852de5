// Package redaction removes credentials from the texts that the inspector keeps: bodies, rows
// and headers of any client.
package redaction

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
)

// Mark replaces a secret.
const Mark = "[redacted]"

// secretHeader are the headers with credentials, in lower case.
var secretHeader = map[string]bool{
	"authorization": true, "proxy-authorization": true, "cookie": true, "set-cookie": true,
	"x-amz-security-token": true, "x-api-key": true, "ocp-apim-subscription-key": true, "x-ms-authorization-auxiliary": true,
}

// secretName matches the names of members of JSON and of fields of forms that have credentials
// in bodies and URLs. The inspector redacts their values, and bearer tokens.
const secretName = `(?:client_?secret|client_?assertion|access_?token|refresh_?token|id_?token|secret_?string|secret_?binary|password)`

var (
	bearer     = regexp.MustCompile(`(?i)\bbearer\s+[A-Za-z0-9._~+/=-]{8,}`)
	secretJSON = regexp.MustCompile(`(?i)("` + secretName + `"\s*:\s*)"(?:[^"\\]|\\.)*"?`)
	// The same in JSON that is itself a string of JSON, as a message in an envelope.
	secretNested = regexp.MustCompile(`(?i)(\\"` + secretName + `\\"\s*:\s*)\\"(?:[^"\\]|\\\\.)*(?:\\"|$)`)
	secretForm   = regexp.MustCompile(`(?i)((?:^|[?&\s])` + secretName + `=)(?:[^&\s"\\]|\\.)+`)
)

// Body removes credentials from a body, or from any other text.
func Body(b []byte) []byte {
	if !mayHoldSecret(b) {
		return b
	}
	b = secretJSON.ReplaceAll(b, []byte(`${1}"`+Mark+`"`))
	b = secretNested.ReplaceAll(b, []byte(`${1}\"`+Mark+`\"`))
	b = secretForm.ReplaceAll(b, []byte(`${1}`+Mark))
	return bearer.ReplaceAll(b, []byte(`Bearer `+Mark))
}

// mayHoldSecret is a quick check, because nearly every text has no secret.
func mayHoldSecret(b []byte) bool {
	small := bytes.ToLower(b)
	return slices.ContainsFunc(secretWords, func(word []byte) bool { return bytes.Contains(small, word) })
}

// secretWords has a word for every match of the expressions above.
var secretWords = [][]byte{[]byte("secret"), []byte("assertion"), []byte("token"), []byte("password"), []byte("bearer")}

// JSON removes credentials from a row. The row stays valid JSON.
func JSON(row json.RawMessage) json.RawMessage {
	clean := Body(row)
	if len(row) > 0 && !json.Valid(clean) {
		return json.RawMessage(`"` + Mark + `"`)
	}
	return clean
}

// Header returns a copy of a header without credentials.
func Header(h http.Header) map[string][]string {
	clean := maps.Clone(h)
	for name, values := range clean {
		switch {
		case secretHeader[strings.ToLower(name)]:
			clean[name] = []string{Mark}
		case name == "Www-Authenticate": // the header asks for a token; its text begins like a credential
		default:
			values = slices.Clone(values)
			for n := range values {
				values[n] = string(Body([]byte(values[n])))
			}
			clean[name] = values
		}
	}
	return clean
}
