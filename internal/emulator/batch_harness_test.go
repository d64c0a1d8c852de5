package emulator_test

import (
	"fmt"
	"strings"
)

// batch sends the parts that operation and changeSet make to $batch.
func (c *client) batch(parts []string, header ...string) response {
	c.Helper()
	return c.send("POST", "$batch", batchBody(parts...), append([]string{"Content-Type", "multipart/mixed; boundary=b"}, header...)...)
}

func batchBody(parts ...string) string {
	var b strings.Builder
	for _, p := range parts {
		b.WriteString("--b\r\n" + p)
	}
	return b.String() + "--b--\r\n"
}

// operation is a part of a batch: an operation with headers of the form "Name: value".
func operation(method, target, body string, header ...string) string {
	return inChangeSet("", method, target, body, header...)
}

// inChangeSet is an operation with a Content-ID.
func inChangeSet(contentID, method, target, body string, header ...string) string {
	lines := []string{"Content-Type: application/http", "Content-Transfer-Encoding: binary"}
	if contentID != "" {
		lines = append(lines, "Content-ID: "+contentID)
	}
	lines = append(lines, "", method+" "+target+" HTTP/1.1")
	lines = append(lines, header...)
	if body != "" {
		lines = append(lines, "Content-Type: application/json; type=entry")
	}
	return strings.Join(append(lines, "", body, ""), "\r\n")
}

func changeSet(operations ...string) string {
	var b strings.Builder
	b.WriteString("Content-Type: multipart/mixed; boundary=\"c\"\r\n\r\n")
	for _, op := range operations {
		b.WriteString("--c\r\n" + op)
	}
	return b.String() + "--c--\r\n"
}

// statuses returns the status of each part, with a change set in brackets.
func statuses(parts []part) string {
	var list []string
	for _, p := range parts {
		if p.changeSet != nil {
			list = append(list, "["+statuses(p.changeSet)+"]")
			continue
		}
		text := fmt.Sprint(p.status)
		if p.contentID != "" {
			text = p.contentID + ":" + text
		}
		list = append(list, text)
	}
	return strings.Join(list, " ")
}

// subjectsOf are the subjects of all tasks, in the order of their creation.
func (c *client) subjectsOf() string {
	c.Helper()
	return subjects(c, c.must(200, "GET", "tasks?$select=subject", ""))
}
