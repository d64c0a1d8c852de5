package dynamics

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Error is a request that failed: Dataverse or the token endpoint refused it
// (Status is set), or no answer came (Err is set). As a method of [Client] returns
// it, it holds no secret, no token and no value of a row, so it may be logged.
type Error struct {
	// Op is what was being done, such as "create" or "look up user by email".
	Op string
	// Method and Path are those of the request; alternate-key values and
	// query values are left out of Path. They are empty where no request was
	// begun.
	Method, Path string
	// Part is the operation of a batch that was refused, as a JSON pointer such as
	// /operations/3, and Method and Path are then its own; empty where it is not
	// about one.
	Part string
	// Status is the HTTP status of the answer, 0 where none came.
	Status int
	// Code is the service's own code: Dataverse's, such as 0x80040217, or
	// Entra's, such as AADSTS7000215; often empty.
	Code string
	// Message is the service's message, one line.
	Message string
	// RetryAfter is how long the service asks to wait, 0 where it does not.
	RetryAfter time.Duration
	// RequestID is the service's id of the request, a GUID; empty where none came.
	RequestID string
	// Hint says more than the service does, where more is known.
	Hint string
	// Err is the cause where no answer came, without a text of the service's.
	Err error
	// Impersonated says that the request acted for a user.
	Impersonated bool

	// finding is the word in [Explanations] for what was found out besides what a
	// refusal says, so that no try will help; empty where nothing was.
	finding        string
	class          Class     // of an error that left the client, by what the peer said
	withheld       *string   // the token or secret that the peer was sent, until the error leaves
	fromEntra      bool      // of the token endpoint, not of Dataverse
	sent           bool      // the request may have reached the server
	raced          bool      // others changed the row again and again
	outcomeUnknown bool      // an action that may have run
	isRowMissing   bool      // a row that the operation needs is not there
	mayCommit      bool      // an ordered write that may take effect yet
	documented     bool      // the body was the one that Microsoft documents for errors
	foreign        bool      // the answer is not Dataverse's own, see [part.isForeign]
	ofApplication  bool      // a refusal that speaks of the application user, and of nobody else
	ofQuestion     bool      // a refusal of a question of our own, which no message has a say in
	doubted        bool      // a question asked after the refusal decided what it means
	brokenOff      bool      // the body did not arrive whole
	began          time.Time // when the request was sent
	// cause is what the words of a refusal say beyond its code; empty where nothing is
	// known of them.
	cause Cause
	// rows are those that the error is about, where it says so.
	rows rowReport
	// undone says that the refusal of a part undid a whole change set, and contentID
	// is that of the part that a whole batch was refused for.
	undone    bool
	contentID string
}

// Error is one line: what was being done, the request, status, code, message.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Op + ":")
	if e.Part != "" {
		b.WriteString(" " + e.Part + ":")
	}
	if e.Method != "" {
		fmt.Fprintf(&b, " %s %s:", e.Method, e.Path)
	}
	if e.Status != 0 {
		fmt.Fprintf(&b, " %d", e.Status)
	}
	for _, part := range []string{e.Code, e.Message} {
		if part != "" && part != strconv.Itoa(e.Status) { // an elastic table's code is the status
			b.WriteString(" " + part)
		}
	}
	if e.Code == "" && e.Message == "" && e.Status != 0 {
		b.WriteString(" " + http.StatusText(e.Status))
	}
	if e.Err != nil {
		fmt.Fprintf(&b, " %v", e.Err)
	}
	if e.Hint != "" {
		b.WriteString(" (" + e.Hint + ")")
	}
	return b.String()
}

// Unwrap returns the cause where no answer came.
func (e *Error) Unwrap() error { return e.Err }
