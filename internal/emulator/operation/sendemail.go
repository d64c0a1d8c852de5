package operation

import (
	"net/http"
	"slices"

	"sns-dynamics/internal/emulator/odata"
	"sns-dynamics/internal/emulator/orderedjson"
	"sns-dynamics/internal/emulator/response"
	"sns-dynamics/internal/emulator/store"
)

// The states of an email after SendEmail.
const (
	stateSent         = 1
	statusSent        = 3
	statusPendingSend = 6
)

// recipients are the values of participationtypemask for To, Cc and Bcc.
var recipients = []int{2, 3, 4}

// sendEmail is the SendEmail action. It sends nothing. With IssueSend the email waits as
// Pending Send; otherwise it is only marked as Sent. It is a guess that Dataverse appends
// the tracking token to the subject.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/reference/sendemail
func (c *Invocation) sendEmail(email *store.Row) (response.Response, error) {
	const name = "SendEmail"
	given, err := c.parameters(name, func(p string) bool { return p == "IssueSend" || p == "TrackingToken" })
	if err != nil {
		return response.Response{}, err
	}
	issue, err := boolParameter(name, given, "IssueSend")
	if err != nil {
		return response.Response{}, err
	}
	v, _ := given.Get("TrackingToken")
	token, isText := v.(string)
	if v != nil && !isText {
		return response.Response{}, badParameters(name, "The parameter 'TrackingToken' must be a text.")
	}
	parties := email.Table.CollectionValued("email_activity_parties")
	if parties == nil {
		return response.Response{}, odata.NotCovered("%s without the tables it works on", name)
	}
	if email.Integer("statecode") != 0 {
		return response.Response{}, odata.NotCovered("%s of an email that is not open", name)
	}
	if !slices.ContainsFunc(c.Store.Related(email, parties), isRecipient) {
		return response.Response{}, odata.Refuse(http.StatusBadRequest, "0x80040b04", "The e-mail must have at least one recipient before it can be sent")
	}
	status := statusSent
	if issue {
		status = statusPendingSend
	}
	subject := email.Text("subject")
	if token != "" {
		subject += " " + token
	}
	return response.Entity(http.StatusOK, orderedjson.Object{
		{Name: "@odata.context", Value: c.Endpoint.Root + "$metadata#" + odata.Namespace + "SendEmailResponse"},
		{Name: "Subject", Value: subject},
	}), c.setState(email, stateSent, status, nil)
}

func isRecipient(party *store.Row) bool {
	return slices.Contains(recipients, party.Integer("participationtypemask"))
}
