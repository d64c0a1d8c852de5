package dynamics

import (
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"sns-dynamics/internal/dynamics/redaction"
	"sns-dynamics/internal/dynamics/webapi"
	"sns-dynamics/internal/errorcode"
	"sns-dynamics/internal/operation"
)

// Error is a request that failed: Dataverse or the token endpoint refused it (Status is
// set), or no response came (Err is set). An Error that a method of [Client] returns has
// no secret, no token and no value of a row, so it may be logged.
type Error struct {
	// Op says what the request does, such as "create" or "look up user by email".
	Op string
	// Method and Path are the method and path of the request. Path has no values of
	// alternate keys and no query. They are empty if there was no request.
	Method, Path string
	// Part is the operation of a batch that was refused, as a JSON pointer such as
	// /operations/3. Method and Path then belong to this operation. Part is empty if
	// the error is not about one operation of a batch.
	Part string
	// Status is the HTTP status of the response, 0 if no response came.
	Status int
	// Code is the code of Dataverse, such as 0x80040217, or of Entra ID, such as
	// AADSTS7000215. It is often empty.
	Code string
	// Message is the message of the service, one line.
	Message string
	// RetryAfter is the wait that the service asks for, 0 if it asks for no wait.
	RetryAfter time.Duration
	// RequestID is the id that the service gave the request, a GUID. It is empty if the
	// service gave no id.
	RequestID string
	// Hint is a fact that the client knows beyond the message of the service.
	Hint string
	// Err is the cause if no response came, without a text of the service.
	Err error
	// Impersonated says that the request acted for another user.
	Impersonated bool

	// finding is a word that package advice explains, for a failure that the client
	// found out itself. Another attempt does not help then.
	finding      string
	class        operation.Class // set if another fact than code and status decides the class; always set when the error leaves the client
	withheld     *string         // the token or secret that was sent, until the error leaves the client
	fromEntra    bool            // the token endpoint failed, not Dataverse
	sent         bool            // the request may have reached the server
	isRowMissing bool            // a row that the operation needs does not exist
	mayCommit    bool            // an ordered write that may still take effect
	documented   bool            // the body has the documented shape of an error
	foreign      bool            // the response is not from Dataverse, see [webapi.Response.IsForeign]
	unconfirmed  bool            // a later request decided what the refusal means; see [Client.runUntilConfirmed]
	truncated    bool            // the body did not arrive whole
	began        time.Time       // when the request was sent
	// cause is the meaning of the words of a refusal beyond its code, if it is known.
	cause errorcode.Cause
	// rows are the results of the rows of a bulk message, if the error reports them.
	rows webapi.RowReport
	// undone says that the refusal of a part undid a whole change set. contentID is
	// the Content-ID of the part that made Dataverse refuse a whole batch.
	undone    bool
	contentID string
}

// Error is one line: the operation, the request, the status, the code and the message.
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
		if part != "" && part != strconv.Itoa(e.Status) { // the code of an elastic table is the status
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

// Unwrap returns the error of a request without a response.
func (e *Error) Unwrap() error { return e.Err }

// leave returns an error in the form in which it leaves the client. All texts of a peer
// leave the client here: the texts of Dataverse, of Entra ID, and of a gateway in front of
// them. Code and message pass through [redaction.Clean] or match a fixed grammar, and the
// request id is a GUID. An [Error] has no other text of a response; its cause has the fixed
// words of package cause.
//
// The class is decided before leave removes anything from the text. leave returns a copy.
func leave(op operation.Operation, err error) error {
	raw, ok := errors.AsType[*Error](err)
	if !ok {
		return err
	}
	e := *raw
	e.class = ClassOf(raw)
	secret := ""
	if raw.withheld != nil {
		secret = *raw.withheld
	}
	e.withheld = nil
	e.Message = redaction.Clean(op, secret, e.Message)
	if !isCode(e.Code) {
		e.Code = redaction.Clean(op, secret, e.Code)
	}
	e.RequestID = webapi.IDs(e.RequestID)
	return &e
}

// withhold keeps the token or secret that was sent to a peer, so that [leave] removes it from
// the text of the peer.
func (e *Error) withhold(secret string) { e.withheld = &secret }

// code matches the codes of Dataverse and Entra ID, which hold no text.
var code = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^(0[xX][0-9A-Fa-f]{8}|-[0-9]{10}|AADSTS[0-9]{1,9})$`)
})

func isCode(s string) bool { return code().MatchString(s) }
