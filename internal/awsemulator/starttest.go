package awsemulator

// Test is the part of testing.TB that [StartTest] needs. The package does not import
// testing, because a program links it.
type Test interface {
	Helper()
	Cleanup(func())
	Fatal(args ...any)
	Error(args ...any)
}

// StartTest calls [Start], and [Cloud.Close] at the end of the test. An error of Start
// ends the test. An error of Close fails it.
func StartTest(t Test, o Options) *Cloud {
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
