package awstest

import "testing"

// StartTest is [Start] for a test, at whose end it is closed. The test fails where
// it cannot be started, or was asked for what it does not cover.
func StartTest(t testing.TB, o Options) *Cloud {
	t.Helper()
	c, err := Start(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	return c
}
