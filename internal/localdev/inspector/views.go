package inspector

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"

	"sns-dynamics/internal/emulator"
	"sns-dynamics/internal/localdev/inspector/redaction"
	"sns-dynamics/internal/localdev/inspector/rows"
)

// maxRows is the number of shown rows of a table.
const maxRows = 100

// notKept is the title of a page whose message or request is forgotten, or never was.
const notKept = "Not kept"

// messagesView is the list of messages, with the selected message if there is one.
type messagesView struct {
	Query    string    `json:"query"`
	Kept     int       `json:"kept"` // most that are kept
	Messages []Summary `json:"messages"`

	All      int         `json:"-"` // before the search
	Problem  string      `json:"-"` // with the search
	Chips    []chipGroup `json:"-"`
	Selected *Message    `json:"-"`
	Gone     string      `json:"-"` // why the message of the address is not there
	Runs     []int       `json:"-"` // the messages with the MessageId of the selected message
}

// IsNarrowed reports whether a filter is on that is not always shown.
func (v messagesView) IsNarrowed() bool {
	return slices.ContainsFunc(v.Chips, func(g chipGroup) bool { return !g.Always && g.IsOn() })
}

func (i web) list(query string) (messagesView, error) {
	v := messagesView{Query: query, Kept: kept, Messages: []Summary{}}
	terms, err := parseQuery(query, messageFields, i.now().UTC())
	if err != nil {
		v.Problem = err.Error()
	}
	all := counts{}
	for _, m := range i.history.all(func(m Message) bool {
		v.All++
		missed := terms.missedByMessage(m)
		all.message(m, missed)
		return len(missed) == 0
	}) {
		v.Messages = append(v.Messages, m.Summary)
	}
	v.Chips = all.chips(query)
	if err != nil {
		v.Messages = []Summary{}
	}
	return v, err
}

func (i web) messages(r *http.Request) (view, error) {
	v, err := i.list(r.FormValue("q"))
	return view{template: "messages", title: "Messages", section: "messages", json: v, data: v}, err
}

func (i web) message(r *http.Request) (view, error) {
	_, m, err := i.numbered(r)
	if err != nil {
		v, _ := i.list(r.FormValue("q")) // the page says what is wrong with the search
		v.Gone = err.Error()
		return view{template: "messages", title: notKept, section: "messages", data: v}, err
	}
	v, err := i.list(r.FormValue("q"))
	v.Selected, v.Runs = &m, i.history.runs(m.MessageID)
	return view{template: "messages", title: "Message " + strconv.Itoa(m.Number), section: "messages", json: m, data: v}, err
}

// numbered returns the message with the number in a path, or the last message with the
// MessageId there.
func (i web) numbered(r *http.Request) (*entry, Message, error) {
	n, err := strconv.Atoi(r.PathValue("number"))
	if err != nil {
		n = i.history.latest(r.PathValue("number"))
	}
	e, m, ok := i.history.find(n)
	if !ok {
		return nil, Message{}, gone("message", r.PathValue("number"))
	}
	return e, m, nil
}

// gone returns the error of a message or a request that is forgotten, or never was.
func gone(kind, name string) error {
	return refusef(http.StatusNotFound, "no %s %q, or no longer: the list was cleared, the emulator was started again, or later %ss took its place", kind, name, kind)
}

// requestsView is the requests without a message, with the selected request if there is
// one.
type requestsView struct {
	Query    string     `json:"query"`
	Kept     int        `json:"kept"`
	Requests []Exchange `json:"requests"`

	All      int       `json:"-"`
	Problem  string    `json:"-"`
	Selected *Exchange `json:"-"`
	Gone     string    `json:"-"` // why the request of the address is not there
}

func (i web) listRequests(query string) (requestsView, error) {
	v := requestsView{Query: query, Kept: kept}
	terms, err := parseQuery(query, requestFields, i.now().UTC())
	if err != nil {
		v.Problem = err.Error()
		return v, err
	}
	v.Requests = append([]Exchange{}, i.history.loose(func(x Exchange) bool { v.All++; return terms.fitRequest(x) })...)
	return v, nil
}

