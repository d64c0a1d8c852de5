package csdl

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
)

// MaxDocument is the limit of the size of a document, in bytes. The document of a large
// environment has 5 to 10 MB.
const MaxDocument = 64 << 20

// Error is a fault of a document, with its place.
type Error struct {
	Line    int    // 0 means the document as a whole
	Element string // such as "EntityType account, Property name"; "" outside of these elements
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

// Unwrap returns the error without its place in the document.
func (e *Error) Unwrap() error { return e.Err }

// Read reads a document of up to [MaxDocument] bytes, one element of a schema at a time. It
// refuses a document type declaration, because such a declaration can replace parts of the
// document. It refuses names that are no identifiers of OData, and repeated declarations.
// The error is an [*Error] for a fault of the document, or the error of r.
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

// at adds a place to an error: the line of the decoder, or the line in the error itself.
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

// title returns the name of an element for an error.
func title(e xml.StartElement) string {
	for _, a := range e.Attr {
		if a.Name.Local == "Name" && isIdentifier(a.Value) {
			return e.Name.Local + " " + a.Value
		}
	}
	return e.Name.Local
}

// element reads a declaration as a whole. It enters the elements around declarations, and
// skips all others.
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

// bounded reads a limited number of bytes, and then fails.
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
