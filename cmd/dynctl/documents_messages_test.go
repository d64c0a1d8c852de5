package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"sns-dynamics/internal/cli/inprocess"
)

// TestDocumentedMessagesRun runs the messages of the documents like their reader: in order,
// on the first rows of the emulator. Each message has its effect. The exception is the
// update with an ETag, because no reader has that ETag.
func TestDocumentedMessagesRun(t *testing.T) {
	var files []string
	underETag := map[string]bool{}
	folder := t.TempDir()
	for _, document := range []string{"../../README.md", "../../docs/messages.md"} {
		text, err := os.ReadFile(document)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile("(?ms)^```json\n(.*?)^```$").FindAllStringSubmatch(string(text), -1) {
			file := filepath.Join(folder, fmt.Sprintf("%02d.json", len(files)))
			if err := os.WriteFile(file, []byte(m[1]), 0o600); err != nil {
				t.Fatal(err)
			}
			files = append(files, file)
			underETag[file] = strings.Contains(m[1], `"ifMatch"`)
		}
	}
	var stdout, stderr strings.Builder
	run(t.Context(), append([]string{"replay", "--json"}, files...), strings.NewReader(""), &stdout, &stderr)
	var replayed struct{ Data inprocess.Data }
	if err := json.Unmarshal([]byte(stdout.String()), &replayed); err != nil || len(replayed.Data.Events) != len(files) {
		t.Fatalf("%d events were replayed of %d files: %v: %s%s", len(replayed.Data.Events), len(files), err, stdout.String(), stderr.String())
	}
	for i, event := range replayed.Data.Events {
		want := "done"
		if underETag[files[i]] {
			want = "dead-letter"
		}
		for _, line := range event.Messages {
			if line["outcome"] != want {
				text, _ := os.ReadFile(files[i])
				t.Errorf("the outcome is %v, want %s: %v: %s", line["outcome"], want, line["error"], text)
			}
		}
	}
}
