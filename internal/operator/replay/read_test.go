package replay_test

import (
	"io/fs"
	"reflect"
	"strings"
	"testing"

	"sns-dynamics/events"
	"sns-dynamics/internal/operator/replay"
)

// TestReadSamples reads every event of events/ unchanged.
func TestReadSamples(t *testing.T) {
	names, err := fs.Glob(events.Files, "*.json")
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	for _, name := range names {
		text, err := events.Files.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		got, skipped, err := replay.Read(name, text)
		if err != nil || len(skipped) > 0 || len(got) != 1 || got[0].Name != name || string(got[0].Payload) != strings.TrimSpace(string(text)) {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
}

// TestReadMessageAlone: the same text gives the same event, and another text gives another
// event.
func TestReadMessageAlone(t *testing.T) {
	text := `{"operation":"create","entitySet":"leads","data":{"subject":"a"}}`
	got, _, err := replay.Read("f", []byte(text+"\n"+text+"\n"+strings.Replace(text, `"a"`, `"b"`, 1)))
	if err != nil || len(got) != 3 {
		t.Fatal(got, err)
	}
	for i, want := range []string{"f:1", "f:2", "f:3"} {
		if got[i].Name != want || got[i].Deliveries[0].Envelope.Message == "" {
			t.Errorf("%+v, want %s", got[i], want)
		}
	}
	first, second, other := got[0].Deliveries[0].Envelope, got[1].Deliveries[0].Envelope, got[2].Deliveries[0].Envelope
	if !reflect.DeepEqual(first, second) {
		t.Errorf("%+v and %+v are of the same text", first, second)
	}
	if first.MessageID == other.MessageID {
		t.Errorf("%s is of two texts", first.MessageID)
	}
}

// TestReadArray: each element of an array is an event of its own, in order. For routes, an array is
// one message.
func TestReadArray(t *testing.T) {
	create := func(subject string) string {
		return `{"operation":"create","entitySet":"leads","data":{"subject":"` + subject + `"}}`
	}
	text := create("a") + "\n[\n" + create("b") + ",\n" + create("c") + "\n]\n" + create("d")
	got, _, err := replay.Read("f", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, e := range got {
		found = append(found, e.Name+" "+e.Deliveries[0].Envelope.Message)
	}
	want := []string{"f:1 " + create("a"), "f:3: /0 " + create("b"), "f:4: /1 " + create("c"), "f:6 " + create("d")}
	if !reflect.DeepEqual(found, want) {
		t.Errorf("read %q, want %q", found, want)
	}
	array := "[" + create("a") + "," + create("b") + "]"
	whole, _, err := replay.ReadMessages("f", []byte(array), nil)
	if err != nil || len(whole) != 1 || whole[0].Deliveries[0].Envelope.Message != array {
		t.Errorf("for routes: %+v, %v", whole, err)
	}
}
