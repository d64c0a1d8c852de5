package engine

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"sns-dynamics/internal/emulator/guid"
	"sns-dynamics/internal/emulator/odata"
	"sns-dynamics/internal/emulator/schema"
	"sns-dynamics/internal/emulator/store"
	"sns-dynamics/internal/emulator/thumbnail"
)

// ImageCell is the cell beside an image column that keeps the full-sized image, in base64,
// and FileNameCell the cell that keeps its name. They are no columns.
func ImageCell(c *schema.Column) string { return c.Name + "@content" }

// FileNameCell is the cell that keeps the name of the file of an image column.
func FileNameCell(c *schema.Column) string { return c.Name + "@filename" }

// image sets an image column to the base64 in a body, or removes the image.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/image-column-data
func (ch *RowChange) image(c *schema.Column, v any) error {
	if v == nil {
		ch.removeImage(c)
		return nil
	}
	if ch.before == nil && !c.Image.Primary {
		return odata.Refuse(http.StatusBadRequest, "0x80090487", "Non-primary image attribute %s of entity %s is not allowed to upload during Create operation.", c.Name, ch.Row.Table.Name)
	}
	text, isText := v.(string)
	data, err := base64.StdEncoding.DecodeString(text)
	if !isText || err != nil {
		return schema.BadLiteral(ch.Row.Table, c, v)
	}
	return ch.SetImage(c, data, "")
}

// SetImage sets an image column to a file, with its thumbnail and the columns beside it. The
// error is an *odata.Error.
func (ch *RowChange) SetImage(c *schema.Column, data []byte, name string) error {
	t := ch.Row.Table
	if limit := c.Image.MaxKB; len(data) > limit<<10 {
		return imageFailure("File size is too big. MaxSize: %d MB, Uploaded filesize: %d MB.", limit>>10, len(data)>>20)
	}
	small, err := thumbnail.Make(data)
	switch {
	case errors.Is(err, thumbnail.ErrNotCovered):
		return odata.NotCovered("%s for %s of %s", err, c.Name, t.Name)
	case err != nil:
		return imageFailure("Update image properties failed for objectid: %s, logicalName: %s, attribute: %s", ch.Row.ID, t.Name, c.Name)
	}
	ch.removeImage(c)
	id, stamp := guid.New(), strconv.FormatInt(ticks(ch.Session), 10)
	ch.Row.Cells[c.Name] = base64.StdEncoding.EncodeToString(small)
	ch.Row.Cells[c.ImageID()], ch.Row.Cells[c.ImageTimestamp()] = id, json.Number(stamp)
	ch.Row.Cells[c.ImageURL()] = "/Image/download.aspx?Entity=" + t.Name + "&Attribute=" + c.Name + "&Id=" + id + "&Timestamp=" + stamp
	if name != "" {
		ch.Row.Cells[FileNameCell(c)] = name
	}
	if c.Image.Full {
		ch.Row.Cells[ImageCell(c)] = base64.StdEncoding.EncodeToString(data)
	}
	return nil
}

func (ch *RowChange) removeImage(c *schema.Column) {
	ch.set[c.Name] = true
	for _, name := range imageCells(c) {
		delete(ch.Row.Cells, name)
	}
}

// imageCells are all the cells of an image.
func imageCells(c *schema.Column) []string {
	return []string{c.Name, c.ImageID(), c.ImageTimestamp(), c.ImageURL(), ImageCell(c), FileNameCell(c)}
}

// epoch is the first second of 1970 in ticks: units of 100 ns since the year 1.
const epoch = 621_355_968_000_000_000

// ticks is the time of the request as the timestamp of an image.
func ticks(s *Session) int64 { return epoch + s.Now.UnixNano()/100 }

func imageFailure(format string, args ...any) *odata.Error {
	return odata.Refuse(http.StatusBadRequest, "0x80072553", "Error occured when processing image. Reason: %s", fmt.Sprintf(format, args...))
}

// Image returns the bytes of the image in a row: of the thumbnail, or of the full-sized
// image; nil if the row has no such image. The error is of encoding/base64.
func Image(r *store.Row, c *schema.Column, full bool) ([]byte, error) {
	name := c.Name
	if full {
		name = ImageCell(c)
	}
	if r.Text(name) == "" {
		return nil, nil
	}
	return base64.StdEncoding.DecodeString(r.Text(name))
}
