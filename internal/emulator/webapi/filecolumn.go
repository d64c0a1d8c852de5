package webapi

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"sns-dynamics/internal/emulator/engine"
	"sns-dynamics/internal/emulator/guid"
	"sns-dynamics/internal/emulator/odata"
	"sns-dynamics/internal/emulator/response"
	"sns-dynamics/internal/emulator/schema"
	"sns-dynamics/internal/emulator/store"
)

// maxFile is the documented default of the limit of a file, in bytes. chunkSize is the
// documented size of a chunk.
const maxFile, chunkSize = 32 << 20, 4 << 20

// maxUploads is the limit of the uploads at a time.
const maxUploads = 64

// upload is a file that arrives in chunks.
type upload struct {
	row    *store.Row
	column *schema.Column
	name   string
	data   []byte
}

// holdsFile reports whether a column takes files: a file column or an image column.
func holdsFile(c *schema.Column) bool {
	return c.Kind == schema.KindFile || c.Kind == schema.KindImage
}

// contentCell is the cell with the content of a file, in base64, beside the cell of its
// column.
func contentCell(c *schema.Column) string { return c.Name + "@content" }

// fileRequest is a request for the file of a row.
type fileRequest struct {
	*request
	row    *store.Row
	column *schema.Column
}

func (c *request) file(r *store.Row, col *schema.Column) fileRequest { return fileRequest{c, r, col} }

// upload serves PATCH of a file column or an image column: a whole file, the start of an
// upload in chunks, or a chunk.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/file-column-data
func (f fileRequest) upload() (response.Response, error) {
	if f.column == nil || !holdsFile(f.column) || f.Declared != nil {
		return response.Response{}, odata.NotCovered("PATCH of a property that is no file column, or within a change set")
	}
	if err := f.Need(schema.VerbWrite, f.row.Table); err != nil {
		return response.Response{}, err
	}
	if token := f.Query.SessionToken; token != "" {
		return f.chunk(token)
	}
	name, err := f.fileName()
	if err != nil {
		return response.Response{}, err
	}
	if f.Header.Get("x-ms-transfer-mode") == "chunked" {
		return f.beginUpload(name)
	}
	return f.store(name, f.Body)
}

// fileName returns the name in the header, or the name in the query, which may have any
// characters.
func (f fileRequest) fileName() (string, error) {
	name := f.Header.Get("x-ms-file-name")
	if name == "" {
		name = f.Query.FileName
	}
	if name == "" {
		return "", badUpload("the name of the file is missing: x-ms-file-name")
	}
	return name, nil
}

func badUpload(detail string) *odata.Error {
	return odata.Refuse(http.StatusBadRequest, "0x80060888", "%s", detail)
}

func (f fileRequest) beginUpload(name string) (response.Response, error) {
	if len(f.handler.uploads) >= maxUploads {
		return response.Response{}, odata.NotCovered("more than %d uploads at a time", maxUploads)
	}
	token := guid.New()
	f.handler.uploads[token] = &upload{row: f.row, column: f.column, name: name}
	at, _, _ := strings.Cut(f.Target, "?")
	return response.Response{Status: http.StatusOK, Header: http.Header{
		"Location": {at + "?sessiontoken=" + url.QueryEscape(token)}, "Accept-Ranges": {"bytes"},
		"X-Ms-Chunk-Size": {strconv.Itoa(chunkSize)}, "Access-Control-Expose-Headers": {"x-ms-chunk-size"},
	}}, nil
}

// chunk takes the next part of a file, and stores the file with the last part.
func (f fileRequest) chunk(token string) (response.Response, error) {
	u := f.handler.uploads[token]
	if u == nil || u.row.Key() != f.row.Key() || u.row.Table != f.row.Table || u.column != f.column {
		return response.Response{}, badUpload("the session token is not that of an upload to this column")
	}
	first, last, total, ok := contentRange(f.Header.Get("Content-Range"))
	switch {
	case !ok, first != len(u.data), last-first+1 != len(f.Body), last >= total:
		return response.Response{}, badUpload("Content-Range must be 'bytes first-last/total' of the body, and go on where the chunk before ended")
	case total > maxFile:
		return response.Response{}, odata.NotCovered("a file of more than %d bytes", maxFile)
	}
	u.data = append(u.data, f.Body...)
	if last+1 < total {
		return response.Response{Status: http.StatusPartialContent, Header: http.Header{}}, nil
	}
	delete(f.handler.uploads, token)
	return f.store(u.name, u.data)
}

func contentRange(s string) (first, last, total int, ok bool) {
	s, found := strings.CutPrefix(s, "bytes ")
	span, size, sized := strings.Cut(s, "/")
	from, to, ranged := strings.Cut(span, "-")
	a, err1 := strconv.ParseUint(from, 10, 31)
	b, err2 := strconv.ParseUint(to, 10, 31)
	n, err3 := strconv.ParseUint(size, 10, 31)
	return int(a), int(b), int(n), found && sized && ranged && err1 == nil && err2 == nil && err3 == nil && a <= b
}

func (f fileRequest) store(name string, data []byte) (response.Response, error) {
	if len(data) > maxFile {
		return response.Response{}, odata.NotCovered("a file of more than %d bytes", maxFile)
	}
	_, err := f.Change(f.row, func(ch *engine.RowChange) error {
		if f.column.Kind == schema.KindImage {
			if err := ch.SetImage(f.column, data, name); err != nil {
				return err
			}
			return ch.CheckReadOnly()
		}
		ch.Row.Cells[f.column.Name], ch.Row.Cells[f.column.Name+"_name"] = guid.New(), name
		ch.Row.Cells[contentCell(f.column)] = base64.StdEncoding.EncodeToString(data)
		return nil
	})
	return response.Empty(), err
}

// remove serves DELETE of a file column.
func (f fileRequest) remove() (response.Response, error) {
	_, err := f.Change(f.row, func(ch *engine.RowChange) error {
		for _, name := range []string{f.column.Name, f.column.Name + "_name", contentCell(f.column)} {
			delete(ch.Row.Cells, name)
		}
		return nil
	})
	return response.Empty(), err
}
