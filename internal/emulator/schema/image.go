package schema

// ImageSettings say what a column of the type Image keeps. In a schema they are written
// "Image(largest size in KB, 1)"; without the 1 the column keeps the thumbnail alone.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/image-column-data
type ImageSettings struct {
	MaxKB   int
	Full    bool // it keeps the full-sized image as well
	Primary bool // it can be set by a create
}

// maxImageKB is the largest size that a column can be given.
const maxImageKB = 30 * 1024

// primaryImage is the name of the column that is the primary image of Microsoft's tables.
const primaryImage = "entityimage"

func imageSettings(name string, numbers []int64) ImageSettings {
	s := ImageSettings{MaxKB: maxImageKB, Primary: name == primaryImage}
	if len(numbers) > 0 {
		s.MaxKB = int(numbers[0])
	}
	s.Full = len(numbers) > 1 && numbers[1] == 1
	return s
}

// The names of the columns beside an image: its id, the time of its last change, and the
// URL of its thumbnail.
func (c *Column) ImageID() string        { return c.Name + "id" }
func (c *Column) ImageTimestamp() string { return c.Name + "_timestamp" }
func (c *Column) ImageURL() string       { return c.Name + "_url" }

// addCompanions gives the table the columns that stand beside files and images.
func (t *Table) addCompanions() {
	for _, c := range t.ColumnsOf(KindFile) {
		t.Columns[c.Name+"_name"] = &Column{Name: c.Name + "_name", Kind: KindString, MaxLength: 512, ReadOnly: true}
	}
	for _, c := range t.ColumnsOf(KindImage) {
		t.Columns[c.ImageID()] = &Column{Name: c.ImageID(), Kind: KindGUID, ReadOnly: true}
		t.Columns[c.ImageTimestamp()] = &Column{Name: c.ImageTimestamp(), Kind: KindBigInt, ReadOnly: true}
		t.Columns[c.ImageURL()] = &Column{Name: c.ImageURL(), Kind: KindString, MaxLength: 200, ReadOnly: true}
	}
}

// ColumnsOf are the columns of a type, in no order.
func (t *Table) ColumnsOf(k kind) []*Column {
	var list []*Column
	for _, c := range t.Columns {
		if c.Kind == k {
			list = append(list, c)
		}
	}
	return list
}

// PrimaryImage is the name of the column that a create can set; nil if there is no such
// column.
func (t *Table) PrimaryImage() any {
	for _, c := range t.ColumnsOf(KindImage) {
		if c.Image.Primary {
			return c.Name
		}
	}
	return nil
}
