package emulator_test

import (
	"bytes"
	"strings"
	"testing"

	"sns-dynamics/internal/emulator"
)

func TestFileColumn(t *testing.T) {
	schema := editedSchema(t, withFileColumn)
	c := start(t, emulator.Options{Schema: schema})
	account := "accounts(" + emulator.AccountID + ")"
	column := account + "/sample_filecolumn"
	octets := []string{"Content-Type", "application/octet-stream"}
	c.must(204, "GET", column+"/$value", "")
	whole := "\x00\xffwhole"
	c.must(204, "PATCH", column, whole, append(octets, "x-ms-file-name", "a.bin")...)
	r := c.must(200, "GET", column+"/$value", "")
	if string(r.body) != whole || r.header.Get("x-ms-file-name") != "a.bin" || r.header.Get("x-ms-file-size") != "7" {
		t.Errorf("%q %v", r.body, r.header)
	}
	token := c.beginUpload("p%C4%93c.bin")
	part := func(status int, body, content string) response {
		t.Helper()
		return c.must(status, "PATCH", column+"?sessiontoken="+token, body, append(octets, "x-ms-file-name", "x", "Content-Range", content)...)
	}
	part(400, "abc", "bytes 1-3/6")
	part(206, "abc", "bytes 0-2/6")
	part(400, "de", "bytes 3-5/6")
	part(400, "abc", "bytes 0-2/6")
	part(204, "def", "bytes 3-5/6")
	part(400, "def", "bytes 3-5/6") // the session has ended
	state := save(t, c.Emulator)
	again := start(t, emulator.Options{Schema: schema, State: state})
	if r := again.must(200, "GET", column+"/$value", ""); !bytes.Equal(r.body, []byte("abcdef")) || r.header.Get("x-ms-file-name") != "p%C4%93c.bin" {
		t.Errorf("after a restart: %q %v", r.body, r.header)
	}
	row := again.must(200, "GET", account+"?$select=sample_filecolumn,sample_filecolumn_name", "").json(t)
	if row["sample_filecolumn_name"] != "p\u0113c.bin" || len(row["sample_filecolumn"].(string)) != 36 {
		t.Errorf("the row %v", row)
	}
	c.must(204, "DELETE", column, "")
	c.must(204, "GET", column+"/$value", "")
	if row := c.must(200, "GET", account, "").json(t); row["sample_filecolumn"] != nil || row["sample_filecolumn_name"] != nil || strings.Contains(string(save(t, c.Emulator)), "@content") {
		t.Errorf("the remaining row: %v", row)
	}
	c.refuses([]refused{
		{"no name", "PATCH", column, "x", octets, 400, "0x80060888", "x-ms-file-name"},
		{"no file column", "PATCH", account + "/name", "x", append(octets, "x-ms-file-name", "x"), 501, "NotCovered", "no file column"},
		{"no column", "PATCH", account + "/nothing", "x", append(octets, "x-ms-file-name", "x"), 501, "NotCovered", "no file column"},
		{"a row", "PATCH", account, "x", octets, 400, "0x80048d19", "Payload"},
		{"too large", "PATCH", column + "?sessiontoken=" + c.beginUpload("big"), "x", append(octets, "Content-Range", "bytes 0-0/33554433"), 501, "NotCovered", "33554432"},
		{"a part", "GET", column + "/$value", "", []string{"Range", "bytes=0-1"}, 501, "NotCovered", "Range"},
		{"an upload's query elsewhere", "GET", account + "?sessiontoken=x", "", nil, 501, "NotCovered", "upload"},
		{"by nobody", "PATCH", column, "x", append(octets, "x-ms-file-name", "x", "MSCRMCallerID", emulator.EveID), 403, "0x80042f09", "role"},
	})
}
