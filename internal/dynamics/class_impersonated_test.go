package dynamics_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"testing"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/dynamics/dynamicstest"
)

// When acting for a user, disabled and without roles is said of that user,
// whom the message names; every other code means what it always does.
func TestCodesUnderImpersonation(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		op := updateContact()
		op.Impersonate.SystemUserID = dynamicstest.AnaID
		e.run(t, op, dynamics.Done)
		for want, codes := range classes {
			for _, code := range codes {
				want, times := want, 1
				if code == 0x80040225 || code == 0x80042f09 {
					want, times = dynamics.Rejected, 2 // it has to stand
				}
				e.Fail(times, dynamicstest.Fault{Method: http.MethodPatch, Status: 403, Body: errorBody(fmt.Sprintf("0x%08x", code))})
				_, err := e.client.Run(once(t), op)
				checkClass(t, fmt.Sprintf("%x", code), err, want)
			}
		}
		for name, as := range map[string]dynamics.Impersonation{
			"disabled":                 {SystemUserID: dynamicstest.BenID},
			"disabled, by object id":   {ObjectID: dynamicstest.BenObjectID},
			"without roles":            {SystemUserID: dynamicstest.EveID},
			"without roles, by email":  {Email: dynamicstest.EveEmail},
			"not there":                {SystemUserID: noID},
			"nobody's email address":   {Email: "nobody@contoso.example"},
			"two users' email address": {Email: dynamicstest.DeskEmail},
		} {
			op.Impersonate = as
			_, err := e.client.Run(once(t), op)
			checkClass(t, name, err, dynamics.Rejected)
		}
	})
}

// Of the application user Dataverse says the same, with the same code. Then the
// message is fine; and so it is while nobody knows whom the code is about.
func TestCodesOfTheApplicationUserUnderImpersonation(t *testing.T) {
	op := updateContact()
	op.Impersonate.SystemUserID = dynamicstest.AnaID
	page := dynamicstest.Fault{Method: http.MethodGet, Status: http.StatusOK, Body: "<html>", Header: http.Header{"Content-Type": {"text/html"}}}
	for _, code := range []string{"0x80040225", "0x80042f09"} {
		refusal := dynamicstest.Fault{Status: http.StatusForbidden, Body: errorBody(code)}
		for name, tt := range map[string]struct {
			second dynamicstest.Fault
			want   dynamics.Class
		}{
			"of itself too":         {refusal, dynamics.Misconfigured},
			"no application user":   {dynamicstest.Fault{Status: http.StatusForbidden, Body: errorBody("0x80072560")}, dynamics.Misconfigured},
			"no answer":             {dynamicstest.Fault{Method: http.MethodGet, Drop: true}, dynamics.Unavailable},
			"somebody else answers": {page, dynamics.Misconfigured},
		} {
			bubble(t, func(t *testing.T, e *environment) {
				e.run(t, op, dynamics.Done) // with a token from now on
				e.Fail(1, refusal)
				e.Fail(1, tt.second)
				_, err := e.client.Run(once(t), op)
				checkClass(t, code+", "+name, err, tt.want)
			})
		}
	}
}

// A look-up that was answered, but not with a list of users, says nothing of
// the message.
func TestBrokenLookUpIsUnavailable(t *testing.T) {
	ok := dynamicstest.Fault{Method: http.MethodGet, Status: http.StatusOK}
	for name, fault := range map[string]dynamicstest.Fault{
		"cut off":          {Method: http.MethodGet, Truncate: true},
		"another object":   {Method: http.MethodGet, Status: ok.Status, Body: `{}`},
		"no list":          {Method: http.MethodGet, Status: ok.Status, Body: `{"value":{}}`},
		"no systemuserid":  {Method: http.MethodGet, Status: ok.Status, Body: `{"value":[{}]}`},
		"nothing":          ok,
		"a lost answer":    {Method: http.MethodGet, Drop: true},
		"out of service":   {Method: http.MethodGet},
		"out of resources": {Method: http.MethodGet, Status: http.StatusTooManyRequests},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T, e *environment) {
				e.run(t, createContact(newID), dynamics.Done)
				e.Fail(1, fault)
				_, err := e.client.Run(once(t), updateAs(dynamicstest.AnaEmail))
				checkClass(t, name, err, dynamics.Unavailable)
				if fault.Truncate && !errors.Is(err, io.ErrUnexpectedEOF) {
					t.Errorf("error = %v, want %v", err, io.ErrUnexpectedEOF)
				}
				e.run(t, updateAs(dynamicstest.AnaEmail), dynamics.Done)
			})
		})
	}
}
