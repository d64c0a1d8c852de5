package inspector

import (
	"bytes"
	"encoding/json"
	"errors"
	"mime"
	"net/http"
	"strings"
)

// view is the content of a response: HTML by a template, or JSON.
type view struct {
	template string
	title    string
	section  string // the section of the navigation
	json     any
	data     any // the data of the template, if it needs more than json
}

// handler returns the view for a request. With an error it may also return a view that
// shows the problem.
type handler func(*http.Request) (view, error)

// show responds with HTML to a browser, which accepts it, and with JSON to every other
// client.
func (i web) show(h handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		v, err := h(r)
		if err != nil && v.template != "" && wantsHTML(r) {
			i.writePage(w, r, status(err), v)
			return
		}
		if err != nil {
			i.refuse(w, r, err)
			return
		}
		if !wantsHTML(r) {
			writeJSON(w, http.StatusOK, v.json)
			return
		}
		i.writePage(w, r, http.StatusOK, v)
	}
}

func wantsHTML(r *http.Request) bool {
	w := strings.Contains(r.Header.Get("Accept"), "text/html")
	return w && r.URL.Query().Get("format") != "json"
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	var text bytes.Buffer
	enc := json.NewEncoder(&text)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		status = http.StatusInternalServerError
		text.Reset()
		text.WriteString(`{"error":"the response cannot be written as JSON"}`)
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	w.Write(text.Bytes())
}

func writeText(w http.ResponseWriter, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Write([]byte(text))
}

// status returns the status of the response to an error.
func status(err error) int {
	if r, ok := errors.AsType[*refusal](err); ok {
		return r.status
	}
	switch {
	case errors.Is(err, errBusy):
		return http.StatusServiceUnavailable
	}
	return http.StatusBadRequest
}

// refuse responds to a request that the guard refused, as plain text.
func refuse(w http.ResponseWriter, r *http.Request, err error) {
	if wantsHTML(r) {
		http.Error(w, err.Error(), status(err))
		return
	}
	writeJSON(w, status(err), map[string]string{"error": err.Error()})
}

// refuse responds with an error; a browser gets a page.
func (i web) refuse(w http.ResponseWriter, r *http.Request, err error) {
	if !wantsHTML(r) {
		refuse(w, r, err)
		return
	}
	title := "Not done"
	if status(err) == http.StatusNotFound {
		title = "Not found"
	}
	i.writePage(w, r, status(err), view{template: "error", title: title, data: err.Error()})
}

// hasType reports whether a Content-Type is of that kind.
func hasType(header, want string) bool {
	kind, _, err := mime.ParseMediaType(header)
	return err == nil && kind == want
}
