package yamldoc

import (
	"bytes"
	"encoding/json/jsontext"
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// The limits of a file.
const (
	maxBytes = 1 << 20
	maxDepth = 100
)

// Parse reads a file. The name stands in errors. An error is an [*Error].
func Parse(name string, text []byte) (Node, error) {
	whole := Node{File: name, Line: 1}
	switch {
	case len(text) > maxBytes:
		return Node{}, whole.Errorf("expected at most 1 MiB")
	case !utf8.Valid(text):
		return Node{}, whole.Errorf("expected UTF-8")
	}
	d := yaml.NewDecoder(bytes.NewReader(text))
	var document, second yaml.Node
	if err := d.Decode(&document); errors.Is(err, io.EOF) {
		return Node{}, whole.Errorf("expected YAML, got an empty file")
	} else if err != nil {
		return Node{}, syntax(whole, text, err)
	}
	if err := d.Decode(&second); err == nil {
		return Node{}, Node{File: name, Line: second.Line}.Errorf("expected one document, got a second")
	} else if !errors.Is(err, io.EOF) {
		return Node{}, syntax(whole, text, err)
	}
	return reader{name}.value(document.Content[0], "", 0)
}

var (
	atLine   = regexp.MustCompile(`^yaml: (?:line (\d+): )?`)
	ofAnchor = regexp.MustCompile(`^unknown anchor '(.+)' referenced$`)
	// ofParser are errors whose lines the library counts from 0. It counts the lines of other
	// errors from 1.
	ofParser = regexp.MustCompile(`^(found a tab character|did not find expected (<document start>|node content|'-' indicator|key|',' or))`)
)

// syntax returns the error of a file that is no YAML. The library's text begins with the line.
func syntax(whole Node, file []byte, err error) *Error {
	text := strings.Join(strings.Fields(err.Error()), " ")
	found := atLine.FindStringSubmatch(text)
	if found == nil {
		return whole.Errorf("expected YAML: %s", text)
	}
	if line, err := strconv.Atoi(found[1]); err == nil {
		whole.Line = line
	}
	text = text[len(found[0]):]
	if name := ofAnchor.FindStringSubmatch(text); name != nil && found[1] == "" {
		if line, column, found := placeOf(file, "*"+name[1]); found { // the library's text has no line
			whole.Line = line
			e := whole.Errorf("expected YAML: %s", text)
			e.Column = column
			return e
		}
	}
	if found[1] != "" && ofParser.MatchString(text) {
		whole.Line++
	}
	if line, found := tabLine(file, whole.Line); found {
		whole.Line = line
		return whole.Errorf("expected spaces at the beginning of the line, got a tab")
	}
	return whole.Errorf("expected YAML: %s", text)
}

// placeOf returns the line and the column, in characters, of the first line that has a text and is
// no comment.
func placeOf(file []byte, text string) (line, column int, found bool) {
	for n, one := range bytes.Split(file, []byte("\n")) {
		if at := bytes.Index(one, []byte(text)); at >= 0 && !bytes.HasPrefix(bytes.TrimLeft(one, " "), []byte("#")) {
			return n + 1, utf8.RuneCount(one[:at]) + 1, true
		}
	}
	return 0, 0, false
}

// tabLine reports whether a line of a file begins with a tab, perhaps after spaces. It passes
// over blank lines and comments, as the library does before it counts the line of an error.
func tabLine(file []byte, line int) (int, bool) {
	for n, text := range bytes.Split(file, []byte("\n")) {
		text = bytes.TrimLeft(text, " ")
		if n+1 < line || len(text) == 0 || text[0] == '#' {
			continue
		}
		return n + 1, text[0] == '\t'
	}
	return 0, false
}

// reader turns the nodes of the library into values.
type reader struct{ file string }

func (r reader) value(y *yaml.Node, pointer string, depth int) (Node, error) {
	n := Node{File: r.file, Line: y.Line, Pointer: pointer}
	if err := r.check(n, y, depth); err != nil {
		return n, err
	}
	switch y.Kind {
	case yaml.MappingNode:
		n.Kind = Object
		return r.object(n, y, depth)
	case yaml.SequenceNode:
		n.Kind = Array
		for i, item := range y.Content {
			entry, err := r.value(item, pointer+"/"+strconv.Itoa(i), depth+1)
			if err != nil {
				return n, err
			}
			n.Entries = append(n.Entries, entry)
		}
		return n, nil
	}
	return scalar(n, y)
}

// check refuses the parts of YAML that say something else than JSON.
func (r reader) check(n Node, y *yaml.Node, depth int) error {
	switch {
	case depth > maxDepth:
		return n.Errorf("expected at most %d levels", maxDepth)
	case y.Kind == yaml.AliasNode:
		return n.Errorf("expected a value, got an alias: write the value")
	case y.Anchor != "":
		return n.Errorf("expected a value without an anchor")
	case y.Style&yaml.TaggedStyle != 0, y.Tag != "" && !strings.HasPrefix(y.Tag, "!!"):
		return n.Errorf("expected a value without a tag")
	}
	return nil
}

func (r reader) object(n Node, y *yaml.Node, depth int) (Node, error) {
	for i := 0; i+1 < len(y.Content); i += 2 {
		name, content := y.Content[i], y.Content[i+1]
		at := Node{File: r.file, Line: name.Line, Pointer: n.Pointer}
		if err := r.check(at, name, depth); err != nil {
			return n, err
		}
		if name.Kind != yaml.ScalarNode || name.Value == "" && name.Style == 0 {
			return n, at.Errorf("expected a text as the name of a field")
		}
		at.Pointer = string(jsontext.Pointer(n.Pointer).AppendToken(name.Value))
		if name.Tag == "!!merge" {
			return n, at.Errorf("expected the name of a field, got a merge key")
		}
		if _, found := n.Field(name.Value); found {
			return n, at.Errorf("given twice")
		}
		entry, err := r.value(content, at.Pointer, depth+1)
		if err != nil {
			return n, err
		}
		entry.Name = name.Value
		n.Entries = append(n.Entries, entry)
	}
	return n, nil
}

var number = regexp.MustCompile(`^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?$`)

func scalar(n Node, y *yaml.Node) (Node, error) {
	n.Kind, n.Text = Text, y.Value
	const quoted = yaml.DoubleQuotedStyle | yaml.SingleQuotedStyle | yaml.LiteralStyle | yaml.FoldedStyle
	switch isPlain := y.Style&quoted == 0; {
	case !isPlain:
	case y.Value == "":
		return n, n.Errorf(`expected a value: write null, "" or the value`)
	case y.Value == "null":
		n.Kind = Null
	case y.Value == "true", y.Value == "false":
		n.Kind = Boolean
	case number.MatchString(y.Value):
		n.Kind = Number
	}
	return n, nil
}
