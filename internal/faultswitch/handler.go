// Package faultswitch lets programs and pages switch the emulator's faults on and
// off while it runs, as JSON over HTTP.
package faultswitch

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"

	"sns-dynamics/internal/dynamics/dynamicstest"
)

// Path is where the switches are, on the emulator's own listener.
const Path = "/_inspect/faults"

// Around serves the switches at [Path], and the emulator everywhere else; it is
// for dynamicstest.Options.Around.
func Around(e *dynamicstest.Emulator) http.Handler {
	switches := New(e)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == Path {
			switches.ServeHTTP(w, r)
			return
		}
		e.ServeHTTP(w, r)
	})
}

// New returns the handler of [Path]:
//
//	GET     lists every fault: {"faults":[{"name":"503","what":"…","left":0},…]}
//	POST    sets one by {"name":"503","count":3}, and answers with the list
//	DELETE  switches all of them off, and answers with the list
//
// A count of -1 is for all requests, 0 switches the fault off. What is wrong with
// a request is answered by {"error":"…"} and 400, 405, 413 or 415; a request of
// another site's page, or by a host name that is not this machine's, by 403. It
// is safe for concurrent use.
func New(e *dynamicstest.Emulator) http.Handler {
	return Guard(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		status := http.StatusOK
		var err error
		switch r.Method {
		case http.MethodGet, http.MethodHead:
		case http.MethodPost:
			status, err = set(e, w, r)
		case http.MethodDelete:
			e.ClearFaults()
		default:
			w.Header().Set("Allow", "GET, HEAD, POST, DELETE")
			status, err = http.StatusMethodNotAllowed, fmt.Errorf("method: expected GET, POST or DELETE")
		}
		if err != nil {
			refuse(w, status, err)
			return
		}
		answer(w, status, map[string]any{"faults": e.Faults()})
	}))
}

// maxBody bounds the body of a POST, in bytes.
const maxBody = 4096

func set(e *dynamicstest.Emulator, w http.ResponseWriter, r *http.Request) (status int, err error) {
	// A page of another site can send other types unasked.
	if mediaType, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); mediaType != "application/json" {
		return http.StatusUnsupportedMediaType, errors.New("Content-Type: expected application/json")
	}
	var in struct {
		Name  string `json:"name"`
		Count *int   `json:"count"`
	}
	dec := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody))
	dec.DisallowUnknownFields()
	err = dec.Decode(&in)
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return http.StatusRequestEntityTooLarge, fmt.Errorf("body: expected at most %d bytes", maxBody)
	}
	if err != nil || dec.Decode(&struct{}{}) != io.EOF {
		return http.StatusBadRequest, errors.New("body: expected one JSON object with name and count")
	}
	if in.Count == nil {
		return http.StatusBadRequest, errors.New("count: expected a number of requests")
	}
	if err := e.SetFault(in.Name, *in.Count); err != nil {
		return http.StatusBadRequest, err
	}
	return http.StatusOK, nil
}

func refuse(w http.ResponseWriter, status int, err error) {
	answer(w, status, map[string]string{"error": err.Error()})
}

func answer(w http.ResponseWriter, status int, v any) {
	h := w.Header()
	h.Set("Content-Type", "application/json; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(v) // an error is the client's, who went away
}
