package inspector

import (
	"bytes"
	"cmp"
	"embed"
	"encoding/json"
	"fmt"
	"html/template"
	"mime"
	"net/http"
	"net/url"
	"path"
	"strings"
	"time"

	"sns-dynamics/internal/localdev/inspector/batchparts"
	"sns-dynamics/internal/localdev/inspector/rows"
	"sns-dynamics/internal/localdev/inspector/timescale"
	"sns-dynamics/internal/localdev/inspector/visible"
	"sns-dynamics/internal/number"
	"sns-dynamics/internal/operation"
	"sns-dynamics/internal/operator/reason"
)

//go:embed templates/*.html assets
var files embed.FS

// pages are the templates. html/template escapes values for their context.
var pages = template.Must(template.New("").Funcs(template.FuncMap{
	"clock":    func(t time.Time) string { return t.UTC().Format("15:04:05.000") },
	"seconds":  func(t time.Time) string { return t.UTC().Format("15:04:05") },
	"iso":      iso,
	"since":    since,
	"offset":   offset,
	"advice":   adviceOf,
	"took":     took,
	"pretty":   pretty,
	"tone":     tone,
	"short":    func(x Exchange) string { return x.short() },
	"target":   shortTarget,
	"failed":   func(x Exchange) int { return x.failed() },
	"misses":   func(x Exchange) []batchparts.Part { return x.misses() },
	"statuses": batchparts.Statuses,
	"first":    func(all []Change) []Change { return all[:min(shownChanges, len(all))] },
	"rest":     func(all []Change) []Change { return all[min(shownChanges, len(all)):] },
	"later":    func(n int) int { return shownChanges + n },
	"diff":     diff,
	"reason":   reason.Of,
	"scale":    scale,
	"zero":     zero,
	"brief":    brief,
	"lasted":   func(m Message) string { return took(m.Timeline[len(m.Timeline)-1].Time.Sub(m.Time)) },
	"id8":      shortID,
	"search":   search,
	"segment":  url.PathEscape,
	"headers":  headers,
	"dict":     dict,
	"plural":   plural,
	"grouped":  number.Grouped,
	"attempts": func() []int { return []int{1, 2, 3, 5, 10, 100} },
	"find": func(m Message, wanted int) *Exchange {
		for _, x := range m.Requests {
			if x.Number == wanted {
				return &x
			}
		}
		return nil
	},
}).ParseFS(files, "templates/*.html"))

// shownChanges is the number of rows of a request that the page shows without a click.
const shownChanges = 10

// search is the part of a URL that keeps a search.
func search(q string) string {
	if q == "" {
		return ""
	}
	return "?q=" + url.QueryEscape(q)
}

// frame is the common part of every page.
type frame struct {
	Title, Section, Prefix, Token, Origin string
	Address, Start                        string // of the emulator
	Query                                 string // the search of the section
	Posted                                bool   // the page responds to a form, so that its address has another page
	Messages, Requests, Letters, Faults   tally
	Data                                  any
}

