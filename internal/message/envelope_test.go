package message_test

import (
	"testing"
	"time"

	"sns-dynamics/internal/message"
)

func envelope(text string) message.Envelope {
	return message.Envelope{
		TopicARN:  "arn:aws:sns:eu-west-1:111122223333:dynamics",
		MessageID: "95df01b4-ee98-5cb9-9903-4c221d41eb5e",
		Published: time.Date(2026, 11, 21, 9, 30, 0, 123_000_000, time.UTC),
		Message:   text,
	}
}

// The expected ids were computed by another program, not by this
// code: publishers may rely on them.
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
