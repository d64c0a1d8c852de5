package csdl

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
)

// MaxDocument bounds a document, in bytes, well above the 5 to 10 MB of a large
// environment.
const MaxDocument = 64 << 20

// Error says what is wrong with a document, and where.
type Error struct {
	Line    int    // 0 for the document as a whole
	Element string // such as "EntityType account, Property name"; "" outside of what is read
	Err     error
}

// Error is one line.
func (e *Error) Error() string {
	if e.Line == 0 {
		return e.Err.Error()
	}
	if e.Element == "" {
		return fmt.Sprintf("line %d: %v", e.Line, e.Err)
	}
	return fmt.Sprintf("line %d: %s: %v", e.Line, e.Element, e.Err)
}

// Unwrap returns what is wrong, without the place.
func (e *Error) Unwrap() error { return e.Err }

// Read reads a document, one element of a schema at a time, up to [MaxDocument].
// It refuses a document type declaration, so that nothing in the document can
// stand for something else, names that are no identifiers of OData, and what is
// declared twice. What is wrong with the document is an [*Error]; an error of r
// comes as it is.
func Read(r io.Reader) (*Document, error) {
	in := &bounded{r: r, left: MaxDocument}
	d := &reader{dec: xml.NewDecoder(in), seen: map[string]bool{}}
	err := d.walk()
	if in.err != nil {
		return nil, in.err
	}
	if err != nil {
		return nil, err
	}
	if len(d.doc.Sets) == 0 {
		return nil, &Error{Err: errors.New("it names no entity set")}
	}
	return &d.doc, nil
}

type reader struct {
	dec  *xml.Decoder
	doc  Document
	seen map[string]bool // the types and entity sets
}

// at places an error at the line that the decoder has come to, or the one that
// the error itself knows.
func (d *reader) at(element string, err error) error {
	line, _ := d.dec.InputPos()
	if syntax, ok := errors.AsType[*xml.SyntaxError](err); ok {
		return &Error{syntax.Line, element, errors.New(syntax.Msg)}
	}
	if placed, ok := errors.AsType[*Error](err); ok {
		return &Error{placed.Line, join(element, placed.Element), placed.Err}
	}
	return &Error{line, element, err}
}

func join(outer, inner string) string {
	if outer == "" || inner == "" {
		return outer + inner
	}
	return outer + ", " + inner
}

func (d *reader) walk() error {
	for {
		token, err := d.dec.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return d.at("", err)
		}
		switch element := token.(type) {
		case xml.Directive:
			return d.at("", errors.New("it has a document type declaration"))
		case xml.StartElement:
			if err := d.element(element); err != nil {
				return d.at(title(element), err)
			}
		}
	}
}

// title is how an error names an element.
func title(e xml.StartElement) string {
	for _, a := range e.Attr {
		if a.Name.Local == "Name" && isIdentifier(a.Value) {
			return e.Name.Local + " " + a.Value
		}
	}
	return e.Name.Local
}

// element reads an element that is of use as a whole, walks into those that
// surround them, and leaves out the others.
func (d *reader) element(start xml.StartElement) error {
	switch start.Name.Local {
	case "Edmx", "DataServices", "Schema", "EntityContainer":
		return nil
	case "EntityType":
		return d.typeElement(start, &d.doc.EntityTypes)
	case "ComplexType":
		return d.typeElement(start, &d.doc.ComplexTypes)
	case "EnumType":
		return d.enumElement(start)
	case "Action":
		return d.operationElement(start, &d.doc.Actions)
	case "Function":
		return d.operationElement(start, &d.doc.Functions)
	case "EntitySet":
		return d.setElement(start)
	}
	return d.dec.Skip()
}

// bounded reads up to so many bytes, and then fails.
type bounded struct {
	r    io.Reader
	left int
	err  error
}

func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	if b.left -= n; b.left < 0 {
		b.err = fmt.Errorf("the document has more than %d bytes", MaxDocument)
		return 0, b.err
	}
	if err != nil && !errors.Is(err, io.EOF) {
		b.err = err
	}
	return n, err
}
