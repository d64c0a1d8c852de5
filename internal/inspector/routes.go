package inspector

import (
	"net/http"
)

// Page serves the page and its JSON, under [Prefix].
func (i *Inspector) Page() http.Handler { return i.guard(i.routes) }

func (i *Inspector) newRoutes() *http.ServeMux {
	mux := http.NewServeMux()
	get := func(path string, h handler) { mux.HandleFunc("GET "+Prefix+path, i.show(h)) }
	post := func(path string, h http.HandlerFunc) { mux.HandleFunc("POST "+Prefix+path, h) }
	home := http.RedirectHandler(Prefix+"/messages", http.StatusSeeOther)
	mux.Handle("GET "+Prefix, home)
	mux.Handle("GET "+Prefix+"/{$}", home)
	get("/messages", i.messages)
	get("/messages/{number}", i.message)
	get("/publish", i.compose)
	get("/requests", i.requests)
	get("/requests/{number}", i.request)
	get("/tables", i.tables)
	get("/tables/{entitySet}", i.table)
	get("/letters", i.letters)
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
	post("/messages/{number}/replay", i.replay)
	post("/messages/{number}/deliver", i.deliver)
	post("/faults", i.setFault)
	post("/faults/clear", i.clearFaults)
	mux.HandleFunc("DELETE "+Prefix+"/faults", i.clearFaults)
	return mux
}
