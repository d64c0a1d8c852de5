package dynamicstest

import (
	"encoding/base64"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// maxFile is the documented default of the largest file, in bytes; chunkSize is
// the documented size of a chunk.
const maxFile, chunkSize = 32 << 20, 4 << 20

// maxUploads is how many uploads may be under way at a time.
const maxUploads = 64

// upload is a file that comes in chunks.
type upload struct {
	row    *row
	column *column
	name   string
	data   []byte
}

// contentCell is the cell that keeps a file, in base64, beside its column.
func contentCell(c *column) string { return c.name + "@content" }

// isFile reports whether a request sends a file, or a part of one.
func isFile(r *http.Request) bool {
	mediaType, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return r.Method == http.MethodPatch && mediaType == "application/octet-stream"
}

// upload answers PATCH of a file column: a whole file, the beginning of one that
// comes in chunks, or a chunk.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/file-column-data
func (c *call) upload(r *row, col *column) (answer, error) {
	if col == nil || col.kind != kindFile || c.declared != nil {
		return answer{}, notKnown("PATCH of a property that is no file column, or within a change set")
	}
	if err := c.need(verbWrite, r.table); err != nil {
		return answer{}, err
	}
	if token := c.query.sessionToken; token != "" {
		return c.chunk(r, col, token)
	}
	name, err := c.fileName()
	if err != nil {
		return answer{}, err
	}
	if c.header.Get("x-ms-transfer-mode") == "chunked" {
		return c.beginUpload(r, col, name)
	}
	return c.storeFile(r, col, name, c.body)
}

// fileName is that of the header, or of the query, which may hold any characters.
func (c *call) fileName() (string, error) {
	name := c.header.Get("x-ms-file-name")
	if name == "" {
		name = c.query.fileName
	}
	if name == "" {
		return "", badUpload("the name of the file is missing: x-ms-file-name")
	}
	return name, nil
}

func badUpload(detail string) *apiError {
	return refuse(http.StatusBadRequest, "0x80060888", "%s", detail)
}

func (c *call) beginUpload(r *row, col *column, name string) (answer, error) {
	if len(c.uploads) >= maxUploads {
		return answer{}, notKnown("more than %d uploads at a time", maxUploads)
	}
	token := newGUID()
	c.uploads[token] = &upload{row: r, column: col, name: name}
	at, _, _ := strings.Cut(c.target, "?")
	return answer{status: http.StatusOK, header: http.Header{
		"Location": {at + "?sessiontoken=" + url.QueryEscape(token)}, "Accept-Ranges": {"bytes"},
		"X-Ms-Chunk-Size": {strconv.Itoa(chunkSize)}, "Access-Control-Expose-Headers": {"x-ms-chunk-size"},
	}}, nil
}

// chunk takes the next part of a file, and stores it with the last.
func (c *call) chunk(r *row, col *column, token string) (answer, error) {
	u := c.uploads[token]
	if u == nil || u.row.key() != r.key() || u.row.table != r.table || u.column != col {
		return answer{}, badUpload("the session token is not that of an upload to this column")
	}
	first, last, total, ok := contentRange(c.header.Get("Content-Range"))
	switch {
	case !ok, first != len(u.data), last-first+1 != len(c.body), last >= total:
		return answer{}, badUpload("Content-Range must be 'bytes first-last/total' of the body, and go on where the chunk before ended")
	case total > maxFile:
		return answer{}, notKnown("a file of more than %d bytes", maxFile)
	}
	u.data = append(u.data, c.body...)
	if last+1 < total {
		return answer{status: http.StatusPartialContent, header: http.Header{}}, nil
	}
	delete(c.uploads, token)
	return c.storeFile(r, col, u.name, u.data)
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

func (c *call) storeFile(r *row, col *column, name string, data []byte) (answer, error) {
	if len(data) > maxFile {
		return answer{}, notKnown("a file of more than %d bytes", maxFile)
	}
	_, err := c.change(r, func(ch *change) error {
		ch.row.cells[col.name], ch.row.cells[col.name+"_name"] = newGUID(), name
		ch.row.cells[contentCell(col)] = base64.StdEncoding.EncodeToString(data)
		return nil
	})
	return emptyAnswer(), err
}

// removeFile answers DELETE of a file column.
func (c *call) removeFile(r *row, col *column) (answer, error) {
	_, err := c.change(r, func(ch *change) error {
		for _, name := range []string{col.name, col.name + "_name", contentCell(col)} {
			delete(ch.row.cells, name)
		}
		return nil
	})
	return emptyAnswer(), err
}

// download answers GET of a file column's $value.
func (c *call) download(r *row, col *column) (answer, error) {
	if c.method != http.MethodGet {
		return answer{}, wrongMethod(c.method)
	}
	if c.header.Get("Range") != "" {
		return answer{}, notKnown("a part of a file: Range")
	}
	if err := c.need(verbRead, r.table); err != nil {
		return answer{}, err
	}
	if r.cells[col.name] == nil {
		return emptyAnswer(), nil
	}
	data, err := base64.StdEncoding.DecodeString(r.text(contentCell(col)))
	return answer{status: http.StatusOK, body: data, header: http.Header{
		"Content-Type": {"application/octet-stream"}, "X-Ms-File-Name": {escapeHeader(r.text(col.name + "_name"))},
		"X-Ms-File-Size": {strconv.Itoa(len(data))},
	}}, err
}
