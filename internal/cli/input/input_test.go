package input

import (
	"strings"
	"testing"

	"sns-dynamics/internal/operator/outgoing"
	"sns-dynamics/internal/operator/source"
	"sns-dynamics/internal/operator/validate"
)

// TestWriteProblems: the line of a syntax error is shown if the caller wants lines.
func TestWriteProblems(t *testing.T) {
	in, err := source.Open(strings.NewReader("{\n  \"operation\": \"delete\",\n  \"entitySet\": “leads”\n}"), source.Stdin)
	if err != nil {
		t.Fatal(err)
	}
	found, err := validate.Run(t.Context(), in, outgoing.DefaultBytes)
	if err != nil {
		t.Fatal(err)
	}
	const problem = "-:3:16: expected JSON, got a typographic quotation mark: write \"\n"
	for withLines, want := range map[bool]string{
		false: problem,
		true:  problem + "      \"entitySet\": “leads”\n                   ^\n",
	} {
		var got strings.Builder
		if err := WriteProblems(&got, found, withLines); err != nil || got.String() != want {
			t.Errorf("with lines %v: %q, %v, want %q", withLines, got.String(), err, want)
		}
	}
}
