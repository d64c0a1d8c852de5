package inspector

import (
	"bytes"
	"encoding/json"
	"errors"
	"mime"
	"net/http"
	"strings"
)

// view is what there is to show: as HTML, by a template, or as JSON.
type view struct {
	template string
	title    string
	section  string // of the navigation
	json     any
	data     any // of the template, where the JSON is not enough
}

// handler answers a request for a view. With an error it may have a view that says
// what is wrong where it is wrong.
type handler func(*http.Request) (view, error)

// show answers with HTML to whoever asks for it, which is a browser, and with JSON
// to all others.
func (i *Inspector) show(h handler) http.HandlerFunc {
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
		text.WriteString(`{"error":"the answer cannot be written as JSON"}`)
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	w.Write(text.Bytes())
}

func writeText(w http.ResponseWriter, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Write([]byte(text))
}

// status is the one by which an error is answered.
func status(err error) int {
	if r, ok := errors.AsType[*refusal](err); ok {
		return r.status
	}
	switch {
	case errors.Is(err, ErrBusy):
		return http.StatusServiceUnavailable
	}
	return http.StatusBadRequest
}

// refuse answers what did not get past the guard, in no form of ours.
func refuse(w http.ResponseWriter, r *http.Request, err error) {
	if wantsHTML(r) {
		http.Error(w, err.Error(), status(err))
		return
	}
	writeJSON(w, status(err), map[string]string{"error": err.Error()})
}

// refuse answers with an error, as a page where a browser asks.
func (i *Inspector) refuse(w http.ResponseWriter, r *http.Request, err error) {
	if !wantsHTML(r) {
		refuse(w, r, err)
		return
	}
	i.writePage(w, r, status(err), view{template: "error", title: "Not done", data: err.Error()})
}

// hasType reports whether a Content-Type is of that kind.
func hasType(header, want string) bool {
	kind, _, err := mime.ParseMediaType(header)
	return err == nil && kind == want
}
