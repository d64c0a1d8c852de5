package advice_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"sns-dynamics/internal/advice"
	"sns-dynamics/internal/emulator"
)

func testTime() time.Time { return time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC) }

// answeredCodes returns the codes of Dataverse in the emulator's own source and its schema.
func answeredCodes(t *testing.T) []string {
	t.Helper()
	code := regexp.MustCompile(`["` + "`" + `](0x8[0-9a-fA-F]{7})["` + "`" + `]`)
	var all []string
	err := filepath.WalkDir("../emulator", func(name string, _ fs.DirEntry, err error) error {
		isSource := strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go") || filepath.Base(name) == "schema.json"
		if err != nil || !isSource {
			return err
		}
		text, err := os.ReadFile(name)
		all = append(all, code.FindAllString(string(text), -1)...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 30 {
		t.Errorf("%d codes, want all that the emulator returns", len(all))
	}
	for i, code := range all {
		all[i] = strings.Trim(code, "\"`")
	}
	return all
}

// Every code that the emulator returns by itself or by a named fault has an explanation. So
// has every code in a test or a document of the emulator.
func TestEmulatorsCodesAreExplained(t *testing.T) {
	for _, f := range emulator.NamedFaults(5, testTime()) {
		code, _, _ := strings.Cut(f.Fault.Body+`"code":"`, `","message"`)
		code = code[strings.LastIndex(code, `"`)+1:]
		if strings.HasPrefix(code, "0x") {
			checkExplained(t, code)
		}
	}
	for _, code := range answeredCodes(t) {
		checkExplained(t, code)
	}
}

func checkExplained(t *testing.T, code string) {
	t.Helper()
	if _, ok := advice.Explain(code); !ok {
		t.Errorf("%s is not explained", code)
	}
}
