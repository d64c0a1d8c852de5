package dynamics_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"testing"
	"time"

	"sns-dynamics/internal/advice"
	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/dynamics/auth"
	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/operation"
)

// classes are the meanings of Dataverse's codes, with any status. The test has a list of
// its own, so that it finds a slip in the code.
var classes = map[operation.Class][]uint32{
	operation.Misconfigured: {
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
	operation.Unavailable: {
		0x80072322, 0x80072321, 0x80072326, 0x80072327, 0x8005F103, // service protection
		0x80044150, 0x80044151, 0x80044339, // SQL
		0x8004Ed47, 0x80072300, 0x80072301, 0x80072031, 0x80048542, 0x80040216, 0x80090412,
		0x80071151, 0x80048549, 0x80048555, 0x8004b044, 0x8004a107, 0x8004d253, 0x80044352, // customizing, cascades, moves
		0x80048544, 0x80081116, 0x8004418d, 0x8004418e, // throttled queries and plug-ins
		0x80044171, 0x80044172, 0x80044173, 0x80081111, // plug-ins that took too long
	},
	operation.Rejected: {
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
		0x80040515, 0x80044411, 0x8004440a, 0x80044409, 0x80040b04, 0x8004051e, 0x80040524, 0x80045304, 0x80045305, 0x8004830b, 0x8004830c, // actions
		0x8004022b, 0x8004032d, 0x80048340, // owners
		0x8004700b, 0x80047013, 0x8004701e, 0x80060893, 0x80060894, 0x8006088f, // definitions
		0x80072553, 0x80090487, 0x80050222, 0x80050224, 0x8004d2a0, 0x8004e100, // images, choices and system jobs
	},
}

// once is a context in which no wait fits, so that the first attempt decides. In a bubble
// it does not end during a request, because no time passes then.
func once(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Nanosecond)
	t.Cleanup(cancel)
	return ctx
}

// updateContact may get any response: only a 2xx counts as a success.
func updateContact() operation.Operation {
	op := createContact(emulator.ContactID)
	op.Kind = operation.Update
	return op
}

func errorBody(code string) string {
	return `{"error":{"code":"` + code + `","message":"x"}}`
}

// classOf has the meaning of a status without a code.
func classOf(status int) operation.Class {
	switch status {
	case 0, 408, 421, 425, 429, 500, 502, 503, 504:
		return operation.Unavailable
	case 401, 403, 407: // the environment refuses everybody, unless a code says otherwise
		return operation.Misconfigured
	case 501, 505:
		return operation.Rejected
	}
	switch status / 100 {
	case 3: // the service has another address
		return operation.Misconfigured
	case 5: // a status of a proxy, such as 520 or 599
		return operation.Unavailable
	}
	return operation.Rejected // also 1xx: no server ends its response with such a status
}

func TestStatusesAndTheirClasses(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		e.run(t, createContact(newID), dynamics.Done)
		for status := range 600 {
			if 0 < status && status < 100 {
				continue
			}
			e.Fail(1, emulator.Fault{Status: status, Drop: status == 0})
			if status == 401 { // the first refusal only costs a new token
				e.Fail(1, emulator.Fault{Status: status})
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
			awaitBackoff(status)
		}
	})
}

// The code decides, because the same code comes with different statuses.
func TestCodesAndTheirClasses(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		e.run(t, createContact(newID), dynamics.Done)
		total := 0
		for want, codes := range classes {
			for _, code := range codes {
				total++
				e.client = e.newClient(t, emulator.ClientSecret) // a 429 slows a client down that has sent much
				for _, form := range []string{
					fmt.Sprintf("0x%08x", code), fmt.Sprintf("0X%08X", code), strconv.Itoa(int(int32(code))),
				} {
					for _, status := range []int{400, 403, 404, 412, 429, 500, 503} {
						e.refuse(1, status, nil, errorBody(form))
						_, err := e.client.Run(once(t), updateContact())
						checkClass(t, fmt.Sprintf("%d %s", status, form), err, want)
						awaitBackoff(status)
					}
				}
			}
		}
		if total != 162 {
			t.Errorf("%d codes, want 162: the codes that Microsoft's tables and clients name", total)
		}
	})
}

// Without a known code the status decides.
func TestUnknownCodesLeaveTheStatus(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		e.run(t, createContact(newID), dynamics.Done)
		for _, code := range []string{"", "0x0", "0x8004ffff", "0x1800402170", "-99999999999", "x"} {
			for status, want := range map[int]operation.Class{
				400: operation.Rejected, 403: operation.Misconfigured, 409: operation.Rejected, 412: operation.Rejected,
				429: operation.Unavailable, 500: operation.Unavailable, 503: operation.Unavailable,
			} {
				e.refuse(1, status, nil, errorBody(code))
				_, err := e.client.Run(once(t), updateContact())
				checkClass(t, fmt.Sprintf("%d %q", status, code), err, want)
				awaitBackoff(status)
			}
		}
	})
}

// awaitBackoff waits after a first attempt: a 429 without Retry-After holds the whole client.
func awaitBackoff(status int) {
	if status == http.StatusTooManyRequests {
		time.Sleep(500 * time.Millisecond)
	}
}

// If the credentials cannot be read, an operator has to correct the set-up, unless the
// service that keeps them does not respond.
func TestUnreadableCredentialsAreMisconfigured(t *testing.T) {
	client := dynamics.New(dynamics.Config{
		Credentials: func(context.Context) (auth.Credentials, error) {
			return auth.Credentials{}, errors.New("AccessDeniedException")
		},
	})
	r, err := client.Run(t.Context(), updateContact())
	checkClass(t, "AccessDeniedException", err, operation.Misconfigured)
	if r.Tries != 1 {
		t.Errorf("%d attempts, want 1: a set-up does not change during a call", r.Tries)
	}
}

func TestCredentialsThatDoNotAnswerAreUnavailable(t *testing.T) {
	bubble(t, func(t *testing.T, e *environment) {
		client := dynamics.New(dynamics.Config{
			Credentials: func(context.Context) (auth.Credentials, error) {
				return auth.Credentials{}, fmt.Errorf("read secret: %w: %w", auth.ErrCredentialsUnavailable, errors.New("ThrottlingException"))
			},
		})
		r, err := client.Run(t.Context(), updateContact())
		checkClass(t, "ThrottlingException", err, operation.Unavailable)
		if r.Tries != 5 {
			t.Errorf("%d attempts, want 5", r.Tries)
		}
	})
}

// checkClass checks the class of an error. It also checks that an error has advice if an
// operator has to act, and no advice if it passes.
func checkClass(t *testing.T, name string, err error, want operation.Class) {
	t.Helper()
	if err == nil {
		t.Errorf("%s: success, want an error that is %s", name, want)
		return
	}
	if got := dynamics.ClassOf(err); got != want {
		t.Errorf("%s: %v is %s, want %s", name, err, got, want)
	}
	advice := advice.For(dynamics.FailureOf(err))
	switch has := advice != ""; {
	case want == operation.Unavailable && has:
		t.Errorf("%s: advice %q, want no advice for a failure that passes", name, advice)
	case (want == operation.Misconfigured || want == operation.Unknown) && !has:
		t.Errorf("%s (%s): no advice", name, want)
	}
}
