package screen

import "testing"

func TestHang(t *testing.T) {
	const arn = "arn:aws:lambda:eu-west-1:111122223333:function:sns-dynamics-Function-1A2B3C"
	for _, tt := range []struct {
		name, label, text string
		at, width         int
		want              string
	}{
		{"nothing", "", "", 0, 10, ""},
		{"no terminal", "dynctl: ", "one  two\nthree", 8, 0, "dynctl: one  two\nthree"},
		{"words", "", "one two three", 0, 7, "one two\nthree"},
		{"exactly the width", "", "one two three", 0, 13, "one two three"},
		{"blanks that are not at a break", "", "one  two   three", 0, 8, "one  two\nthree"},
		{"letters of two bytes", "", "äöü äöü", 0, 7, "äöü äöü"},
		{"wide characters", "", "日本 日本", 0, 8, "日本\n日本"},
		{"an ARN", "", "from " + arn + " to", 0, 30, "from\n" + arn + "\nto"},
		{"a label", "dynctl: ", "one two three four five six", 8, 28, "dynctl: one two three four\n        five six"},
		{"a label in colour", "\x1b[31;1mdynctl:\x1b[0m ", "one two three four five six", 8, 28, "\x1b[31;1mdynctl:\x1b[0m one two three four\n        five six"},
		{"a label before a long word", "dynctl: ", arn + " is gone", 8, 30, "dynctl: " + arn + "\n        is gone"},
		{"a long label", "some/folder/orders.json:3: ", "expected a number of more digits", 4, 30, "some/folder/orders.json:3:\n    expected a number of more\n    digits"},
		{"a URL that fits further left", "do: ", "see https://learn.microsoft.com/x and more", 4, 30, "do: see\n https://learn.microsoft.com/x\n    and more"},
		{"a label before it", "do: ", "https://learn.microsoft.com/x", 4, 30, "do:\n https://learn.microsoft.com/x"},
		{"a second line of it", "do: ", "see\nhttps://learn.microsoft.com/x", 4, 30, "do: see\n https://learn.microsoft.com/x"},
		{"lines", "  - ", "one two\nthree four five six seven", 4, 24, "  - one two\n    three four five six\n    seven"},
		{"a narrow terminal", "a label of 25 columns    ", "one two three four five", 25, 32, "a label of 25 columns    one two\n    three four five"},
		{"a terminal that is narrower than the label", "a label of 25 columns    ", "one two three four", 25, 20, "a label of 25 columns\n    one two three\n    four"},
		{"an error that begins with the name of a command", "dynctl: ", "dynctl trace needs MESSAGE-ID", 8, 28, "dynctl: dynctl trace needs\n        MESSAGE-ID"},
	} {
		if got := Hang(tt.label, tt.text, tt.at, tt.width); got != tt.want {
			t.Errorf("%s: got\n%s\nwant\n%s", tt.name, got, tt.want)
		}
	}
}

// TestHangAction: a command stays in one piece, whatever the width.
func TestHangAction(t *testing.T) {
	for text, want := range map[string]string{
		"dynctl doctor --stack night --region eu-west-1":             "do: dynctl doctor --stack night --region eu-west-1",
		"see dynctl dlq show --help and more and more":               "do: see\n    dynctl dlq show --help and more and more",
		"list the letters: dynctl dlq ls":                            "do: list the letters:\n    dynctl dlq ls",
		"list: dynctl dlq ls":                                        "do: list: dynctl dlq ls",
		"wait; then list the letters: dynctl dlq ls --stack night":   "do: wait; then list the\n    letters:\n dynctl dlq ls --stack night",
		"first: dynctl dlq ls --each --stack n; then do the rest":    "do: first:\n    dynctl dlq ls --each --stack n;\n    then do the rest",
		`x: aws sns y '{"a": "it'\''s b; c"}' --region r; then wait`: "do: x:\n    " + `aws sns y '{"a": "it'\''s b; c"}' --region r;` + "\n    then wait",
		`deploy: make deploy PARAMETERS="A=1 B=2"`:                   "do: deploy:\n    " + `make deploy PARAMETERS="A=1 B=2"`,
		"make it readable, or name another file":                     "do: make it readable, or\n    name another file",
		"sign in, and then do this: use an identity that may":        "do: sign in, and then do\n    this: use an identity\n    that may",
	} {
		if got := HangAction("do: ", text, 4, 28); got != want {
			t.Errorf("got\n%s\nwant\n%s", got, want)
		}
	}
}

func TestCut(t *testing.T) {
	for _, tt := range []struct {
		line  string
		width int
		want  string
	}{
		{"one two", 0, "one two"}, {"one two", 7, "one two"}, {"one two", 6, "one t…"}, {"日本日本", 8, "日本日本"}, {"日本日本", 6, "日本…"},
	} {
		if got := Cut(tt.line, tt.width); got != tt.want {
			t.Errorf("Cut(%q, %d) = %q, want %q", tt.line, tt.width, got, tt.want)
		}
	}
}
