package message_test

import (
	"errors"
	"fmt"
	"time"

	"sns-dynamics/internal/function/message"
)

// Decode reads the operation of a message.
func ExampleDecode() {
	op, err := message.Decode([]byte(`{
		"operation": "update",
		"entitySet": "contacts",
		"key": {"emailaddress1": "ana@example.com"},
		"data": {"jobtitle": "Buyer"}
	}`))
	fmt.Println(op.Kind, op.EntitySet, string(op.Data), err)
	// Output: update contacts {"jobtitle": "Buyer"} <nil>
}

// The error of Decode lists every problem by the JSON pointer of its field.
func ExampleDecode_problems() {
	_, err := message.Decode([]byte(`{"operation": "delete", "entitySet": "contacts", "data": {}}`))
	if e, ok := errors.AsType[*message.Error](err); ok {
		for _, p := range e.Problems {
			fmt.Println(p.Pointer, "-", p.Text)
		}
	}
	// Output:
	// /data - not allowed for delete
	// /id - missing: expected id or key for delete
}

// A create without an id gets one from its envelope. A second delivery of the message
// gets the same id, so it creates no second row.
func ExampleEnvelope_Operation() {
	e := message.Envelope{
		TopicARN:  "arn:aws:sns:eu-west-1:111122223333:dynamics",
		MessageID: "95df01b4-ee98-5cb9-9903-4c221d41eb5e",
		Published: time.Date(2026, 11, 21, 9, 30, 0, 0, time.UTC),
		Message:   `{"operation": "create", "entitySet": "contacts", "data": {"lastname": "Silva"}}`,
	}
	first, err := e.Operation()
	if err != nil {
		fmt.Println(err)
		return
	}
	second, err := e.Operation()
	fmt.Println(first.Row.ID, first.Row.ID == second.Row.ID, err)
	// Output: fef5c75b-2df7-8c3c-8af6-01a1fd70f1c0 true <nil>
}
