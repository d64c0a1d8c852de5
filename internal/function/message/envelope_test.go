package message_test

import (
	"testing"
	"time"

	"sns-dynamics/internal/function/message"
)

func envelope(text string) message.Envelope {
	return message.Envelope{
		TopicARN:  "arn:aws:sns:eu-west-1:111122223333:dynamics",
		MessageID: "95df01b4-ee98-5cb9-9903-4c221d41eb5e",
		Published: time.Date(2026, 11, 21, 9, 30, 0, 123_000_000, time.UTC),
		Message:   text,
	}
}

// Another program computed the expected ids, and not this code, because publishers may rely
// on them.
func TestDerivedID(t *testing.T) {
	create := `{"operation": "create", "entitySet": "contacts", "data": {"lastname": "Brown"}}`
	tests := []struct {
		name   string
		change func(*message.Envelope)
		want   string
	}{
		{"a message", func(*message.Envelope) {}, "fef5c75b-2df7-8c3c-8af6-01a1fd70f23b"},
		{"another message", func(e *message.Envelope) { e.MessageID = "95df01b4-ee98-5cb9-9903-4c221d41eb5f" }, "4196d047-351b-82f6-b133-01a1fd70f23b"},
		{"another topic", func(e *message.Envelope) { e.TopicARN += "2" }, "e8f461c2-d30b-800d-836c-01a1fd70f23b"},
		{"a millisecond later", func(e *message.Envelope) { e.Published = e.Published.Add(time.Millisecond) }, "fef5c75b-2df7-8c3c-8af6-01a1fd70f23c"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			e := envelope(create)
			tt.change(&e)
			op, err := e.Operation()
			if err != nil {
				t.Fatal(err)
			}
			if op.Row.ID != tt.want {
				t.Errorf("id = %s, want %s", op.Row.ID, tt.want)
			}
		})
	}
}

func TestOperationKeepsTheRowOfTheMessage(t *testing.T) {
	for _, text := range []string{
		`{"operation": "create", "entitySet": "contacts", "id": "` + guid + `", "data": {"lastname": "Brown"}}`,
		`{"operation": "create", "entitySet": "contacts", "key": {"emailaddress1": "a@b"}, "data": {"lastname": "Brown"}}`,
		`{"operation": "action", "action": "WinOpportunity"}`,
	} {
		op, err := envelope(text).Operation()
		if err != nil {
			t.Fatal(err)
		}
		want, err := message.Decode([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		if op.Row.ID != want.Row.ID || len(op.Row.Key) != len(want.Row.Key) {
			t.Errorf("Operation of %s names row %q, want %q", text, op.Row, want.Row)
		}
	}
}

// Each create of a batch that names no row has an id of its own, by its position.
// References to the create have this id. Another program computed these ids too.
func TestDerivedIDsOfABatch(t *testing.T) {
	const first, third = "33dad1a1-1c7d-87d5-9f2d-01a1fd70f23b", "1dd97427-5cd5-8c08-8c7a-01a1fd70f23b"
	e := envelope(`{"operation": "batch", "operations": [
		{"operation": "create", "contentId": "a", "entitySet": "accounts", "data": {"name": "x"}},
		{"operation": "create", "entitySet": "contacts", "id": "` + guid + `", "data": {"parentcustomerid_account@odata.bind": "$a"}},
		{"operation": "create", "contentId": "c", "entitySet": "contacts", "data": {"lastname": "x"}},
		{"operation": "update", "entitySet": "accounts", "id": "$a", "data": {"primarycontactid@odata.bind": "$c"}}]}`)
	for range 2 { // in a second delivery
		op, err := e.Operation()
		if err != nil {
			t.Fatal(err)
		}
		for i, want := range []string{first, guid, third, first} {
			if p := op.Operations[i]; p.Row.ID != want || p.Derived != (i == 0 || i == 2) {
				t.Errorf("operation %d: row %s, derived %t, want %s", i, p.Row, p.Derived, want)
			}
		}
		if got, want := string(op.Operations[1].Data), `{"parentcustomerid_account@odata.bind": "/accounts(`+first+`)"}`; got != want {
			t.Errorf("data %s, want %s", got, want)
		}
		if got, want := string(op.Operations[3].Data), `{"primarycontactid@odata.bind": "/contacts(`+third+`)"}`; got != want {
			t.Errorf("data %s, want %s", got, want)
		}
	}
}

// A create by an alternate key has an id of its own beside the key. The row gets the id if
// the create is a POST. A reference to the create in a batch has the key.
func TestOwnIDOfACreateByKey(t *testing.T) {
	const own = "fef5c75b-2df7-8c3c-8af6-01a1fd70f23b"
	op, err := envelope(`{"operation": "create", "entitySet": "new_orders", "key": {"new_ordernumber": "A"}, "data": {"x": 1}}`).Operation()
	if err != nil {
		t.Fatal(err)
	}
	if op.OwnID != own || op.Row.ID != "" || op.Derived {
		t.Errorf("own id %s, row %q, derived %t, want %s beside the key", op.OwnID, op.Row.ID, op.Derived, own)
	}
	op, err = envelope(`{"operation": "batch", "operations": [
		{"operation": "create", "contentId": "a", "entitySet": "new_orders", "key": {"new_ordernumber": "A"}, "data": {"T": [{"x": 1}]}},
		{"operation": "create", "contentId": "b", "entitySet": "new_orders", "key": {"new_ordernumber": "B"}, "data": {"x": 1}},
		{"operation": "update", "entitySet": "new_orders", "id": "$a", "data": {"x": 1}},
		{"operation": "update", "entitySet": "new_orders", "id": "$b", "data": {"x": 1}}]}`).Operation()
	if err != nil {
		t.Fatal(err)
	}
	first, second := op.Operations[0], op.Operations[1]
	if first.OwnID == second.OwnID || first.OwnID == own || op.Operations[2].Row.ID != first.OwnID || len(op.Operations[3].Row.Key) != 1 {
		t.Errorf("own ids %s and %s, updates of %s and %s", first.OwnID, second.OwnID, op.Operations[2].Row, op.Operations[3].Row)
	}
}

// The publish time of an envelope is the message's publish time. The publish time of a raw
// message is not known, also after it was sent again.
func TestPublishTime(t *testing.T) {
	text := `{"operation": "create", "entitySet": "contacts", "id": "` + guid + `", "data": {"lastname": "Brown"}}`
	e := envelope(text)
	op, err := e.Operation()
	if err != nil || !op.Published.Equal(e.Published) {
		t.Errorf("published %v, %v, want %v", op.Published, err, e.Published)
	}
	e.TopicARN = "arn:aws:sqs:eu-west-1:111122223333:queue"
	if op, err = e.Operation(); err != nil || !op.Published.IsZero() {
		t.Errorf("published %v, %v, want nothing known", op.Published, err)
	}
}
