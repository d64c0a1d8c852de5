package source

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
)

// Pointer is where something of the message stands in the file's JSON value.
func (i Item) Pointer(ofMessage string) string { return i.Path + ofMessage }

// LineOf returns the line of the value that a JSON pointer of the message leads
// to, or of the nearest around it where that one is missing. A message inside a
// string has one line only.
func (i Item) LineOf(pointer string) int {
	if pointer == "" || i.inString() || !strings.Contains(i.Text, "\n") {
		return i.Line
	}
	names := strings.Split(pointer, "/")[1:]
	text := []byte(i.Text)
	at := find(text, names)
	return i.Line + bytes.Count(text[:at], []byte("\n"))
}

// find returns the offset of the value to which names lead, one inside the other,
// as far as they do. Of two members of a name the last one counts: it is what
// "given twice" is about.
func find(text []byte, names []string) int {
	d := json.NewDecoder(bytes.NewReader(text))
	start := len(text) - len(bytes.TrimLeft(text, " \t\r\n:,"))
	open, err := d.Token()
	if err != nil || len(names) == 0 || open != json.Delim('{') && open != json.Delim('[') {
		return start
	}
	found := start
	for n := 0; d.More(); n++ {
		name := strconv.Itoa(n)
		if open == json.Delim('{') {
			token, _ := d.Token()
			name, _ = token.(string)
		}
		var value json.RawMessage
		if d.Decode(&value) != nil {
			break
		}
		if escaped(name) == names[0] {
			at := int(d.InputOffset()) - len(value)
			found = at + find(value, names[1:])
		}
	}
	return found
}

// escaped is a name as message.Problem has it in its pointer.
func escaped(name string) string {
	quoted := strconv.Quote(name)
	return strings.NewReplacer("~", "~0", "/", "~1").Replace(quoted[1 : len(quoted)-1])
}
