//go:build e2e

package e2e

import (
	"testing"
)

// TestInspectorForgets: the list goes on beside a message that another tab forgets.
func TestInspectorForgets(t *testing.T) {
	p := openInspector(t)
	p.refused = append(p.refused, "/messages/1")
	p.publish(t, newAccount)
	p.open("/messages/1")
	p.sees("#m1 .outcome", "done")
	p.post(t, "/messages/clear", "")
	p.sees("#detail", "no longer")
	p.sees("#list", "No message yet")
	p.refused = nil // no further request for the message
	p.publish(t, newAccount)
	p.sees("#m2 .outcome", "done")
	p.sees("#detail", "no longer")
	p.click("#m2")
	p.sees("#detail .diff .is", "Fourth Coffee")
}