func (i web) requests(r *http.Request) (view, error) {
	v, err := i.listRequests(r.FormValue("q"))
	return view{template: "requests", title: "Requests", section: "requests", json: v, data: v}, err
}

func (i web) request(r *http.Request) (view, error) {
	x, err := i.exchange(r)
	if err != nil {
		v, _ := i.listRequests(r.FormValue("q"))
		v.Gone = err.Error()
		return view{template: "requests", title: notKept, section: "requests", data: v}, err
	}
	v, err := i.listRequests(r.FormValue("q"))
	v.Selected = &x
	return view{template: "requests", title: "Request " + strconv.Itoa(x.Number), section: "requests", json: x, data: v}, err
}

// exchange returns the request with the number in a path.
func (i web) exchange(r *http.Request) (Exchange, error) {
	n, err := strconv.Atoi(r.PathValue("number"))
	x, ok := i.history.request(n)
	if err != nil || !ok {
		return x, gone("request", r.PathValue("number"))
	}
	return x, nil
}

// tablesView is the tables, with the rows of the selected table if there is one.
type tablesView struct {
	Tables []emulator.Count `json:"tables"`

	Query     string     `json:"-"`
	EntitySet string     `json:"-"`
	Count     int        `json:"-"`
	Found     int        `json:"-"` // rows that fit the search
	Columns   []string   `json:"-"`
	Rows      []rows.Row `json:"-"`
	Named     bool       `json:"-"` // the address names the table
}

// Filled returns the tables with rows, and Empty the other tables.
func (v tablesView) Filled() []emulator.Count { return v.some(false) }

// Empty returns the tables without rows.
func (v tablesView) Empty() []emulator.Count { return v.some(true) }

func (v tablesView) some(areEmpty bool) []emulator.Count {
	return slices.DeleteFunc(slices.Clone(v.Tables), func(c emulator.Count) bool { return (c.Rows == 0) != areEmpty })
}

// tables returns the tables. A page shows the rows of the first table that has some.
func (i web) tables(r *http.Request) (view, error) {
	v := tablesView{Tables: i.emulator.Counts()}
	shown := view{template: "tables", title: "Tables", section: "tables", json: v, data: v}
	if filled := v.Filled(); len(filled) > 0 && wantsHTML(r) {
		first, err := i.rowsOf(r, v, filled[0].EntitySet)
		if err != nil {
			return view{}, err
		}
		shown.data = first.data
	}
	return shown, nil
}

func (i web) table(r *http.Request) (view, error) {
	return i.rowsOf(r, tablesView{Tables: i.emulator.Counts(), Named: true}, r.PathValue("entitySet"))
}

// rowsOf returns the tables with the rows of one table. A search looks at every row.
func (i web) rowsOf(r *http.Request, v tablesView, entitySet string) (view, error) {
	v.EntitySet, v.Query = entitySet, r.FormValue("q")
	for _, c := range v.Tables {
		if c.EntitySet == entitySet {
			v.Count = c.Rows
		}
	}
	all, err := i.emulator.Latest(entitySet, max(maxRows, v.Count))
	if err != nil {
		return view{}, refusef(http.StatusNotFound, "no table with the entity set name %q", entitySet)
	}
	all = rows.Containing(all, v.Query)
	v.Found = len(all)
	all = append([]json.RawMessage{}, all[:min(maxRows, len(all))]...)
	for n := range all {
		all[n] = redaction.JSON(all[n])
	}
	v.Columns, v.Rows = rows.Tabulate(all)
	shown := map[string]any{"entitySet": v.EntitySet, "count": v.Count, "rows": all}
	return view{template: "tables", title: v.EntitySet, section: "tables", json: shown, data: v}, nil
}