func (i web) writePage(w http.ResponseWriter, r *http.Request, status int, v view) {
	f := frame{
		Title: v.title, Section: v.section, Prefix: Prefix, Token: i.token, Origin: originOf(r), Address: i.connection.Address,
		Start: i.id, Query: r.URL.Query().Get("q"), Posted: r.Method == http.MethodPost, Data: v.data,
	}
	f.Messages, f.Requests = i.history.count()
	f.Letters.Kept = len(i.account.Messages(DeadLetterQueueURL))
	for _, s := range i.emulator.Faults() {
		if s.Left != 0 {
			f.Faults.Kept++
		}
	}
	var text bytes.Buffer
	if err := pages.ExecuteTemplate(&text, v.template+".html", f); err != nil {
		http.Error(w, "the page cannot be shown: "+err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	w.Write(visible.Page(text.Bytes()))
}

// asset serves a style sheet, a script or an icon.
func asset(w http.ResponseWriter, r *http.Request) { serveAsset(w, r, r.PathValue("file")) }

func serveAsset(w http.ResponseWriter, r *http.Request, name string) {
	text, err := files.ReadFile("assets/" + path.Base(name))
	if err != nil {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", mime.TypeByExtension(path.Ext(name)))
	w.Write(text)
}

// since is the time from the publish time of a message, for a timeline.
func since(from, to time.Time) string {
	d := to.Sub(from)
	if d < 0 {
		return "−" + took(-d)
	}
	return "+" + took(d)
}

// iso is a time in UTC, in milliseconds. A time of whole seconds comes from a source without
// milliseconds.
func iso(t time.Time) string {
	if t.Nanosecond() == 0 {
		return t.UTC().Format(time.RFC3339)
	}
	return t.UTC().Format("2006-01-02T15:04:05.000Z07:00")
}

// offset is the time of a moment of a message. The times of a message that was published long
// before do not count from its publish time.
func offset(m Message, at Moment) string {
	if at.Kind == "published" && !zero(m).Equal(at.Time) {
		return "earlier"
	}
	return since(zero(m), at.Time)
}

// adviceOf returns what to do about a message: about its dead letter, if it has one.
func adviceOf(m Message, r reason.Reason) string {
	if m.Letter != nil {
		return cmp.Or(r.Fix, m.Letter.Meaning.Fix)
	}
	return cmp.Or(m.Fix, r.Fix)
}

// zero is the moment from which the times of a message count: its publish time. The times of
// a message that was published long before count from its arrival, because the milliseconds of
// a day say nothing.
func zero(m Message) time.Time {
	if m.Time.Sub(m.Published).Abs() > time.Hour {
		return m.Time
	}
	return m.Published
}

// took is a duration with the digits that a person reads.
func took(d time.Duration) string {
	switch {
	case d < time.Second:
		return fmt.Sprintf("%d ms", d.Milliseconds())
	case d < time.Minute:
		return fmt.Sprintf("%.1f s", d.Seconds())
	case d < time.Hour:
		return fmt.Sprintf("%d min %02d s", int(d.Minutes()), int(d.Seconds())%60)
	case d < 48*time.Hour:
		return fmt.Sprintf("%d h %02d min", int(d.Hours()), int(d.Minutes())%60)
	}
	return fmt.Sprintf("%d d", int(d.Hours())/24)
}

// brief is a moment with the first clause of its reason: the page shows the whole reason once.
func brief(m Moment) string {
	outcome, why, found := strings.Cut(m.Text, ": ")
	if m.Kind != "logged" || !found {
		return m.Text
	}
	return outcome + ": " + reason.Of(why).Clause()
}

// scale returns the requests and waits of a message, drawn to scale from its arrival.
func scale(m Message) []timescale.Segment {
	var spans []timescale.Span
	for _, x := range m.Requests {
		d := time.Duration(x.Duration * float64(time.Millisecond))
		from := x.Time.Add(-d)
		if from.Before(m.Time) { // a request that stalled: its time is the begin
			from = x.Time
		}
		spans = append(spans, timescale.Span{From: from, To: from.Add(d)})
	}
	return timescale.Draw(m.Time, m.Timeline[len(m.Timeline)-1].Time, spans)
}

// compared is a row before and after a change.
type compared struct{ Changed, Unchanged []rows.Difference }

func diff(c Change) compared {
	changed, unchanged := rows.Differences(c.Before, c.After)
	return compared{changed, unchanged}
}

// shortID returns the first eight characters of an id, which are enough for a list.
func shortID(text string) string {
	if operation.IsGUID(text) {
		return text[:8] + "…"
	}
	return text
}

// plural is a number with its noun.
func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return number.Grouped(n) + " " + many
}

// pretty indents JSON and keeps its digits, with invisible controls as escapes. It returns any other text unchanged.
func pretty(v any) string {
	text := fmt.Sprint(v)
	if raw, ok := v.(json.RawMessage); ok {
		text = string(raw)
	}
	var out bytes.Buffer
	if json.Indent(&out, []byte(text), "", "  ") != nil {
		return text
	}
	return visible.JSON(out.String())
}

// tone returns the style of an outcome or a status. The word is always shown too, so that
// colour is not the only sign.
func tone(v any) string {
	switch v := v.(type) {
	case int:
		switch {
		case v == 0 || v >= 500:
			return "bad"
		case v >= 400:
			return "warn"
		}
		return "good"
	case string:
		switch v {
		case "done":
			return "good"
		case "exists", "absent", "stale", "unchanged", "ignored":
			return "calm"
		case running:
			return "busy"
		case waiting:
			return "warn"
		}
	}
	return "bad"
}

// headers returns the relevant header lines.
func headers(h map[string][]string) string {
	var b strings.Builder
	_ = http.Header(h).Write(&b) // sorted; a Builder never fails
	return strings.TrimSpace(strings.ReplaceAll(b.String(), "\r\n", "\n"))
}

// dict returns a map of names and values, for a nested template.
func dict(pairs ...any) map[string]any {
	all := map[string]any{}
	for n := 0; n+1 < len(pairs); n += 2 {
		all[fmt.Sprint(pairs[n])] = pairs[n+1]
	}
	return all
}
