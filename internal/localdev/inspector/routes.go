package inspector

import (
	"net/http"
)

// web serves the pages of an inspector and takes their forms. It keeps nothing of its own.
type web struct{ *Inspector }

// Page serves the page and its JSON, under [Prefix].
func (i *Inspector) Page() http.Handler { return web{i}.guard(i.routes) }

func (i web) newRoutes() *http.ServeMux {
	mux := http.NewServeMux()
	get := func(path string, h handler) { mux.HandleFunc("GET "+Prefix+path, i.show(h)) }
	post := func(path string, h http.HandlerFunc) { mux.HandleFunc("POST "+Prefix+path, h) }
	home := http.RedirectHandler(Prefix+"/messages", http.StatusSeeOther)
	mux.Handle("GET "+Prefix, home)
	mux.Handle("GET "+Prefix+"/{$}", home)
	get("/messages", i.messages)
	get("/messages/{number}", i.message)
	get("/publish", drafts{i}.compose)
	get("/requests", i.requests)
	get("/requests/{number}", i.request)
	get("/tables", i.tables)
	get("/tables/{entitySet}", i.table)
	get("/letters", i.letters)
	get("/letters/{id}", i.letter)
	get("/faults", i.faults)
	get("/", func(r *http.Request) (view, error) {
		return view{}, refusef(http.StatusNotFound, "%s: nothing is here", r.URL.Path)
	})
	mux.HandleFunc("GET "+Prefix+"/messages/{number}/curl", i.messageCurl)
	mux.HandleFunc("GET "+Prefix+"/messages/{number}/test", i.messageTest)
	mux.HandleFunc("GET "+Prefix+"/requests/{number}/curl", i.requestCurl)
	mux.HandleFunc("GET "+Prefix+"/events", i.stream)
	mux.HandleFunc("GET "+Prefix+"/token", func(w http.ResponseWriter, _ *http.Request) { writeText(w, i.token) })
	mux.HandleFunc("GET "+Prefix+"/assets/{file}", asset)
	post("/messages", i.publish)
	post("/publish", i.publish)
	post("/messages/clear", i.clear("message"))
	mux.HandleFunc("DELETE "+Prefix+"/messages", i.clear("message"))
	post("/requests/clear", i.clear("request"))
	mux.HandleFunc("DELETE "+Prefix+"/requests", i.clear("request"))
	post("/check", drafts{i}.check)
	post("/letters/replay", i.replayLetters)
	post("/letters/purge", i.purgeLetters)
	post("/messages/{number}/replay", i.replay)
	post("/messages/{number}/deliver", i.deliver)
	post("/faults", i.setFault)
	post("/faults/clear", i.clearFaults)
	mux.HandleFunc("DELETE "+Prefix+"/faults", i.clearFaults)
	return mux
}
