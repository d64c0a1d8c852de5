package awstest

import (
	"maps"
	"net/http"
)

// answer is what a service says to one request.
type answer struct {
	status int
	header http.Header
	body   []byte
	drop   bool // close the connection without a word
}

func (a answer) write(w http.ResponseWriter) {
	if a.drop {
		if conn, _, err := http.NewResponseController(w).Hijack(); err == nil {
			conn.Close()
			return
		}
		panic(http.ErrAbortHandler)
	}
	maps.Copy(w.Header(), a.header)
	w.WriteHeader(a.status)
	w.Write(a.body)
}
