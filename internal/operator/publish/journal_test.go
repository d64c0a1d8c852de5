package publish

import (
	"errors"
	"os"
	"slices"
	"strings"
	"syscall"
	"testing"

	"sns-dynamics/internal/operator/durable"
)

func TestJournalOfAnother(t *testing.T) {
	w := newWorld(t, "operations", updates("ab")...)
	if _, err := w.publish(t.Context(), Options{}); err != nil {
		t.Fatal(err)
	}
	_, sum := w.input()
	for name, tt := range map[string]struct {
		topic string
		sum   *Sum
		want  string
	}{
		"topic": {w.topic + "-another", sum, "line 1: it is of another run: to topic " + w.topic + ", not " + w.topic + "-another"},
		"input": {w.topic, &Sum{}, "line 1: it is of another run: of an input of 2 messages"},
	} {
		_, err := OpenJournal(w.journal, tt.topic, tt.sum)
		if !errors.Is(err, ErrOther) || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := os.WriteFile(w.journal, []byte("{\"operation\":\"create\"}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenJournal(w.journal, w.topic, sum); err == nil || !errors.Is(err, ErrNoJournal) || !strings.Contains(err.Error(), "expected a journal") {
		t.Errorf("of a file of messages: %v", err)
	}
}

// TestJournalCutShort is about a run that was killed while it wrote a line.
func TestJournalCutShort(t *testing.T) {
	w := newWorld(t, "operations", updates("abcdefabcdef")...)
	if _, err := w.publish(t.Context(), Options{}); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(w.journal)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(w.journal, text[:len(text)-5], 0o600); err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second run reads the lines that the first appended
		r, err := w.publish(t.Context(), Options{})
		if err != nil {
			t.Fatal(err)
		}
		wantCounts(t, r, "before 10 published 0 failed 0 uncertain 2 held 0 left 0 requests 0 retries 0")
	}
	r, err := w.publish(t.Context(), Options{IncludeUncertain: true})
	if err != nil {
		t.Fatal(err)
	}
	wantCounts(t, r, "before 10 published 2 failed 0 uncertain 0 held 0 left 0 requests 1 retries 0")
}

// TestJournalIsCutOff: a new line does not continue half a line.
func TestJournalIsCutOff(t *testing.T) {
	w := newWorld(t, "operations", updates("abcdefabcdef")...)
	if _, err := w.publish(t.Context(), Options{}); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(w.journal)
	if err != nil {
		t.Fatal(err)
	}
	lines := slices.Collect(strings.Lines(string(text)))
	half := strings.Join(lines[:3], "") + lines[3][:9] // of the second request
	if err := os.WriteFile(w.journal, []byte(half), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"before 10 published 2 failed 0 uncertain 0 held 0 left 0 requests 1 retries 0",
		"before 12 published 0 failed 0 uncertain 0 held 0 left 0 requests 0 retries 0",
	} {
		r, err := w.publish(t.Context(), Options{})
		if err != nil {
			t.Fatal(err)
		}
		wantCounts(t, r, want)
	}
}

// TestHalfAHeader is about a run that was killed while it wrote the first line. It
// published nothing.
func TestHalfAHeader(t *testing.T) {
	w := newWorld(t, "operations", updates("abc")...)
	for _, half := range []string{"{", `{"dynctlPublishJ`, `{"dynctlPublishJournal":1,"run":"X`} {
		if err := os.WriteFile(w.journal, []byte(half), 0o600); err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{
			"before 0 published 3 failed 0 uncertain 0 held 0 left 0 requests 1 retries 0",
			"before 3 published 0 failed 0 uncertain 0 held 0 left 0 requests 0 retries 0",
		} {
			r, err := w.publish(t.Context(), Options{})
			if err != nil {
				t.Fatalf("%q: %v", half, err)
			}
			wantCounts(t, r, want)
		}
	}
	_, sum := w.input()
	for _, foreign := range []string{"{}", "hello", `{"operation":"create"`} {
		if err := os.WriteFile(w.journal, []byte(foreign), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := OpenJournal(w.journal, w.topic, sum); !errors.Is(err, ErrNoJournal) {
			t.Errorf("%q: %v", foreign, err)
		}
		if text, err := os.ReadFile(w.journal); err != nil || string(text) != foreign {
			t.Errorf("%q is now %q, %v", foreign, text, err)
		}
	}
}

// TestJournalInUse: a second run is refused, because it would publish all messages again.
func TestJournalInUse(t *testing.T) {
	w := newWorld(t, "operations", updates("abc")...)
	j, sum, _ := w.open()
	if _, err := OpenJournal(w.journal, w.topic, sum); !errors.Is(err, durable.ErrInUse) {
		t.Errorf("opened twice: %v", err)
	}
	j.Close()
	again, err := OpenJournal(w.journal, w.topic, sum)
	if err != nil || again.Run != j.Run {
		t.Fatalf("after it was closed: %v", err)
	}
	again.Close()
}

func TestUnwritableJournal(t *testing.T) {
	w := newWorld(t, "operations", updates("abc")...)
	j, sum, in := w.open()
	j.file.Close()
	var err error
	if j.file, err = os.Open(w.journal); err != nil { // for reading only
		t.Fatal(err)
	}
	defer j.Close()
	r, err := New(w.config, j, Options{}).Publish(t.Context(), Messages(in, j.Run, sum))
	if _, ok := errors.AsType[*JournalError](err); !ok {
		t.Errorf("error %v", err)
	}
	wantCounts(t, r, "before 0 published 0 failed 0 uncertain 0 held 0 left 3 requests 0 retries 0")
	if got := w.cloud.Calls(); len(got) != 0 {
		t.Errorf("it called %v", got)
	}
}

func TestFullDisk(t *testing.T) {
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Skip(err)
	}
	_, sum := newWorld(t, "operations", updates("abc")...).input()
	_, err := OpenJournal("/dev/full", "arn", sum)
	if e, ok := errors.AsType[*JournalError](err); !ok || !errors.Is(err, syscall.ENOSPC) || e.Error() != "journal /dev/full: write: no space left on device" {
		t.Errorf("error %v", err)
	}
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Errorf("/dev/full is gone: %v", err)
	}
}
