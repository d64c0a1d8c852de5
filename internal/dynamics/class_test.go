package dynamics_test

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"testing"
	"time"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/dynamics/dynamicstest"
)

// classes are what Dataverse's codes mean, whatever their status. The list is
// written down here once more, so that a slip in the code is not repeated.
var classes = map[dynamics.Class][]uint32{
	dynamics.Misconfigured: {
		0x80072560,             // UserNotMemberOfOrg
		0x80040225,             // user disabled
		0x80042f09,             // UserNotAssignedRoles
		0x8004D24B,             // UserNotAssignedLicense
		0x80072559,             // AADError
		0x80095FFD,             // cookie of another address
		0x8005F101,             // AccessTokenExpired
		0x80044302,             // RequestIsNotAuthenticated
		0x80095ffe, 0x80095ffc, // IP firewall, app access control
		0x8004a104,             // OrganizationDisabled
		0x8004a113,             // administration mode
		0x8004a112,             // the user of the ticket is disabled
		0x80044507,             // no access to the tenant
		0x80072325, 0x8004b057, // storage
		0x8004415c, 0x8004415d, // licence
	},
	dynamics.Unavailable: {
		0x80072322, 0x80072321, 0x80072326, 0x80072327, 0x8005F103, // service protection
		0x80044150, 0x80044151, 0x80044339, // SQL
		0x8004Ed47, 0x80072300, 0x80072301, 0x80072031, 0x80048542, 0x80040216, 0x80090412,
		0x80071151, 0x80048549, 0x80048555, 0x8004b044, 0x8004a107, 0x8004d253, 0x80044352, // customizing, cascades, moves
		0x80048544, 0x80081116, 0x8004418d, 0x8004418e, // throttled queries and plug-ins
		0x80044171, 0x80044172, 0x80044173, 0x80081111, // plug-ins that took too long
	},
	dynamics.Rejected: {
		0x80040217, 0x80060891, 0x80048d02, 0x80060890, 0x8006088a, 0x80060888, // not there
		0x80040220, 0x80048306, 0x80040231, 0x80048405, 0x8004A110, // privileges
		0x80040237, 0x80060892, 0x80040333, 0x8004F511, 0x80060882, // duplicates and versions
		0x80040265, 0x80048550, // plug-ins
		0x80044331, 0x80040200, 0x80048d19, 0x80040203, 0x8004431A, 0x8004418a, 0x80044a02, // data
		0x80041d48, 0x80041d49, 0x80072535, 0x8004140d, // never allowed
		0x8004f502, 0x8004f503, 0x8004f504, 0x8004f506, 0x8004f507, 0x8004f50d, // secured columns
		0x80055000, 0x80055002, 0x80055004, 0x80060851, 0x80045301, 0x80040204, 0x80040277, // privileges of a user
		0x80040520, 0x80040521, 0x80040522, 0x8004050d, 0x8004480d, 0x8004480f, 0x80081018, 0x80048342, 0x8004e027,
		0x8004020d, 0x8004049e, 0x800404bb, 0x8004ed43,
		0x8004432f, 0x80044330, 0x80040239, 0x80040278, 0x80048cfb, 0x80043506, 0x80044366, 0x80043e09, 0x8005e007, // values
		0x80040800, 0x80100008, 0x80041102, 0x80041103, 0x8006088d, 0x80048d0b, 0x80048208, // names
		0x80048408, 0x8004f00e, 0x8004f854, 0x8004f855, 0x8004f856, 0x8004f857, 0x8004f858, // states
		0x80100005, 0x80100000, 0x80100001, 0x80100003, 0x80040518, 0x80040519, 0x80043203, 0x80040230, 0x8004022e, 0x80040227,
		0x8004022b, 0x8004032d, 0x80048340, // owners
	},
}

// once is a context in which no wait fits, so that the first try decides. In a
// bubble it does not end while a request is under way: no time passes then.
func once(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Nanosecond)
	t.Cleanup(cancel)
	return ctx
}

// updateContact may be answered with anything: there is no answer that it
// takes for a success but 2xx.
func updateContact() dynamics.Operation {
	op := createContact(dynamicstest.ContactID)
	op.Kind = dynamics.Update
	return op
}

func errorBody(code string) string {
	return `{"error":{"code":"` + code + `","message":"x"}}`
}

// classOf is what a status means that comes without a code.
func classOf(status int) dynamics.Class {
	switch status {
	case 0, 408, 421, 425, 429, 500, 502, 503, 504:
		return dynamics.Unavailable
	case 401, 403, 407: // the environment lets nobody in, unless a code says otherwise
		return dynamics.Misconfigured
	case 501, 505:
		return dynamics.Rejected
	}
	switch status / 100 {
	case 3: // the service is elsewhere
		return dynamics.Misconfigured
	case 5: // a proxy's own, such as 520 or 599
		return dynamics.Unavailable
	}
	return dynamics.Rejected // 1xx too: no server ends its answer with one
}

