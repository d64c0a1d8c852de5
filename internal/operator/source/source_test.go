package source

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// all lists the messages of an input, one on each line.
func all(t *testing.T, in *Input) []string {
	t.Helper()
	var got []string
	for i, err := range in.Items() {
		if err != nil {
			t.Fatal(err)
		}
		text := i.Text
		if i.Problem != "" {
			text = "problem: " + i.Problem
		}
		if i.Excerpt != nil {
			text = fmt.Sprintf("column %d %s", i.Excerpt.Column, text)
		}
		got = append(got, fmt.Sprintf("%s:%d %s %s", i.Name, i.Line, i.Path, text))
	}
	return got
}

func check(t *testing.T, got []string, want ...string) {
	t.Helper()
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

const (
	a      = `{"operation":"create","n":1.50}`
	quoted = `"{\"operation\":\"create\",\"n\":1.50}"`
)

func TestItems(t *testing.T) {
	long := strings.Repeat(" ", longestLine)
	tests := []struct {
		name, file, text string
		want             []string
	}{
		{"one message", "a.json", a, []string{"a.json:1  " + a}},
		{"one over several lines", "a.json", "\n\n{\n \"operation\": 1}\n\n", []string{"a.json:3  {\n \"operation\": 1}"}},
		{"a message a line", "a.json", a + "\n\n \t\n" + a + "\n", []string{"a.json:1  " + a, "a.json:4  " + a}},
		{"CRLF", "a.ndjson", a + "\r\n\r\n" + a + "\r\n", []string{"a.ndjson:1  " + a, "a.ndjson:3  " + a}},
		{"an array", "a.json", "[\n" + a + ",\n\n" + a + "]", []string{"a.json:2 /0 " + a, "a.json:4 /1 " + a}},
		{"an array on a line", "a.ndjson", "[" + a + "," + a + "]\n" + a, []string{"a.ndjson:1 /0 " + a, "a.ndjson:1 /1 " + a, "a.ndjson:2  " + a}},
		{"an array of nothing", "a.json", "[]", []string{"a.json:1  problem: expected at least one message"}},
		{"an event of SNS", "a.json", "{\n\"Records\": [\n{\"EventSource\": \"aws:sns\", \"Sns\": {\"Message\": " + quoted + "}},\n{\"EventSource\":\"aws:sns\",\"Sns\":{}}]}",
			[]string{"a.json:3 /Records/0/Sns/Message " + a, "a.json:4 /Records/1/Sns/Message problem: expected a string that holds the message"}},
		{"an event of SQS", "a.json", `{"Records":[{"eventSource":"aws:sqs","body":` + quoted + `},` +
			`{"eventSource":"aws:sqs","body":"{\"Type\":\"Notification\",\"Message\":\"{}\"}"},{"eventSource":"aws:s3"}]}`,
			[]string{"a.json:1 /Records/0/body " + a, "a.json:1 /Records/1/body/Message {}",
				`a.json:1 /Records/2 problem: expected a record of SNS ("EventSource": "aws:sns") or SQS ("eventSource": "aws:sqs")`}},
		{"an envelope", "a.json", "{\"Type\": \"Notification\",\n \"Message\": " + quoted + "}", []string{"a.json:1 /Message " + a}},
		{"no object", "a.json", "17", []string{"a.json:1  17"}},
		{"empty", "a.json", "\n \n", []string{"a.json:1  problem: expected a message, got an empty file"}},
		{"a byte order mark", "a.ndjson", "\ufeff" + a + "\n" + a,
			[]string{"a.ndjson:1  problem: expected JSON, got a byte order mark before it: save the file as UTF-8 without one", "a.ndjson:1  " + a, "a.ndjson:2  " + a}},
		{"UTF-16", "a.json", "\xff\xfe{\x00}\x00", []string{"a.json:1  problem: expected UTF-8, got UTF-16: save the file as UTF-8"}},
		{"UTF-16 without a mark", "a.json", "{\x00\"\x00a\x00", []string{"a.json:1  problem: expected UTF-8, got UTF-16: save the file as UTF-8"}},
		{"gzip", "a.ndjson", "\x1f\x8b\x08\x00\n\n", []string{"a.ndjson:1  problem: expected JSON, got compressed data (gzip): decompress the file"}},
		{"commas behind lines", "a.ndjson", a + ",\n" + a + ", " + a, []string{
			"a.ndjson:1  column 32 problem: expected one JSON value, got a comma behind it: remove the comma",
			"a.ndjson:2  column 32 problem: expected one JSON value, got a comma behind it: remove the comma, and write a message a line"}},
		{"an invisible character behind a value", "a.ndjson", a + "\u200b\n" + a, []string{
			"a.ndjson:1  column 32 problem: expected one JSON value, got behind it an invisible character, U+200B: remove it", "a.ndjson:2  " + a}},
		{"not UTF-8 behind a value", "a.ndjson", "{\"a\":1\xff\n" + a, []string{"a.ndjson:1  column 7 problem: expected JSON, got a byte of another encoding than UTF-8: save the file as UTF-8", "a.ndjson:2  " + a}},
		{"not UTF-8", "a.ndjson", "{\"a\":\"\xff\"}\n" + a, []string{"a.ndjson:1  column 7 problem: expected UTF-8 text, got a byte of another encoding: save the file as UTF-8", "a.ndjson:2  " + a}},
		{"a broken line", "a.ndjson", a + "\n{\"a\": tru}\n{\"a\"\n" + a + a + "\n" + a, []string{"a.ndjson:1  " + a,
			"a.ndjson:2  column 7 problem: expected JSON, got a value without quotation marks", "a.ndjson:3  column 5 problem: expected JSON, got a text that ends too early: a { is not closed",
			"a.ndjson:4  column 32 problem: expected one JSON value, got more behind it", "a.ndjson:5  " + a}},
		{"a broken first line", "a.json", "{\"a\": tru}\n" + a + "\n", []string{
			"a.json:1  column 7 problem: expected JSON, got a value without quotation marks", "a.json:2  " + a}},
		{"a broken first line of lines", "a.ndjson", "{\"a\": tru}\n{\n", []string{
			"a.ndjson:1  column 7 problem: expected JSON, got a value without quotation marks", "a.ndjson:2  column 2 problem: expected JSON, got a text that ends too early: a { is not closed"}},
		{"a broken document", "a.json", "{\n \"a\": 1,\n \"b\": tru,\n \"c\": 2\n}\n", []string{"a.json:3  column 7 problem: expected JSON, got a value without quotation marks"}},
		{"a document cut short", "a.json", "{\n \"a\": 1,\n", []string{"a.json:2  column 9 problem: expected JSON, got a text that ends too early: a { is not closed"}},
		{"two documents", "a.json", "{\n}\n\n{\n}\n", []string{"a.json:4  column 1 problem: expected one JSON value, got more behind it: write a message a line"}},
		{"a long line", "a.ndjson", a + "\n" + long + " 1\n" + a + "\n" + long, []string{"a.ndjson:1  " + a,
			"a.ndjson:2  problem: expected a line of at most 1,048,576 bytes", "a.ndjson:3  " + a}},
		{"the longest line", "a.ndjson", long[len(a):] + a + "\r\n" + a, []string{"a.ndjson:1  " + a, "a.ndjson:2  " + a}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), tt.file)
			if err := os.WriteFile(path, []byte(tt.text), 0o600); err != nil {
				t.Fatal(err)
			}
			in, err := Open(nil, path)
			if err != nil {
				t.Fatal(err)
			}
			check(t, all(t, in), tt.want...)
		})
	}
}

