package source

import (
	"bytes"
	"iter"
)

// Values reads the JSON values of a file's text, in any form. Several values may stand in a line.
// A problem is an item. An item behind a problem of syntax does not follow.
func Values(name string, text []byte) iter.Seq[Item] {
	return func(yield func(Item) bool) {
		r := newReader(file{name, name}, bytes.NewReader(text), yield)
		if readable, err := r.mark(); err != nil || !readable { // memory has no error
			return
		}
		r.values(bytes.TrimPrefix(text, []byte("\ufeff")))
	}
}

func (r *reader) values(text []byte) {
	begin, line := 0, 1
	for n := 0; !r.stopped; n++ {
		at := len(text) - len(bytes.TrimLeft(text[begin:], " \t\r\n"))
		line += bytes.Count(text[begin:at], []byte("\n"))
		if at == len(text) {
			if n == 0 {
				r.empty()
			}
			return
		}
		if n > 0 && bytes.IndexByte([]byte("}],:"), text[at]) >= 0 {
			r.more(text, 1, begin, "")
			return
		}
		length, failed := endOfValue(text[at:])
		if failed != nil {
			r.at(text, 1, at+failed.at, failed.problem())
			return
		}
		begin = at + length
		if wrong := invalidUTF8(text[at:begin]); wrong >= 0 {
			r.at(text, 1, at+wrong, notUTF8)
		} else {
			r.give(Item{Line: line, Text: string(text[at:begin])})
		}
		line += bytes.Count(text[at:begin], []byte("\n"))
	}
}

// Elements returns the elements of an array, each with its place, or the item itself if it is no
// array.
func (i Item) Elements() []Item {
	if i.Problem != "" || i.Text == "" || i.Text[0] != '[' {
		return []Item{i}
	}
	var all []Item
	r := &reader{file: file{i.File, i.Name}, yield: func(found Item) bool {
		all = append(all, found)
		return true
	}}
	r.array([]byte(i.Text), i.Line, i.Path, func(text []byte, line int, path string) {
		r.give(Item{Line: line, Path: path, Text: string(text)})
	})
	return all
}
