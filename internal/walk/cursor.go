// Package walk reads values out of JSON text in one pass, copying nothing but
// strings that have escapes. It is for text that is known to be valid: it
// looks for no more than where each value ends.
package walk

// Kind is the type of a JSON value.
type Kind byte

// The kinds of values.
const (
	Object  Kind = '{'
	Array   Kind = '['
	String  Kind = '"'
	Number  Kind = '0'
	Boolean Kind = 't'
	Null    Kind = 'n'
)

// Cursor is a place in a text. Every method that reads moves it to behind what it
// read. It is not for use by several goroutines at a time.
type Cursor struct {
	text string
	at   int
}

// New returns a cursor at the beginning of a text for which [Valid] holds;
// with any other the methods may panic.
func New(valid string) *Cursor { return &Cursor{text: valid} }

// Kind is that of the next value.
func (c *Cursor) Kind() Kind {
	c.between()
	switch b := c.text[c.at]; b {
	case '{', '[', '"', 'n':
		return Kind(b)
	case 't', 'f':
		return Boolean
	}
	return Number
}

// Enter steps into the object or array that comes next. The names of members and
// the values follow one another until it ends.
func (c *Cursor) Enter() {
	c.between()
	c.at++
}

// Ends reports whether the object or array entered ends here, and leaves it if so.
func (c *Cursor) Ends() bool {
	c.between()
	if b := c.text[c.at]; b != '}' && b != ']' {
		return false
	}
	c.at++
	return true
}

// Text reads the next value, a string; isWhole is false where it holds half a
// surrogate pair, which stands for no character and is read as U+FFFD.
func (c *Cursor) Text() (s string, isWhole bool) {
	raw := c.Raw()
	return unquote(raw[1 : len(raw)-1])
}

// Raw reads the next value as it stands.
func (c *Cursor) Raw() string {
	c.between()
	start := c.at
	switch c.text[c.at] {
	case '"':
		c.skipString()
	case '{', '[':
		c.skipNested()
	default:
		for c.at < len(c.text) && !isBetween(c.text[c.at]) && c.text[c.at] != '}' && c.text[c.at] != ']' {
			c.at++
		}
	}
	return c.text[start:c.at]
}

// Offset is where the next value begins, in bytes.
func (c *Cursor) Offset() int {
	c.between()
	return c.at
}

// End is where the last value read ends, in bytes.
func (c *Cursor) End() int { return c.at }

func (c *Cursor) skipNested() {
	for depth := 0; ; {
		switch c.text[c.at] {
		case '"':
			c.skipString()
			continue
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		}
		c.at++
		if depth == 0 {
			return
		}
	}
}

func (c *Cursor) skipString() {
	for c.at++; c.text[c.at] != '"'; c.at++ {
		if c.text[c.at] == '\\' {
			c.at++ // what is escaped may be a quote
		}
	}
	c.at++
}

// between leaves out what parts two values: blanks, colons and commas.
func (c *Cursor) between() {
	for isBetween(c.text[c.at]) {
		c.at++
	}
}

func isBetween(b byte) bool {
	return b == ' ' || b == ',' || b == ':' || b == '\n' || b == '\t' || b == '\r'
}
