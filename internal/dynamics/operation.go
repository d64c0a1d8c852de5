package dynamics

import (
	"encoding/json"
	"time"
)

// Kind is what an [Operation] does.
type Kind string

// The operations, spelt as the message spells them.
const (
	Create       Kind = "create"
	Update       Kind = "update"
	Upsert       Kind = "upsert"
	Delete       Kind = "delete"
	Associate    Kind = "associate"
	Disassociate Kind = "disassociate"
	Action       Kind = "action"
	Batch        Kind = "batch"
)

// Operation is one change to make in Dataverse. Which fields a kind needs is
// for the one who fills it in to see to (package message does); whatever the
// fields hold, they cannot change which table or row the request names.
type Operation struct {
	Kind Kind
	// EntitySet is the entity set name of the table, such as "contacts";
	// empty for an unbound action.
	EntitySet string
	// Row is the row to work on. A create names the row it is to make, so
	// that running it again cannot make a second one.
	Row Row
	// Derived says that the id in Row follows from the message, so that nothing
	// else makes that row: where it is there, the create has run.
	Derived bool
	// OwnID is the id that follows from the message for a create that names its row by
	// an alternate key. The row gets it where the create has to be a POST.
	OwnID string
	// PrimaryKey is the column of the row's id, for a create that is sent as a POST to
	// the entity set: the client sets it, from the table's definition.
	PrimaryKey string
	// Published is when the message was published, by which a create whose row is
	// there tells an earlier delivery from another writer; zero where nobody knows.
	Published time.Time
	// Data is the body of a create, update or upsert as the Web API takes it;
	// it is sent byte for byte.
	Data json.RawMessage
	// NavigationProperty is the collection-valued navigation property of an
	// associate or disassociate, and Related the row at its other end.
	NavigationProperty string
	Related            Reference
	// Action is the name of the action, with or without its namespace, and
	// Parameters the JSON object of its parameters; empty means none.
	Action     string
	Parameters json.RawMessage
	// Operations are what a batch does, in their order: all of them, or none. The
	// options below that say for whom and how stand in the batch alone.
	Operations []Operation

	// Impersonate is the user to act for; the zero value is the application
	// user itself.
	Impersonate Impersonation
	// IfMatch is the ETag the row must have, for update and delete; empty
	// means any.
	IfMatch string
	// DetectDuplicates asks Dataverse to apply its duplicate detection rules,
	// which the Web API leaves out by default.
	DetectDuplicates bool
	// Bypass lists the custom business logic to leave out: CustomSync,
	// CustomAsync.
	Bypass []string
	// Sequence, for update, upsert and delete, keeps a change from undoing a
	// newer one; nil means that changes apply as they come. It does not go
	// with IfMatch.
	Sequence *Sequence
	// Repeatable says that running an action twice does no harm, so that it
	// may be sent again when no answer came.
	Repeatable bool
	// Ordered says that later changes of the same rows wait until this operation has
	// ended for good. See [MayStillCommit].
	Ordered bool
	// Tag is the shared variable that plug-ins see as "tag"; empty means none.
	Tag string
}

// Reference names a row of a table.
type Reference struct {
	EntitySet string
	Row       Row
}

// Impersonation names the user to act for, in one of three ways; at most one
// field is set.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/impersonate-another-user-web-api
type Impersonation struct {
	// SystemUserID is the systemuserid of the user's row, a GUID.
	SystemUserID string
	// ObjectID is the user's object id in Microsoft Entra ID, a GUID.
	ObjectID string
	// Email is the user's primary email address in Dataverse
	// (internalemailaddress), looked up before the operation runs.
	Email string
}
