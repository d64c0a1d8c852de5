package inprocess

import "testing"

func TestOnOneLine(t *testing.T) {
	for body, want := range map[string]string{
		"{\n  \"name\": \"a b\",\n  \"revenue\": 5000000.00\n}\n": `{"name":"a b","revenue":5000000.00}`,
		`{"name": "as it came"}`:                                  `{"name": "as it came"}`,
		"--batch\r\nno JSON":                                      "--batch\r\nno JSON",
	} {
		if got := onOneLine([]byte(body)); got != want {
			t.Errorf("onOneLine(%q) = %q, want %q", body, got, want)
		}
	}
}
