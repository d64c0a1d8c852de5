package schema

// Demand is a column that no row of the table lacks: a request that leaves it empty is
// refused with the code and the message, or as any required column without them.
type Demand struct {
	Column  string `json:"column"`
	Code    string `json:"code,omitempty"`
	Message string `json:"message,omitempty"`
	// NotCovered says that no source has the answer of Dataverse.
	NotCovered bool `json:"notCovered,omitempty"`
	// Unless are the rows that may lack the column; nil for no row.
	Unless *Case `json:"unless,omitempty"`
}

// Case is the rows with a value in a column for whole numbers.
type Case struct {
	Column string `json:"column"`
	Value  int    `json:"value"`
}

// AutoNumber is a column that Dataverse fills in a new row if the body does not: the prefix,
// a number and six characters, such as CAS-01000-X6J1B0.
//
// See https://learn.microsoft.com/power-platform/admin/change-auto-number-prefix-contract-case-article-quote-order-invoice-campaign-category-knowledge-articles
type AutoNumber struct {
	Column string `json:"column"`
	Prefix string `json:"prefix"`
}

// Pricing says that the rows of a table have lines, and that the table's totals follow from the
// amounts of the lines.
type Pricing struct {
	Lines  string `json:"lines"`  // the table of the lines
	Lookup string `json:"lookup"` // the column of a line that holds the row
}

// linkPricing lets the tables of lines know the tables of their totals. An org's tables may
// lack the lines: then nothing is computed.
func (sc *Schema) linkPricing() {
	for _, t := range sc.Tables {
		if t.Pricing == nil {
			continue
		}
		lines := sc.ByName[t.Pricing.Lines]
		if lines == nil || lines.Columns[t.Pricing.Lookup] == nil {
			t.Pricing = nil
			continue
		}
		lines.PricedBy = t
	}
}
