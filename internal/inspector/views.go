package inspector

import (
	"net/http"
	"strconv"

	"sns-dynamics/internal/dynamics/dynamicstest"
)

// maxRows is how many rows of a table are shown.
const maxRows = 100

// messagesView is the list, and the message selected, if any.
type messagesView struct {
	Query    string    `json:"query"`
	Kept     int       `json:"kept"` // most that are kept
	Messages []Summary `json:"messages"`

	All      int      `json:"-"` // before the search
	Problem  string   `json:"-"` // with the search
	Selected *Message `json:"-"`
}

func (i *Inspector) list(query string) (messagesView, error) {
	v := messagesView{Query: query, Kept: kept, Messages: []Summary{}}
	terms, err := parseQuery(query)
	if err != nil {
		v.Problem = err.Error()
		return v, err
	}
	for _, m := range i.history.all(func(m Message) bool { v.All++; return terms.fitMessage(m) }) {
		v.Messages = append(v.Messages, m.Summary)
	}
	return v, nil
}

func (i *Inspector) messages(r *http.Request) (view, error) {
	v, err := i.list(r.FormValue("q"))
	return view{template: "messages", title: "Messages", section: "messages", json: v, data: v}, err
}

func (i *Inspector) message(r *http.Request) (view, error) {
	_, m, err := i.numbered(r)
	if err != nil {
		return view{}, err
	}
	v, err := i.list(r.FormValue("q"))
	v.Selected = &m
	return view{template: "messages", title: "Message " + strconv.Itoa(m.Number), section: "messages", json: m, data: v}, err
}

// numbered is the message that a path names.
func (i *Inspector) numbered(r *http.Request) (*entry, Message, error) {
	n, err := strconv.Atoi(r.PathValue("number"))
	e, m, ok := i.history.find(n)
	if err != nil || !ok {
		return nil, Message{}, refusef(http.StatusNotFound, "no message %q, or no longer: the last %d are kept", r.PathValue("number"), kept)
	}
	return e, m, nil
}

// requestsView is the requests without a message, and the one selected, if any.
type requestsView struct {
	Query    string     `json:"query"`
	Kept     int        `json:"kept"`
	Requests []Exchange `json:"requests"`

	All      int       `json:"-"`
	Problem  string    `json:"-"`
	Selected *Exchange `json:"-"`
}

func (i *Inspector) listRequests(query string) (requestsView, error) {
	v := requestsView{Query: query, Kept: kept}
	terms, err := parseQuery(query)
	if err != nil {
		v.Problem = err.Error()
		return v, err
	}
	v.Requests = append([]Exchange{}, i.history.loose(func(x Exchange) bool { v.All++; return terms.fitRequest(x) })...)
	return v, nil
}

func (i *Inspector) requests(r *http.Request) (view, error) {
	v, err := i.listRequests(r.FormValue("q"))
	return view{template: "requests", title: "Requests", section: "requests", json: v, data: v}, err
}

func (i *Inspector) request(r *http.Request) (view, error) {
	x, err := i.exchange(r)
	if err != nil {
		return view{}, err
	}
	v, err := i.listRequests(r.FormValue("q"))
	v.Selected = &x
	return view{template: "requests", title: "Request " + strconv.Itoa(x.Number), section: "requests", json: x, data: v}, err
}

// exchange is the request that a path names.
func (i *Inspector) exchange(r *http.Request) (Exchange, error) {
	n, err := strconv.Atoi(r.PathValue("number"))
	x, ok := i.history.request(n)
	if err != nil || !ok {
		return x, refusef(http.StatusNotFound, "no request %q, or no longer: the last %d are kept", r.PathValue("number"), kept)
	}
	return x, nil
}

// lettersView is the dead letters of the messages that are kept, the newest first.
type lettersView struct {
	Letters []Letter `json:"letters"`
}

func (i *Inspector) letters(*http.Request) (view, error) {
	v := lettersView{Letters: []Letter{}}
	for _, m := range i.history.all(func(m Message) bool { return m.Letter != nil }) {
		v.Letters = append(v.Letters, *m.Letter)
	}
	return view{template: "letters", title: "Dead letters", section: "letters", json: v, data: v}, nil
}

// tablesView is the tables, and the rows of the one selected, if any.
type tablesView struct {
	Tables []dynamicstest.Count `json:"tables"`

	EntitySet string   `json:"-"`
	Count     int      `json:"-"`
	Columns   []string `json:"-"`
	Rows      []row    `json:"-"`
}

func (i *Inspector) tables(*http.Request) (view, error) {
	v := tablesView{Tables: i.emulator.Counts()}
	return view{template: "tables", title: "Tables", section: "tables", json: v, data: v}, nil
}

func (i *Inspector) table(r *http.Request) (view, error) {
	v := tablesView{Tables: i.emulator.Counts(), EntitySet: r.PathValue("entitySet")}
	rows, err := i.emulator.Latest(v.EntitySet, maxRows)
	if err != nil {
		return view{}, refusef(http.StatusNotFound, "no table with the entity set name %q", v.EntitySet)
	}
	for n := range rows {
		rows[n] = redactJSON(rows[n])
	}
	for _, c := range v.Tables {
		if c.EntitySet == v.EntitySet {
			v.Count = c.Rows
		}
	}
	v.Columns, v.Rows = tabulate(rows)
	shown := map[string]any{"entitySet": v.EntitySet, "count": v.Count, "rows": rows}
	return view{template: "tables", title: v.EntitySet, section: "tables", json: shown, data: v}, nil
}
