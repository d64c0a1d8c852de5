package dynamics

// Outcome is how an operation that succeeded did so.
type Outcome string

// The outcomes. Exists, Absent and Stale are successes: what the operation was
// to bring about is already so, or outdated.
const (
	// Done says that Dataverse carried the operation out.
	Done Outcome = "done"
	// Exists says that the row to create, or the association to make, is
	// already there.
	Exists Outcome = "exists"
	// Absent says that the row to delete, or the association to remove, is
	// not there.
	Absent Outcome = "absent"
	// Stale says that the row is as new as the change, or newer, by the
	// operation's [Sequence].
	Stale Outcome = "stale"
)

// Result is what became of an operation that succeeded.
type Result struct {
	Outcome Outcome
	// Status is the HTTP status of the answer to the operation's own request.
	Status int
	// RequestID is Dataverse's id of that request, for Microsoft's support.
	RequestID string
	// Tries is how often the operation was sent.
	Tries int
	// Rows is how many operations shared the request; 0 where it had its own.
	Rows int
}
