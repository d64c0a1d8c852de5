package screen

import (
	"slices"
	"testing"
)

func TestWrap(t *testing.T) {
	const arn = "arn:aws:lambda:eu-west-1:111122223333:function:sns-dynamics-Function-1A2B3C"
	for _, tt := range []struct {
		text  string
		width int
		want  []string
	}{
		{"", 10, []string{""}},
		{"one two three", 0, []string{"one two three"}},
		{"one two three", 7, []string{"one two", "three"}},
		{"äöü äöü", 7, []string{"äöü äöü"}},
		{"from " + arn + " to", 30, []string{"from", arn, "to"}},
	} {
		if got := Wrap(tt.text, tt.width); !slices.Equal(got, tt.want) {
			t.Errorf("Wrap(%q, %d) = %q, want %q", tt.text, tt.width, got, tt.want)
		}
	}
}

func TestWrapCommand(t *testing.T) {
	for _, tt := range []struct {
		command string
		width   int
		want    []string
	}{
		{"dynctl doctor --stack night", 80, []string{"dynctl doctor --stack night"}},
		{"dynctl doctor --stack night", 20, []string{`dynctl doctor \`, "--stack night"}},
		{`make deploy PARAMETERS="A=1 B=2"`, 12, []string{`make \`, `deploy \`, `PARAMETERS="A=1 B=2"`}},
		{`aws sns x '{"a": "it'\''s b"}' y`, 11, []string{`aws sns x \`, `'{"a": "it'\''s b"}' \`, "y"}},
	} {
		if got := WrapCommand(tt.command, tt.width); !slices.Equal(got, tt.want) {
			t.Errorf("WrapCommand(%q, %d) = %q, want %q", tt.command, tt.width, got, tt.want)
		}
	}
}
