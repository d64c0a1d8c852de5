package engine

import (
	"encoding/base64"
	"encoding/json"
	"strconv"

	"sns-dynamics/internal/emulator/odata"
)

// checkFile sets the columns of a note that follow from its file. The value of mimetype
// follows Microsoft's sample. No document has the values of isdocument and filesize: they are
// inferred. The emulator does not cover a file that is not Base64.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/attachment-annotation-files
// and https://github.com/microsoft/PowerApps-Samples, AnnotationOperations of the Web API
func (ch *RowChange) checkFile() error {
	note := ch.Row
	if note.Table.Name != "annotation" || !ch.set["documentbody"] {
		return nil
	}
	text := note.Text("documentbody")
	file, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return odata.NotCovered("a documentbody that is not Base64")
	}
	fill := func(column string, v any) {
		if note.Table.Columns[column] != nil {
			note.Cells[column] = v
		}
	}
	if text == "" {
		delete(note.Cells, "filesize")
		return nil
	}
	fill("filesize", json.Number(strconv.Itoa(len(file))))
	if note.Text("mimetype") == "" {
		fill("mimetype", "application/octet-stream")
	}
	if !ch.set["isdocument"] {
		fill("isdocument", true)
	}
	return nil
}
