package dynamics_test

import (
	"encoding/base64"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"sns-dynamics/internal/operation"
)

// One word of a value can reveal as much as the value. Dataverse's own words, the
// names of tables and columns and the numbers of limits stay.
func TestErrorsHoldNoWordOfAValue(t *testing.T) {
	op := operation.Operation{
		Kind: operation.Upsert, EntitySet: "new_orders", Row: byKey("new_ordernumber", "A-1001 Rosalind"),
		Data: json.RawMessage(`{"lastname":"Rosalind Rowdata-Canary","description":"The record of Kim, born 1961, has an invalid value: 4000 of 47110815; see new_orders","emailaddress1":"ana.lopez@contoso.example","new_note":"大島 花子","new_AccountId@odata.bind":"/accounts(name='Blue Yonder')"}`),
	}
	for _, tt := range []struct{ message, want string }{
		{"A validation error: Rowdata-Canary is not a family name", "A validation error: [value]-[value] is not a family name"},
		{"A record with matching key values already exists.", "A record with matching key values already exists."},
		{"ROSALIND, rosalind. Rosalinde", "[value], [value]. Rosalinde"},
		{"Row%64ata, Rows and data", "[value], Rows and data"},
		{`lopez at contoso, \u006Copez`, "[value] at [value], [value]"},
		{"Kim has an invalid value", "[value] has an invalid value"},
		{"大島 is not 花子", "[value] is not [value]"},
		{"Yonder in accounts by name", "[value] in accounts by name"},
		{"the maximum is 4000 and 1961 is not 47110815", "the maximum is 4000 and 1961 is not [value]"},
		{"new_orders has no new_ordernumber; Rosalind_id stays a name", "new_orders has no new_ordernumber; Rosalind_id stays a name"},
		{"Entity 'new_order' With Id = 7f0c1bb2-64d1-4f6f-9d5c-0f1b2a3c4d5e Does Not Exist", "Entity 'new_order' With Id = 7f0c1bb2-64d1-4f6f-9d5c-0f1b2a3c4d5e Does Not Exist"},
		{"bytes " + base64.StdEncoding.EncodeToString([]byte("R\x00o\x00s\x00a\x00l\x00i\x00n\x00d\x00")), "bytes [value]=="},
		{"bytes 526f73616c696e64!", "bytes [value]!"},
		{"transactioncurrencyid and 0x80040203 stay", "transactioncurrencyid and 0x80040203 stay"},
	} {
		wantMessage(t, op, tt.message, tt.want)
	}
}

// The class follows from the original text of Dataverse, whatever is removed from it.
func TestClassIsOfWhatWasSaid(t *testing.T) {
	for _, tt := range []struct {
		name, data, body string
		status           int
		class            operation.Class
	}{
		{"a code that is a value", `{"lastname":"0x80072322"}`, `{"error":{"code":"0x80072322","message":"x"}}`, 400, operation.Unavailable},
		{"a decimal code that is a value", `{"revenue":-2147015902}`, `{"error":{"code":"-2147015902","message":"x"}}`, 400, operation.Unavailable},
	} {
		bubble(t, func(t *testing.T, e *environment) {
			op := createContact(newID)
			op.Data = json.RawMessage(tt.data)
			e.refuse(5, tt.status, nil, tt.body)
			_, err := e.client.Run(t.Context(), op)
			checkClass(t, tt.name, err, tt.class)
		})
	}
}

func TestVocabularyIsInOrder(t *testing.T) {
	text, err := os.ReadFile("redaction/vocabulary.txt")
	if err != nil {
		t.Fatal(err)
	}
	words := strings.Split(strings.Trim(string(text), "\n"), "\n")
	if !slices.IsSorted(words) || len(slices.Compact(slices.Clone(words))) != len(words) || text[0] != '\n' {
		t.Error("the words are not in order, or one is there twice, or the first line is not empty")
	}
	for _, w := range words {
		if strings.Trim(w, "abcdefghijklmnopqrstuvwxyz0123456789") != "" || len(w) < 3 {
			t.Errorf("%q is no word", w)
		}
	}
}
