package schema

import "encoding/json"

// Row is a row of a new emulator. The cell of a lookup has the form "table:id".
type Row struct {
	Table string                     `json:"table"`
	ID    string                     `json:"id"`
	Cells map[string]json.RawMessage `json:"cells"`
}

// Link is a pair of rows of a new emulator in a many-to-many relationship.
type Link struct {
	Relationship string `json:"relationship"`
	From         string `json:"from"`
	To           string `json:"to"`
}

// Grant gives a role privileges at the depth of the organization: by name, "*" for all, and
// by table noun with the letters CRWDATS for create, read, write, delete, append, append to
// and assign.
type Grant struct {
	Role       string            `json:"role"`
	Privileges []string          `json:"privileges,omitempty"`
	Tables     map[string]string `json:"tables,omitempty"`
}