func TestStatusesAndTheirClasses(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		e.run(t, createContact(newID), dynamics.Done)
		for status := range 600 {
			if 0 < status && status < 100 {
				continue
			}
			e.Fail(1, dynamicstest.Fault{Status: status, Drop: status == 0})
			if status == 401 { // the first one only costs a new token
				e.Fail(1, dynamicstest.Fault{Status: status})
			}
			_, err := e.client.Run(once(t), updateContact())
			if status/100 == 2 {
				if err != nil {
					t.Errorf("status %d: %v, want a success", status, err)
				}
				continue
			}
			if err == nil {
				t.Errorf("status %d: success, want %s", status, classOf(status))
				continue
			}
			checkClass(t, fmt.Sprintf("status %d", status), err, classOf(status))
		}
	})
}

// The code decides, because the same one comes with different statuses.
func TestCodesAndTheirClasses(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		e.run(t, createContact(newID), dynamics.Done)
		total := 0
		for want, codes := range classes {
			for _, code := range codes {
				total++
				for _, form := range []string{
					fmt.Sprintf("0x%08x", code), fmt.Sprintf("0X%08X", code), strconv.Itoa(int(int32(code))),
				} {
					for _, status := range []int{400, 403, 404, 412, 429, 500, 503} {
						e.refuse(1, status, nil, errorBody(form))
						_, err := e.client.Run(once(t), updateContact())
						checkClass(t, fmt.Sprintf("%d %s", status, form), err, want)
					}
				}
			}
		}
		if total != 139 {
			t.Errorf("%d codes, want 139: those that Microsoft's tables and clients name", total)
		}
	})
}

// A code that nobody knows, or none, leaves the status.
func TestUnknownCodesLeaveTheStatus(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		e.run(t, createContact(newID), dynamics.Done)
		for _, code := range []string{"", "0x0", "0x8004ffff", "0x1800402170", "-99999999999", "x"} {
			for status, want := range map[int]dynamics.Class{
				400: dynamics.Rejected, 403: dynamics.Misconfigured, 409: dynamics.Rejected, 412: dynamics.Rejected,
				429: dynamics.Unavailable, 500: dynamics.Unavailable, 503: dynamics.Unavailable,
			} {
				e.refuse(1, status, nil, errorBody(code))
				_, err := e.client.Run(once(t), updateContact())
				checkClass(t, fmt.Sprintf("%d %q", status, code), err, want)
			}
		}
	})
}

// Credentials that cannot be had are somebody's to mend, unless where they are
// kept does not answer.
func TestUnreadableCredentialsAreMisconfigured(t *testing.T) {
	client := dynamics.New(dynamics.Config{
		Credentials: func(context.Context) (dynamics.Credentials, error) {
			return dynamics.Credentials{}, errors.New("AccessDeniedException")
		},
	})
	r, err := client.Run(t.Context(), updateContact())
	checkClass(t, "AccessDeniedException", err, dynamics.Misconfigured)
	if r.Tries != 1 {
		t.Errorf("%d tries, want 1: a set-up does not mend itself in the time of a call", r.Tries)
	}
}

func TestCredentialsThatDoNotAnswerAreUnavailable(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		client := dynamics.New(dynamics.Config{
			Credentials: func(context.Context) (dynamics.Credentials, error) {
				return dynamics.Credentials{}, fmt.Errorf("read secret: %w: %w", dynamics.ErrCredentialsUnavailable, errors.New("ThrottlingException"))
			},
		})
		r, err := client.Run(t.Context(), updateContact())
		checkClass(t, "ThrottlingException", err, dynamics.Unavailable)
		if r.Tries != 5 {
			t.Errorf("%d tries, want 5", r.Tries)
		}
	})
}

// checkClass checks the class of an error, and that it has advice if somebody
// has to do something, and none if it passes.
func checkClass(t *testing.T, name string, err error, want dynamics.Class) {
	t.Helper()
	if err == nil {
		t.Errorf("%s: success, want an error that is %s", name, want)
		return
	}
	if got := dynamics.ClassOf(err); got != want {
		t.Errorf("%s: %v is %s, want %s", name, err, got, want)
	}
	advice := dynamics.Advice(err)
	switch has := advice != ""; {
	case want == dynamics.Unavailable && has:
		t.Errorf("%s: advice %q, want none for what passes by itself", name, advice)
	case (want == dynamics.Misconfigured || want == dynamics.Unknown) && !has:
		t.Errorf("%s (%s): no advice", name, want)
	}
}
