package draft

import (
	"fmt"
	"strings"
	"testing"
)

func TestCheck(t *testing.T) {
	const task = `{"operation":"create","entitySet":"tasks","data":{"subject":"x"}}`
	for _, tt := range []struct {
		name, text string
		messages   int
		want       string
	}{
		{"a message", task, 1, ""},
		{"an array", "[" + task + ",\n" + task + "]", 2, ""},
		{"a message a line", task + "\n" + task + "\n", 2, ""},
		{"a trailing comma", "{\n  \"operation\": \"create\",\n  \"entitySet\": \"tasks\",\n}", 1, "3:23  expected JSON, got a comma before }: remove it"},
		{"a curly quote", "{\n  \"operation\": “create”\n}", 1, "2:16  "},
		{"a field of another name", "{\n  \"operation\": \"create\",\n  \"entityset\": \"tasks\",\n  \"data\": {\"subject\": \"x\"}\n}", 1, "3:0 /entityset unknown field"},
		{"an item of an array", "[" + task + ",\n{\"operation\":\"create\"}]", 2, "2:0 /1/entitySet missing"},
		{"the second line", task + "\n{\"operation\":}\n", 2, "2:14  "},
		{"an envelope", `{"Type":"Notification","MessageId":"1","TopicArn":"arn:aws:sns:eu-west-1:111122223333:t","Timestamp":"2026-11-21T09:30:00Z","Message":"{}"}`, 1, "1:0 /Message/operation missing"},
		{"nothing", " ", 0, "1:0  expected a message"},
	} {
		got, err := Check(t.Context(), tt.text, none)
		if err != nil {
			t.Fatal(err)
		}
		text := ""
		if len(got.Problems) > 0 {
			p := got.Problems[0]
			text = fmt.Sprintf("%d:%d %s %s", p.Line, p.Column, p.Pointer, p.Problem)
		}
		if got.Messages != tt.messages || !strings.HasPrefix(text, tt.want) || (text == "") != (tt.want == "") {
			t.Errorf("%s: %d messages, %q; want %d, %q", tt.name, got.Messages, text, tt.messages, tt.want)
		}
	}
}

// TestManyProblems lists the first problems, and counts the others.
func TestManyProblems(t *testing.T) {
	got, err := Check(t.Context(), "["+strings.Repeat("{},", 199)+"{}]", none)
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Problems) != 50 || got.More < 150 || got.Messages != 200 {
		t.Errorf("%d problems and %d more of %d messages", len(got.Problems), got.More, got.Messages)
	}
}

func none(string) Decision { return Decision{} }

// TestRoutedMessages: a message of a route has the problem of the routes or no problem, and the
// others have theirs.
func TestRoutedMessages(t *testing.T) {
	decide := func(message string) Decision {
		switch {
		case strings.Contains(message, "OrderPlaced"):
			return Decision{IsRouted: true}
		case strings.Contains(message, "Unknown"):
			return Decision{IsRouted: true, Problem: "no route matches the message"}
		}
		return Decision{}
	}
	for text, want := range map[string]string{
		"{\n\"type\": \"OrderPlaced\"\n}":                       "",
		`[{"type":"OrderPlaced"},` + "\n" + `{"type":"Other"}]`: "2 /1/type unknown field; 2 /1/operation missing",
		`{"type":"OrderPlaced"}` + "\n" + `{"type":"Other"}`:    "2 /type unknown field; 2 /operation missing",
		`{"type":"Other"}` + "\n" + `{"type":"Unknown"}`:        "1 /type unknown field; 1 /operation missing; 2  no route matches the message",
		"{\"type\": \"OrderPlaced\",}":                          "1  expected JSON",
		`{"a":1,"a":2}`:                                         "1 /a given twice; 1 /a unknown field; 1 /operation missing",
	} {
		d, err := Check(t.Context(), text, decide)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, p := range d.Problems {
			problem, _, _ := strings.Cut(p.Problem, ",")
			got = append(got, fmt.Sprint(p.Line, " ", p.Pointer, " ", problem))
		}
		if all := strings.Join(got, "; "); all != want {
			t.Errorf("%s: %q, want %q", text, all, want)
		}
	}
}
