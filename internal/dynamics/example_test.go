package dynamics_test

import (
	"context"
	"encoding/json"
	"fmt"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/dynamics/auth"
	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/operation"
)

// A client creates a contact twice, as two deliveries of one message do, and then
// updates a row that does not exist.
func Example() {
	server, err := emulator.Start("127.0.0.1:0", emulator.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer server.Close()
	secret, err := json.Marshal(server.Connection())
	if err != nil {
		fmt.Println(err)
		return
	}
	client := dynamics.New(dynamics.Config{
		Credentials: func(context.Context) (auth.Credentials, error) { return auth.ParseCredentials(secret) },
	})

	create := operation.Operation{
		Kind: operation.Create, EntitySet: "contacts", Data: json.RawMessage(`{"lastname":"Alvarez"}`),
		Row: operation.Row{ID: "6f2a52c8-92a0-4c5c-8f8a-0d9c2c1f7b10"}, Derived: true,
	}
	for range 2 {
		result, err := client.Run(context.Background(), create)
		fmt.Println(result.Outcome, result.Status, result.Tries, err)
	}

	update := create
	update.Kind, update.Row = operation.Update, operation.Row{ID: "6f2a52c8-92a0-4c5c-8f8a-0d9c2c1f7b11"}
	_, err = client.Run(context.Background(), update)
	fmt.Println(dynamics.ClassOf(err), dynamics.CodeOf(err), dynamics.IsRowMissing(err))
	// Output:
	// done 204 1 <nil>
	// exists 412 1 <nil>
	// rejected 0x80040217 true
}