func TestDirectory(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"b.ndjson", "a.json", "notes.txt", "sub/c.JSONL", "sub/c.json", "z.json"} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		text := a
		if name == "a.json" {
			text = "\xff\xfe" // it must not end the others
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	in, err := Open(nil, dir)
	if err != nil {
		t.Fatal(err)
	}
	check(t, all(t, in), "a.json:1  problem: expected UTF-8, got UTF-16: save the file as UTF-8", "b.ndjson:1  "+a, "sub/c.JSONL:1  "+a, "sub/c.json:1  "+a, "z.json:1  "+a)
	if _, err := Open(nil, t.TempDir()); !errors.Is(err, ErrNoFiles) {
		t.Errorf("of an empty directory: %v", err)
	}
}

func TestStdinIsReadAgain(t *testing.T) {
	in, err := Open(strings.NewReader(a+"\n"+a), Stdin)
	if err != nil {
		t.Fatal(err)
	}
	if err := in.Keep(); err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	for range 2 {
		check(t, all(t, in), "-:1  "+a, "-:2  "+a)
	}
}

// TestManyLines reads the lines of a generated text. It must need far less memory than the
// text has.
func TestManyLines(t *testing.T) {
	const lines = 100_000
	line := a + strings.Repeat(" ", 1000) + "\n"
	in, err := Open(io.LimitReader(repeat(line), int64(lines*len(line))), Stdin)
	if err != nil {
		t.Fatal(err)
	}
	n, most := 0, uint64(0)
	for i, err := range in.Items() {
		if err != nil || i.Line != n+1 || i.Text != a {
			t.Fatalf("item %d: %+v, %v", n, i, err)
		}
		if n++; n%10_000 == 0 {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			most = max(most, m.HeapInuse)
		}
	}
	if n != lines || most > 32<<20 {
		t.Errorf("%d lines, %d MiB in use", n, most>>20)
	}
}

// repeat reads a text again and again.
type repeat string

func (r repeat) Read(p []byte) (int, error) {
	n := 0
	for n+len(r) <= len(p) {
		n += copy(p[n:], r)
	}
	if n == 0 {
		return 0, io.ErrShortBuffer
	}
	return n, nil
}

func TestLineOf(t *testing.T) {
	message := Item{Line: 10, Text: `{
  "operation": "create",
  "data":
    {
      "a/b": 1, "c": [
        true,
        {"d": null}
      ]
    },
  "id": 1,
  "id": 2
}`}
	for pointer, want := range map[string]int{
		"": 10, "/operation": 11, "/data": 13, "/data/a~1b": 14, "/data/c": 14, "/data/c/1/d": 16, "/data/c/7": 14,
		"/data/none": 13, "/entitySet": 10, "/id": 20, "/operation/x": 11,
	} {
		if got := message.LineOf(pointer); got != want {
			t.Errorf("LineOf(%s) = %d, want %d", pointer, got, want)
		}
	}
	message.Path = "/Records/0/Sns/Message"
	if got := message.LineOf("/data"); got != 10 {
		t.Errorf("inside a string: line %d, want the line of the record", got)
	}
}
