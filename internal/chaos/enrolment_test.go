package chaos

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"time"

	"sns-dynamics/internal/dynamics/dynamicstest"
)

// enrolment is the application user in the environment: whether it is there, and
// with which roles. An administrator sees to it.
type enrolment struct{ *admin }

// enrolment signs in anew, as tokens are revoked every now and then.
func (t *trial) enrolment() (enrolment, error) {
	a, err := newAdmin(t.emulator, dynamicstest.AdminClientID, dynamicstest.AdminClientSecret)
	return enrolment{a}, err
}

const (
	applicationUser = "systemusers(" + dynamicstest.ApplicationUserID + ")"
	itsRoles        = applicationUser + "/systemuserroles_association"
)

// end deletes the application user, in the order that Dataverse wants: a user
// with a role, or one that is enabled, stays.
func (e enrolment) end() error {
	for _, role := range roles() {
		if _, err := e.do(http.MethodDelete, itsRoles+"("+role+")/$ref", nil); err != nil {
			return err
		}
	}
	if _, err := e.do(http.MethodPatch, applicationUser, map[string]any{"isdisabled": true}); err != nil {
		return err
	}
	_, err := e.do(http.MethodDelete, applicationUser, nil)
	return err
}

// begin makes the application user, with the id it had, as the rows it owns go
// on naming it. It has no role yet.
func (e enrolment) begin() error {
	_, err := e.do(http.MethodPost, "systemusers", map[string]any{
		"systemuserid": dynamicstest.ApplicationUserID, "applicationid": dynamicstest.ClientID, "accessmode": 4,
		"businessunitid@odata.bind": "/businessunits(" + dynamicstest.BusinessUnitID + ")",
	})
	return err
}

// empower gives the application user its roles.
func (e enrolment) empower() error {
	for _, role := range roles() {
		_, err := e.do(http.MethodPost, itsRoles+"/$ref", map[string]any{"@odata.id": origin + "/api/data/v9.2/roles(" + role + ")"})
		if err != nil {
			return err
		}
	}
	return nil
}

// roles are those of the application user.
func roles() []string { return []string{dynamicstest.SyncRoleID, dynamicstest.DelegateRoleID} }

// reenrol enters that the application user goes, comes back, and gets its roles.
func (w *world) reenrol() {
	for _, step := range []struct {
		at time.Duration
		do func(enrolment) error
	}{{userFrom, enrolment.end}, {rolesFrom, enrolment.begin}, {userTo, enrolment.empower}} {
		w.after(step.at, func() {
			e, err := w.enrolment()
			if err == nil {
				err = step.do(e)
			}
			if err != nil {
				w.wrong(nil, "the application user: %v", err)
			}
		})
	}
}

// turnedAway counts the answers that Dataverse gives an application without a
// user, or without a role.
func (t *trial) turnedAway(resp *http.Response, hit ...*message) {
	if resp == nil || resp.StatusCode != http.StatusForbidden {
		return
	}
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.wrong(hit[0], "a refusal that cannot be read: %v", err)
	}
	resp.Body = io.NopCloser(bytes.NewReader(body))
	switch {
	case bytes.Contains(body, []byte("0x80072560")):
		t.tally.count(noUser, hit...)
	case bytes.Contains(body, []byte("0x80042f09")):
		t.tally.count(noRoles, hit...)
	}
}

// enrolled wants the application user to be the one that came back: made by the
// administrator, without the names that it had.
func (j *judge) enrolled() {
	cells := map[string]any{"_createdby_value": dynamicstest.AdminUserID}
	for _, column := range strings.Fields("fullname domainname internalemailaddress azureactivedirectoryobjectid") {
		cells[column] = nil
	}
	j.overlay("systemusers", dynamicstest.ApplicationUserID, j.before.rows["systemusers"][dynamicstest.ApplicationUserID], cells)
}
