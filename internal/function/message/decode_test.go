package message_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sns-dynamics/internal/function/message"
	"sns-dynamics/internal/operation"
)

const guid = "2fd1a6d3-7d55-4c3e-9a0b-6f8a4e1c9b70"

func TestDecode(t *testing.T) {
	tests := []struct {
		name, text string
		want       operation.Operation
	}{
		{
			name: "a write with every option",
			text: `{"operation": "upsert", "entitySet": "new_orders",
				"key": {"new_ordernumber": "A'1", "new_line": 1.50, "new_open": true},
				"data": {"new_total": 12345678901234567890.10},
				"impersonate": {"email": "ana@contoso.example"},
				"detectDuplicates": true, "bypass": ["CustomAsync", "CustomSync"], "tag": "aws"}`,
			want: operation.Operation{
				Kind: operation.Upsert, EntitySet: "new_orders",
				Row: operation.Row{Key: []operation.KeyColumn{
					{Column: "new_ordernumber", Value: "A'1", Quoted: true},
					{Column: "new_line", Value: "1.50"},
					{Column: "new_open", Value: "true"},
				}},
				Data:             json.RawMessage(`{"new_total": 12345678901234567890.10}`),
				Impersonate:      operation.Impersonation{Email: "ana@contoso.example"},
				DetectDuplicates: true, Bypass: []string{"CustomAsync", "CustomSync"}, Tag: "aws",
			},
		},
		{
			name: "an update under an ETag for a user of Entra",
			text: `{"operation": "update", "entitySet": "leads", "id": "` + guid + `", "ifMatch": "W/\"1\"",
				"data": {"subject": "x"}, "impersonate": {"objectId": "` + guid + `"}}`,
			want: operation.Operation{
				Kind: operation.Update, EntitySet: "leads", Row: operation.Row{ID: guid}, IfMatch: `W/"1"`,
				Data: json.RawMessage(`{"subject": "x"}`), Impersonate: operation.Impersonation{ObjectID: guid},
			},
		},
		{
			name: "an association for a user of Dataverse",
			text: `{"operation": "associate", "entitySet": "accounts", "id": "` + guid + `",
				"navigationProperty": "contact_customer_accounts",
				"related": {"entitySet": "contacts", "key": {"emailaddress1": "a@b"}},
				"impersonate": {"systemUserId": "` + guid + `"}}`,
			want: operation.Operation{
				Kind: operation.Associate, EntitySet: "accounts", Row: operation.Row{ID: guid},
				NavigationProperty: "contact_customer_accounts",
				Related: operation.Reference{EntitySet: "contacts", Row: operation.Row{
					Key: []operation.KeyColumn{{Column: "emailaddress1", Value: "a@b", Quoted: true}},
				}},
				Impersonate: operation.Impersonation{SystemUserID: guid},
			},
		},
		{
			name: "an action",
			text: `{"operation": "action", "action": "WinOpportunity", "parameters": {"Status": 3}}`,
			want: operation.Operation{
				Kind: operation.Action, Action: "WinOpportunity", Parameters: json.RawMessage(`{"Status": 3}`),
			},
		},
		{
			name: "a batch",
			text: `{"operation": "batch", "tag": "aws", "operations": [
				{"operation": "create", "contentId": "a", "entitySet": "accounts", "data": {"name": "$a"}},
				{"operation": "upsert", "contentId": "1", "entitySet": "new_orders", "key": {"new_ordernumber": "S O'1"}, "data": {"new_AccountId@odata.bind" :  "$a" , "x": 1.50}},
				{"operation": "associate", "entitySet": "accounts", "id": "$a", "navigationProperty": "n", "related": "$1"},
				{"operation": "action", "action": "A", "parameters": {"T": [{"b@odata.bind": ["$1", "/x(y)", "\u0024a"]}]}}]}`,
			want: operation.Operation{Kind: operation.Batch, Tag: "aws", Operations: []operation.Operation{
				{Kind: operation.Create, ContentID: "a", EntitySet: "accounts", Data: json.RawMessage(`{"name": "$a"}`)},
				{
					Kind: operation.Upsert, ContentID: "1", EntitySet: "new_orders",
					Row:  operation.Row{Key: []operation.KeyColumn{{Column: "new_ordernumber", Value: "S O'1", Quoted: true}}},
					Data: json.RawMessage(`{"new_AccountId@odata.bind" :  "/accounts(` + operation.UnknownID + `)" , "x": 1.50}`),
				},
				{
					Kind: operation.Associate, EntitySet: "accounts", Row: operation.Row{ID: operation.UnknownID}, NavigationProperty: "n",
					Related: operation.Reference{EntitySet: "new_orders", Row: operation.Row{Key: []operation.KeyColumn{{Column: "new_ordernumber", Value: "S O'1", Quoted: true}}}},
				},
				{
					Kind: operation.Action, Action: "A",
					Parameters: json.RawMessage(`{"T": [{"b@odata.bind": ["/new_orders(new_ordernumber='S%20O%27%271')", "/x(y)", "/accounts(` + operation.UnknownID + `)"]}]}`),
				},
			}},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := message.Decode([]byte(tt.text))
			if err != nil {
				t.Fatalf("Decode: %v", err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("Decode(%s) (-want +got):\n%s", tt.text, diff)
			}
		})
	}
}

// TestNamesGivenTwice: a repeated name is found among few names and among many.
func TestNamesGivenTwice(t *testing.T) {
	for _, members := range []int{2, 15, 16, 17, 40} {
		for _, twin := range []int{0, members - 2} {
			var data strings.Builder
			for i := range members - 1 {
				fmt.Fprintf(&data, `"c%d":1,`, i)
			}
			text := fmt.Sprintf(`{"operation":"upsert","entitySet":"leads","id":%q,"data":{%s"c%d":2}}`, guid, &data, twin)
			want := fmt.Sprintf("decode: /data/c%d: given twice", twin)
			if _, err := message.Decode([]byte(text)); err == nil || err.Error() != want {
				t.Errorf("%d members: Decode = %v, want %s", members, err, want)
			}
		}
	}
}
