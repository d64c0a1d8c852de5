// Package engine changes rows with the rules of Dataverse: it checks a body against the
// table, the privileges of the caller, the keys and the duplicate detection rules.
package engine

import (
	"time"

	"sns-dynamics/internal/emulator/odata"
	"sns-dynamics/internal/emulator/schema"
	"sns-dynamics/internal/emulator/security"
	"sns-dynamics/internal/emulator/store"
)

// Session is one request on the rows, with the identity that makes it.
type Session struct {
	security.Identity
	Schema *schema.Schema
	Store  *store.Store
	Now    time.Time

	URIBase          odata.Endpoint // the service root of URIs
	Precondition     odata.Conditions
	DetectDuplicates bool // apply the duplicate detection rules

	// Declared holds the URIs of the rows of a change set by the Content-ID of the earlier
	// operations. It is nil outside of $batch.
	Declared map[string]string
	// InChangeSet says that the request is an operation of a change set.
	InChangeSet bool
}

// RowChange is a change of one row before the store has it.
type RowChange struct {
	*Session
	Row    *store.Row // the draft
	before *store.Row // nil for a new row
	at     *store.Address
	set    map[string]bool // the columns the body sets
	later  []func() error  // the related rows to make after the row itself is stored
}
