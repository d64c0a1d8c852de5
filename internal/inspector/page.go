package inspector

import (
	"bytes"
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
)

//go:embed templates/*.html assets
var files embed.FS

// pages are the templates, each of which html/template escapes for where it stands.
var pages = template.Must(template.New("").Funcs(template.FuncMap{
	"clock":   func(t time.Time) string { return t.Local().Format("15:04:05.000") },
	"iso":     func(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) },
	"since":   since,
	"pretty":  pretty,
	"tone":    tone,
	"short":   func(x Exchange) string { return x.short() },
	"changed": differences,
	"search":  search,
	"headers": headers,
	"dict":    dict,
	"find": func(m Message, number int) *Exchange {
		for _, x := range m.Requests {
			if x.Number == number {
				return &x
			}
		}
		return nil
	},
}).ParseFS(files, "templates/*.html"))

// search is the part of a URL that keeps a search.
func search(q string) string {
	if q == "" {
		return ""
	}
	return "?q=" + url.QueryEscape(q)
}

// frame is what every page has around its own.
type frame struct {
	Title, Section, Prefix, Token, Origin string
	Address                               string // of the emulator
	Messages, Requests, Letters, Faults   int
	Data                                  any
}

func (i *Inspector) writePage(w http.ResponseWriter, r *http.Request, status int, v view) {
	f := frame{
		Title: v.title, Section: v.section, Prefix: Prefix, Token: i.token, Origin: originOf(r), Address: i.connection.Address,
		Data: v.data,
	}
	f.Messages, f.Requests, f.Letters = i.history.count()
	for _, s := range i.emulator.Faults() {
		if s.Left != 0 {
			f.Faults++
		}
	}
	var text bytes.Buffer
	if err := pages.ExecuteTemplate(&text, v.template+".html", f); err != nil {
		http.Error(w, "the page cannot be shown: "+err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	w.Write(text.Bytes())
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

// since is the time between two moments, for a timeline.
func since(from, to time.Time) string {
	d := to.Sub(from)
	switch {
	case d < time.Second:
		return fmt.Sprintf("+%d ms", d.Milliseconds())
	case d < time.Minute:
		return fmt.Sprintf("+%.1f s", d.Seconds())
	}
	return fmt.Sprintf("+%v", d.Round(time.Second))
}

// pretty indents JSON, digit for digit, and leaves any other text as it is.
func pretty(v any) string {
	text := fmt.Sprint(v)
	if raw, ok := v.(json.RawMessage); ok {
		text = string(raw)
	}
	var out bytes.Buffer
	if json.Indent(&out, []byte(text), "", "  ") != nil {
		return text
	}
	return out.String()
}

// tone is how an outcome or a status looks: never by its colour alone, as its word
// stands beside it.
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
		case "exists", "absent", "stale":
			return "calm"
		case running:
			return "busy"
		case waiting:
			return "warn"
		}
	}
	return "bad"
}

// headers are the header lines that say something, one a line.
func headers(h map[string][]string) string {
	var b strings.Builder
	_ = http.Header(h).Write(&b) // sorted; a Builder never fails
	return strings.TrimSpace(strings.ReplaceAll(b.String(), "\r\n", "\n"))
}

// dict is names with their values, for a template within another.
func dict(pairs ...any) map[string]any {
	all := map[string]any{}
	for n := 0; n+1 < len(pairs); n += 2 {
		all[fmt.Sprint(pairs[n])] = pairs[n+1]
	}
	return all
}
