package dynamicstest

import (
	"errors"
	"fmt"
	"html"
	"net/http"
	"strconv"
	"strings"
)

// answer is what a service says to one request. Handlers return it instead of
// writing it, so that one place records it, replaces it by a fault and sends it.
type answer struct {
	status int
	header http.Header
	body   []byte
	// recorded stands for body in the request log when body holds a secret.
	recorded []byte
	drop     bool   // close the connection without a word
	stall    bool   // say nothing until the client gives up
	truncate bool   // break off in the middle of the body
	entry    *entry // of a request that counts towards the limits
	bare     bool   // of IIS or of something else in front of the service
	whole    bool   // the answer to a whole $batch, not to an operation of it
}

const (
	webAPIJSON = "application/json; odata.metadata=minimal"
	redacted   = "[redacted]"
)

func (a answer) write(w http.ResponseWriter, r *http.Request) {
	if a.stall {
		<-r.Context().Done()
	}
	if a.drop || a.stall {
		if conn, _, err := http.NewResponseController(w).Hijack(); err == nil {
			conn.Close()
			return
		}
		// A stream of HTTP/2 and the writer of an in-process caller cannot be
		// hijacked; this is net/http's own way to cut an answer off.
		panic(http.ErrAbortHandler)
	}
	spell(w.Header(), a.header)
	if a.truncate && len(a.body) > 0 {
		w.Header().Set("Content-Length", strconv.Itoa(len(a.body)))
		w.WriteHeader(a.status)
		w.Write(a.body[:len(a.body)/2])
		http.NewResponseController(w).Flush() // or the panic takes the half with it
		panic(http.ErrAbortHandler)
	}
	w.WriteHeader(a.status)
	w.Write(a.body)
}

// isPage reports whether the answer is a page of HTML.
func (a answer) isPage() bool { return strings.HasPrefix(a.header.Get("Content-Type"), "text/html") }

// spell sets the headers under the names that Dataverse writes, which HTTP/1.1
// carries letter for letter, and some clients look for that way.
func spell(h, header http.Header) {
	for name, values := range header {
		if spelling, special := headerSpellings[name]; special {
			name = spelling
		}
		h[name] = values
	}
}

// entityAnswer is an answer of the Web API with a JSON body.
func entityAnswer(status int, body object) answer {
	return answer{status: status, header: http.Header{"Content-Type": {webAPIJSON}}, body: encode(body)}
}

func emptyAnswer() answer { return answer{status: http.StatusNoContent, header: http.Header{}} }

// errorAnswer turns a refusal into the body Microsoft documents. With the
// annotations asked for, the error carries its documented details as well.
func errorAnswer(err error, annotated bool) answer {
	var refusal *apiError
	if !errors.As(err, &refusal) {
		refusal = refuse(http.StatusInternalServerError, "dynamicstest", "dynamicstest failed: %v", err)
	}
	if refusal.html {
		page := fmt.Sprintf("<!DOCTYPE html>\r\n<html>\r\n<head><title>%[1]s</title></head>\r\n<body><h2><i>%[1]s</i></h2></body>\r\n</html>\r\n", html.EscapeString(refusal.message))
		return answer{status: refusal.status, header: http.Header{"Content-Type": {"text/html; charset=utf-8"}}, body: []byte(page), bare: true}
	}
	if refusal.text {
		return answer{status: refusal.status, header: http.Header{"Content-Type": {"text/plain; charset=utf-8"}}, body: []byte(refusal.message), whole: true}
	}
	header := http.Header{"Content-Type": {webAPIJSON}}
	if refusal.wait > 0 {
		header.Set("Retry-After", strconv.Itoa(refusal.wait))
	}
	details := object{{"code", refusal.code}, {"message", refusal.message}}
	if annotated {
		details = append(details,
			member{"@Microsoft.PowerApps.CDS.HelpLink", "http://go.microsoft.com/fwlink/?LinkID=398563&error=Microsoft.Crm.CrmException%3a" + strings.TrimPrefix(refusal.code, "0x") + "&client=platform"},
			member{"@Microsoft.PowerApps.CDS.TraceText", ""},
			member{"@Microsoft.PowerApps.CDS.InnerError.Message", refusal.message})
		details = append(details, refusal.details...)
	}
	return answer{status: refusal.status, header: header, body: encode(object{{"error", details}})}
}
