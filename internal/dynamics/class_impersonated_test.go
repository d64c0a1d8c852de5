package dynamics_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"testing"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/operation"
)

// If the client acts for a user, the codes for a disabled user and for a user without roles
// are about that user, whom the message names. Every other code has its usual meaning.
func TestCodesUnderImpersonation(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		op := updateContact()
		op.Impersonate.SystemUserID = emulator.AnaID
		e.run(t, op, dynamics.Done)
		for want, codes := range classes {
			for _, code := range codes {
				want, times := want, 1
				if code == 0x80040225 || code == 0x80042f09 {
					want, times = operation.Rejected, 2 // the refusal must be repeated
				}
				e.Fail(times, emulator.Fault{Method: http.MethodPatch, Status: 403, Body: errorBody(fmt.Sprintf("0x%08x", code))})
				_, err := e.client.Run(once(t), op)
				checkClass(t, fmt.Sprintf("%x", code), err, want)
			}
		}
		for name, as := range map[string]operation.Impersonation{
			"disabled":                 {SystemUserID: emulator.BenID},
			"disabled, by object id":   {ObjectID: emulator.BenObjectID},
			"without roles":            {SystemUserID: emulator.EveID},
			"without roles, by email":  {Email: emulator.EveEmail},
			"not there":                {SystemUserID: noID},
			"nobody's email address":   {Email: "nobody@contoso.example"},
			"two users' email address": {Email: emulator.DeskEmail},
		} {
			op.Impersonate = as
			_, err := e.client.Run(once(t), op)
			checkClass(t, name, err, operation.Rejected)
		}
	})
}

// Dataverse returns the same code for the application user. Then the message is valid. The
// message also counts as valid while it is not known whom the code is about.
func TestCodesOfTheApplicationUserUnderImpersonation(t *testing.T) {
	op := updateContact()
	op.Impersonate.SystemUserID = emulator.AnaID
	page := emulator.Fault{Method: http.MethodGet, Status: http.StatusOK, Body: "<html>", Header: http.Header{"Content-Type": {"text/html"}}}
	for _, code := range []string{"0x80040225", "0x80042f09"} {
		refusal := emulator.Fault{Status: http.StatusForbidden, Body: errorBody(code)}
		for name, tt := range map[string]struct {
			second emulator.Fault
			want   operation.Class
		}{
			"of itself too":         {refusal, operation.Misconfigured},
			"no application user":   {emulator.Fault{Status: http.StatusForbidden, Body: errorBody("0x80072560")}, operation.Misconfigured},
			"no answer":             {emulator.Fault{Method: http.MethodGet, Drop: true}, operation.Unavailable},
			"somebody else answers": {page, operation.Misconfigured},
		} {
			bubble(t, func(t *testing.T, e *environment) {
				e.run(t, op, dynamics.Done) // with a token from here on
				e.Fail(1, refusal)
				e.Fail(1, tt.second)
				_, err := e.client.Run(once(t), op)
				checkClass(t, code+", "+name, err, tt.want)
			})
		}
	}
}

// If the response to a look-up is no list of users, it says nothing about the message.
func TestBrokenLookUpIsUnavailable(t *testing.T) {
	ok := emulator.Fault{Method: http.MethodGet, Status: http.StatusOK}
	for name, fault := range map[string]emulator.Fault{
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
				_, err := e.client.Run(once(t), updateAs(emulator.AnaEmail))
				checkClass(t, name, err, operation.Unavailable)
				if fault.Truncate && !errors.Is(err, io.ErrUnexpectedEOF) {
					t.Errorf("error = %v, want %v", err, io.ErrUnexpectedEOF)
				}
				e.run(t, updateAs(emulator.AnaEmail), dynamics.Done)
			})
		})
	}
}
