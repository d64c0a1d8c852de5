//go:build worlds

package worlds

// removeRoleStatements removes the statements of an id from the policies of all roles.
func (t template) removeRoleStatements(sid string) int {
	removed := 0
	for _, r := range t.resources() {
		policies, _ := object(r, "Properties")["Policies"].([]any)
		for _, p := range policies {
			removed += removeStatements(object(p, "PolicyDocument"), sid)
		}
	}
	return removed
}
