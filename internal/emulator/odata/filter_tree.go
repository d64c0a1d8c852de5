package odata

// Filter is a condition of $filter: *Or, *And, *Not, *Comparison, *Value, *TextFunction,
// *QueryFunction or *Lambda.
type Filter interface{ isFilter() }

// Or holds if one of its sides holds.
type Or struct{ Left, Right Filter }

// And holds if both of its sides hold.
type And struct{ Left, Right Filter }

// Not holds if the condition inside does not.
type Not struct{ Inner Filter }

// Comparison compares two operands by eq, ne, gt, ge, lt or le.
type Comparison struct {
	Left     Operand
	Operator string
	Right    Operand
}

// Value is a literal or a property alone, without an operator.
type Value struct{ Operand Operand }

// TextFunction is contains, startswith or endswith.
type TextFunction struct {
	Name       string
	Text, Part Operand
}

// QueryFunction is a function of Dataverse's own, such as
// Microsoft.Dynamics.CRM.In(PropertyName='name',PropertyValues=['a','b']).
type QueryFunction struct {
	Name     string // without the namespace
	Property string
	Values   []string // texts, whatever the type of the property
}

// Lambda is a condition on the rows of a collection-valued navigation property.
type Lambda struct {
	Collection string
	All        bool   // all instead of any
	Condition  Filter // nil for any()
}

// Operand is one side of a comparison: a literal or the name of a property.
type Operand struct {
	Text   string
	Quoted bool
	// Type is set for a literal with its type before the quotes, such as a member of an
	// enumeration. Text is then the text between the quotes.
	Type string
}

func (*Or) isFilter()            {}
func (*And) isFilter()           {}
func (*Not) isFilter()           {}
func (*Comparison) isFilter()    {}
func (*Value) isFilter()         {}
func (*TextFunction) isFilter()  {}
func (*QueryFunction) isFilter() {}
func (*Lambda) isFilter()        {}
