package operation

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"
)

// Kind is the kind of an [Operation].
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

// Operation is one change to make in Dataverse. Package message fills in the fields that
// a kind needs, and checks them. No value of a field can change which table or row the
// request names: every part of a URL is encoded.
type Operation struct {
	Kind Kind
	// EntitySet is the entity set name of the table, such as "contacts";
	// empty for an unbound action, and for an operation that has Table until the client
	// has resolved its Values.
	EntitySet string
	// Table is the logical name of the table, such as "contact", if the message gives no
	// EntitySet. It is empty in an operation without Values.
	Table string
	// Row is the row to work on. A create names the row that it makes, so that a
	// second run of the same create cannot make a second row.
	Row Row
	// Derived says that the id in Row is derived from the message. No other writer
	// makes a row with this id: if the row exists, the create has run.
	Derived bool
	// OwnID is the id that is derived from the message, for a create that names its
	// row by an alternate key. The row gets this id if the create must be a POST.
	OwnID string
	// PrimaryKey is the column of the row's id, for a create that is a POST to the
	// entity set. The client sets it from the definition of the table.
	PrimaryKey string
	// Published is the publish time of the message. If the row of a create exists,
	// this time separates an earlier delivery from another writer. It is zero if the
	// time is not known.
	Published time.Time
	// Data is the JSON body of a create, update or upsert. It is sent byte for byte.
	Data json.RawMessage
	// Values stands in the place of Data: a JSON object with a plain value for each
	// column, by its logical name. The client makes Data from it, with the definition of
	// the table. Empty means that the message has Data.
	Values json.RawMessage
	// SkipUnchanged says that columns with the same value in the row are not written. It
	// needs Values.
	SkipUnchanged bool
	// CreateOnly lists the columns of Values that are written only if the upsert creates
	// the row.
	CreateOnly []string
	// Fields are the columns that Data writes, and HasETags says that a request may name
	// the version of the row that it changes. The client sets them for an operation with
	// SkipUnchanged or CreateOnly.
	Fields   []Field
	HasETags bool
	// NavigationProperty is the collection-valued navigation property of an
	// associate or disassociate. Related is the row at its other end.
	NavigationProperty string
	Related            Reference
	// Action is the name of the action, with or without its namespace. Parameters is
	// the JSON object of its parameters; empty means no parameters.
	Action     string
	Parameters json.RawMessage
	// Operations are the operations of a batch, in their order. Dataverse carries out all
	// of them or no operation. Only the batch has the options below; the operations in it
	// have no options.
	Operations []Operation
	// ContentID is the name by which later operations of the same batch refer to the row
	// of this operation. It is often empty.
	ContentID string

	// Impersonate is the user to act for. The zero value is the application user.
	Impersonate Impersonation
	// IfMatch is the ETag that the row must have, for an update or delete. Empty
	// means any ETag.
	IfMatch string
	// DetectDuplicates asks Dataverse to apply its duplicate detection rules. The Web
	// API does not apply them by default.
	DetectDuplicates bool
	// Bypass lists the custom business logic that Dataverse skips: CustomSync,
	// CustomAsync.
	Bypass []string
	// Sequence keeps an update, upsert or delete from undoing a newer change. The
	// sequence of a batch guards the row of one of its operations, and the batch as a
	// whole. Nil means that changes apply in the order of their arrival. It excludes
	// IfMatch.
	Sequence *Sequence
	// Repeatable says that two runs of an action do no harm. If no response comes,
	// the client may send the action again.
	Repeatable bool
	// Once says that an action, or the batch that has it, runs once however often its
	// message is delivered. A row of the ledger table proves that it ran.
	Once bool
	// Ledger is the row of the ledger table, for an operation that needs one; see
	// [Operation.NeedsLedger]. HasLedger says that the first operation of a batch creates
	// that row. The client sets HasLedger.
	Ledger    Ledger
	HasLedger bool
	// Ordered says that later changes of the same rows wait until this operation has
	// ended. See [dynamics.MayStillCommit].
	Ordered bool
	// Alone says that the operation shares no request with other operations. The row of
	// another operation could make a shared request fail.
	Alone bool
	// Tag is the shared variable "tag" of plug-ins. Empty means no tag.
	Tag string
	// Correlation is a text by which the publisher recognises the message. It is not sent
	// to Dataverse. A whole message has it; an operation of a batch does not.
	Correlation string
}

// Ledger names the row of the ledger table that proves that a message was carried out.
type Ledger struct {
	// ID is the id of the row, which is derived from the message.
	ID string
	// Published is the publish time of the message. Rows of the ledger are deleted after a
	// while, so an old message has no proof.
	Published time.Time
}

// Reference names a row of a table.
type Reference struct {
	EntitySet string
	Row       Row
}

// Impersonation names the user to act for. At most one field is set. The zero value is
// the application user.
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

// Target returns the row to work on, with its table.
func (op Operation) Target() Reference { return Reference{op.EntitySet, op.Row} }

// Part returns operation i of a batch as a single operation, with the user, the options
// and the publish time of the batch.
func (op Operation) Part(i int) Operation {
	p := op.Operations[i]
	p.Published = op.Published
	p.Impersonate, p.DetectDuplicates, p.Bypass, p.Tag = op.Impersonate, op.DetectDuplicates, op.Bypass, op.Tag
	return p
}

const partPrefix = "/operations/"

// PartPointer returns the JSON pointer of operation i of a batch.
func PartPointer(i int) string { return partPrefix + strconv.Itoa(i) }

// PartOf reads a JSON pointer of an operation of a batch, or of a place in it. It returns the
// position of the operation, and the rest of the pointer; ok is false for another pointer.
func PartOf(pointer string) (i int, rest string, ok bool) {
	text, ok := strings.CutPrefix(pointer, partPrefix)
	end := strings.IndexByte(text+"/", '/')
	i, err := strconv.Atoi(text[:end])
	return i, text[end:], ok && err == nil
}
