package chaos

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"time"

	"sns-dynamics/internal/emulator"
)

// appUser is an administrator who changes the application user in the environment: its
// existence and its roles.
type appUser struct{ *admin }

// appUser signs in again, because the tokens are revoked from time to time.
func (t *testRun) appUser() (appUser, error) {
	a, err := newAdmin(t.emulator, emulator.AdminClientID, emulator.AdminClientSecret)
	return appUser{a}, err
}

const (
	applicationUser = "systemusers(" + emulator.ApplicationUserID + ")"
	itsRoles        = applicationUser + "/systemuserroles_association"
)

// remove deletes the application user. Dataverse refuses to delete a user with a role,
// and an enabled user.
func (e appUser) remove() error {
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

// create creates the application user without a role. It keeps its id, because the rows
// that it owns name the id.
func (e appUser) create() error {
	_, err := e.do(http.MethodPost, "systemusers", map[string]any{
		"systemuserid": emulator.ApplicationUserID, "applicationid": emulator.ClientID, "accessmode": 4,
		"businessunitid@odata.bind": "/businessunits(" + emulator.BusinessUnitID + ")",
	})
	return err
}

// assignRoles assigns the application user its roles.
func (e appUser) assignRoles() error {
	for _, role := range roles() {
		_, err := e.do(http.MethodPost, itsRoles+"/$ref", map[string]any{"@odata.id": origin + "/api/data/v9.2/roles(" + role + ")"})
		if err != nil {
			return err
		}
	}
	return nil
}

// roles returns the roles of the application user.
func roles() []string { return []string{emulator.SyncRoleID, emulator.DelegateRoleID} }

// scheduleAppUser schedules the deletion, the creation and the roles of the application
// user.
func (w *simulation) scheduleAppUser() {
	for _, step := range []struct {
		at time.Duration
		do func(appUser) error
	}{{userFrom, appUser.remove}, {rolesFrom, appUser.create}, {userTo, appUser.assignRoles}} {
		w.after(step.at, func() {
			e, err := w.appUser()
			if err == nil {
				err = step.do(e)
			}
			if err != nil {
				w.wrong(nil, "the application user: %v", err)
			}
		})
	}
}

// countUserErrors counts the responses of Dataverse to an application without a user, or
// without a role.
func (t *testRun) countUserErrors(resp *http.Response, hit ...*message) {
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
		t.faultCounts.count(noUser, hit...)
	case bytes.Contains(body, []byte("0x80042f09")):
		t.faultCounts.count(noRoles, hit...)
	}
}

// checkAppUser requires that the application user is the created one: made by the
// administrator, without its former names.
func (j *verifier) checkAppUser() {
	cells := map[string]any{"_createdby_value": emulator.AdminUserID}
	for _, column := range strings.Fields("fullname domainname internalemailaddress azureactivedirectoryobjectid") {
		cells[column] = nil
	}
	j.overlay("systemusers", emulator.ApplicationUserID, j.before.rows["systemusers"][emulator.ApplicationUserID], cells)
}
