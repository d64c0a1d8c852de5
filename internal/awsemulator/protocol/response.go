package protocol

import (
	"maps"
	"net/http"
)

// Response is the response to one request.
type Response struct {
	Status int
	Header http.Header
	Body   []byte
	Drop   bool // close the connection without a response
}

// Write sends the response.
func (a Response) Write(w http.ResponseWriter) {
	if a.Drop {
		if conn, _, err := http.NewResponseController(w).Hijack(); err == nil {
			conn.Close()
			return
		}
		panic(http.ErrAbortHandler)
	}
	maps.Copy(w.Header(), a.Header)
	w.WriteHeader(a.Status)
	w.Write(a.Body)
}
