package dynamics_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/operation"
)

// The refusal, with long words, of a message with the maximum number of values costs
// little. The time of the invocation belongs to the other messages too.
func TestManyValuesAreTakenOutSoon(t *testing.T) {
	values := make([]string, 40_000)
	for i := range values {
		values[i] = fmt.Sprintf("%x", i+0x10000)
		if i%2 == 1 {
			values[i] += " the plug-in" // with several words
		}
	}
	parameters, err := json.Marshal(map[string]any{"values": values})
	if err != nil {
		t.Fatal(err)
	}
	op := operation.Operation{Kind: operation.Action, Action: "contoso_SyncContacts", Parameters: parameters}
	for name, words := range map[string]string{
		"words":   strings.Repeat("the plug-in says no ", 200),
		"escapes": strings.Repeat("%41%zz", 650),
		"values":  strings.Join(values[:650], " "),
		"encoded": strings.NewReplacer("1", "%31", "0", "%30", "f", "%66").Replace(strings.Join(values[:150], " ")),
		"base64":  base64.StdEncoding.EncodeToString([]byte(strings.Join(values[:500], " "))),
		"hex":     strings.Repeat("3130303030", 400),
	} {
		dataverse, err := emulator.New(emulator.Options{})
		if err != nil {
			t.Fatal(err)
		}
		e := &environment{Emulator: dataverse}
		client := e.newClient(t, emulator.ClientSecret)
		body, err := json.Marshal(map[string]any{"error": map[string]string{"code": "0x80040265", "message": words}})
		if err != nil {
			t.Fatal(err)
		}
		e.refuse(1, http.StatusBadRequest, nil, string(body))
		began := time.Now()
		_, err = client.Run(t.Context(), op)
		if took := time.Since(began); took > 10*time.Second {
			t.Errorf("%s: %d bytes for %d values took %v", name, len(words), len(values), took)
		}
		checkClass(t, name, err, operation.Rejected)
		if text := err.Error(); strings.Contains(text, values[0]) || strings.Contains(text, values[149]) {
			t.Errorf("%s: %s", name, text)
		}
	}
}

// The values that the operations of a request sent are removed from its refusal before the
// refusal is cut. This includes the values of the last operation.
func TestSharedErrorsHoldNoPartOfAValue(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		secret := func(i int) string { return fmt.Sprintf("%d secret name", i) }
		ops := several(3, func(i int) operation.Operation {
			return operation.Operation{Kind: operation.Update, EntitySet: "contacts", Row: byID(numbered(i)), Data: json.RawMessage(fmt.Sprintf(`{"lastname":%q}`, secret(i)))}
		})
		body, err := json.Marshal(map[string]any{"error": map[string]string{
			"code": "0x80072322", "message": strings.Repeat(".", 492) + secret(2),
		}})
		if err != nil {
			t.Fatal(err)
		}
		e.Fail(100, emulator.Fault{Method: http.MethodPost, Status: http.StatusTooManyRequests, Body: string(body)})
		for _, r := range e.client.RunAll(t.Context(), ops) {
			if r.Err == nil || strings.Contains(r.Err.Error(), "2 sec") {
				t.Errorf("%v", r.Err)
			}
		}
	})
}
