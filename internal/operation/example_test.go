package operation_test

import (
	"encoding/json"
	"fmt"

	"sns-dynamics/internal/operation"
)

// A batch updates a contact by its alternate key and runs an action on it.
func Example() {
	contact := operation.Row{Key: []operation.KeyColumn{{Column: "new_number", Value: "O'Brien 7", Quoted: true}}}
	update := operation.Operation{
		Kind: operation.Update, EntitySet: "contacts", Row: contact, Data: json.RawMessage(`{"jobtitle":"Buyer"}`),
	}
	action := operation.Operation{
		Kind: operation.Action, EntitySet: "contacts", Row: contact, Action: "new_Approve",
	}
	batch := operation.Operation{Kind: operation.Batch, Operations: []operation.Operation{update, action}}

	fmt.Println(update.Target().Path())
	fmt.Println(contact)
	fmt.Println(update.MayDouble(), batch.MayDouble())
	for _, positions := range operation.Levels([]operation.Operation{update, action}) {
		fmt.Println(positions)
	}
	// Output:
	// contacts(new_number='O%27%27Brien%207')
	// new_number=…
	// false true
	// [0]
	// [1]
}
