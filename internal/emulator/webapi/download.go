package webapi

import (
	"encoding/base64"
	"net/http"
	"strconv"

	"sns-dynamics/internal/emulator/engine"
	"sns-dynamics/internal/emulator/odata"
	"sns-dynamics/internal/emulator/response"
	"sns-dynamics/internal/emulator/schema"
)

// fullSize is the value of the query option size that asks for the full-sized image.
const fullSize = "full"

// download serves GET of the $value of a file column or of an image column. Of an image it
// returns the thumbnail, or the full-sized image with size=full, if the column keeps it.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/file-column-data
// and https://learn.microsoft.com/power-apps/developer/data-platform/image-column-data#download-images
func (f fileRequest) download() (response.Response, error) {
	if f.Method != http.MethodGet {
		return response.Response{}, odata.WrongMethod(f.Method)
	}
	if f.Header.Get("Range") != "" {
		return response.Response{}, odata.NotCovered("a part of a file: Range")
	}
	if err := f.Need(schema.VerbRead, f.row.Table); err != nil {
		return response.Response{}, err
	}
	image := f.column.Kind == schema.KindImage
	size := f.Query.Size
	if size != "" && (!image || size != fullSize) {
		return response.Response{}, odata.NotCovered("the query option size=%s here", size)
	}
	f.Query.Size = ""
	if err := f.Query.Only(); err != nil {
		return response.Response{}, err
	}
	if image {
		data, err := engine.Image(f.row, f.column, size == fullSize)
		if err != nil || data == nil {
			return response.Empty(), err
		}
		return content(data, f.row.Text(engine.FileNameCell(f.column))), nil
	}
	if f.row.Cells[f.column.Name] == nil {
		return response.Empty(), nil
	}
	data, err := base64.StdEncoding.DecodeString(f.row.Text(contentCell(f.column)))
	return content(data, f.row.Text(f.column.Name+"_name")), err
}

// content is a response with the bytes of a file. An image that came in the body of a row
// has no name.
func content(data []byte, name string) response.Response {
	a := response.Response{Status: http.StatusOK, Body: data, Header: http.Header{
		"Content-Type": {"application/octet-stream"}, "X-Ms-File-Size": {strconv.Itoa(len(data))},
	}}
	if name != "" {
		a.Header.Set("X-Ms-File-Name", escapeHeader(name))
	}
	return a
}
