package inspector

import (
	"bytes"
	"encoding/json"
	"regexp"
	"slices"
)

// redacted stands for what is kept secret.
const redacted = "[redacted]"

// secretHeader are the headers that carry credentials, in small letters.
var secretHeader = map[string]bool{
	"authorization": true, "proxy-authorization": true, "cookie": true, "set-cookie": true,
	"x-amz-security-token": true, "x-api-key": true, "ocp-apim-subscription-key": true, "x-ms-authorization-auxiliary": true,
}

// What carries credentials in bodies and URLs: members of JSON and fields of forms
// by these names, whatever stands in them, and bearer tokens.
const secretName = `(?:client_?secret|client_?assertion|access_?token|refresh_?token|id_?token|secret_?string|secret_?binary|password)`

var (
	bearer     = regexp.MustCompile(`(?i)\bbearer\s+[A-Za-z0-9._~+/=-]{8,}`)
	secretJSON = regexp.MustCompile(`(?i)("` + secretName + `"\s*:\s*)"(?:[^"\\]|\\.)*"?`)
	// The same in JSON that is itself a string of JSON, as a message in an envelope.
	secretNested = regexp.MustCompile(`(?i)(\\"` + secretName + `\\"\s*:\s*)\\"(?:[^"\\]|\\\\.)*(?:\\"|$)`)
	secretForm   = regexp.MustCompile(`(?i)((?:^|[?&\s])` + secretName + `=)(?:[^&\s"\\]|\\.)+`)
)

// redactBody takes credentials out of a body, or of any other text.
func redactBody(b []byte) []byte {
	if !mayHoldSecret(b) {
		return b
	}
	b = secretJSON.ReplaceAll(b, []byte(`${1}"`+redacted+`"`))
	b = secretNested.ReplaceAll(b, []byte(`${1}\"`+redacted+`\"`))
	b = secretForm.ReplaceAll(b, []byte(`${1}`+redacted))
	return bearer.ReplaceAll(b, []byte(`Bearer `+redacted))
}

// mayHoldSecret is quick to say no, as it must be: nearly every text has none.
func mayHoldSecret(b []byte) bool {
	small := bytes.ToLower(b)
	return slices.ContainsFunc(secretWords, func(word []byte) bool { return bytes.Contains(small, word) })
}

// secretWords are in every text that the expressions above find something in.
var secretWords = [][]byte{[]byte("secret"), []byte("assertion"), []byte("token"), []byte("password"), []byte("bearer")}

// redactJSON takes credentials out of a row, which stays JSON.
func redactJSON(row json.RawMessage) json.RawMessage {
	clean := redactBody(row)
	if len(row) > 0 && !json.Valid(clean) {
		return json.RawMessage(`"` + redacted + `"`)
	}
	return clean
}

func redactTarget(s string) string { return string(redactBody([]byte(s))) }

// clean takes credentials out of a text that did not come by the emulator.
func (i *Inspector) clean(s string) string {
	return string(redactBody(i.emulator.Redact([]byte(s))))
}
