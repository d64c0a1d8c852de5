package inspector

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"

	"sns-dynamics/internal/function/message"
	"sns-dynamics/internal/localdev/deployment"
	"sns-dynamics/internal/localdev/inspector/draft"
	"sns-dynamics/internal/localdev/inspector/visible"
)

// drafts serves the page on which a person writes messages.
type drafts struct{ web }

// composeView is a message to be written.
type composeView struct {
	Text    string   `json:"message"`
	From    int      `json:"from,omitempty"` // the number of the message that the text comes from
	Samples []Sample `json:"samples"`

	Letter string        `json:"-"` // the MessageId of the dead letter that the text comes from
	Sample string        `json:"-"`
	Groups []sampleGroup `json:"-"`
	Draft  draft.Draft   `json:"-"`

	IsRefused bool `json:"-"` // it cannot be published, not even with its problems
}

// sampleGroup is the samples under one heading.
type sampleGroup struct {
	Name    string
	Samples []Sample
}

// compose returns a message to publish: a message to edit and replay, a sample, or an empty
// one.
func (i drafts) compose(r *http.Request) (view, error) {
	v := newCompose(i.samples)
	if n, err := strconv.Atoi(r.FormValue("from")); err == nil {
		_, m, ok := i.history.find(n)
		if !ok {
			return view{}, gone("message", strconv.Itoa(n))
		}
		v.From, v.Text = n, pretty(m.Message)
	}
	if id := r.FormValue("letter"); id != "" {
		l, err := i.letterOf(id)
		if err != nil {
			return view{}, err
		}
		v.Letter, v.Text = l.Letter.MessageID, pretty(l.Letter.Message)
	}
	v.Sample = r.FormValue("sample")
	if at := slices.IndexFunc(v.Samples, func(s Sample) bool { return s.Name == v.Sample }); at >= 0 {
		v.Text = pretty(v.Samples[at].Text)
	}
	return view{template: "compose", title: "Publish", section: "publish", json: v, data: v}, nil
}

// newCompose returns an empty message with the samples.
func newCompose(samples []Sample) composeView {
	v := composeView{Samples: append([]Sample{}, samples...)}
	for _, s := range v.Samples {
		if s.Group == "" {
			s.Group = "Samples"
		}
		at := slices.IndexFunc(v.Groups, func(g sampleGroup) bool { return g.Name == s.Group })
		if at < 0 {
			at, v.Groups = len(v.Groups), append(v.Groups, sampleGroup{Name: s.Group})
		}
		v.Groups[at].Samples = append(v.Groups[at].Samples, s)
	}
	return v
}

// drafted returns a message of a person with the problems of a check.
func (i drafts) drafted(r *http.Request, text string) composeView {
	v := newCompose(i.samples)
	v.Text = text
	v.Draft = i.checked(r, text)
	if _, err := i.events([]byte(text)); err != nil {
		v.IsRefused = true
		if !slices.ContainsFunc(v.Draft.Problems, func(p draft.Problem) bool { return p.Problem == err.Error() }) {
			v.Draft.Problems = append(v.Draft.Problems, draft.Problem{Line: 1, Problem: visible.Text(err.Error())})
		}
	}
	return v
}

// write writes the page of a message that is not published.
func (i drafts) write(w http.ResponseWriter, r *http.Request, v composeView) {
	status := http.StatusOK
	if len(v.Draft.Problems) > 0 {
		status = http.StatusUnprocessableEntity
	}
	i.writePage(w, r, status, view{template: "compose", title: "Publish", section: "publish", data: v})
}

// check checks messages without publishing them.
func (i drafts) check(w http.ResponseWriter, r *http.Request) {
	text, err := posted(r)
	if err != nil {
		i.refuse(w, r, err)
		return
	}
	writeJSON(w, http.StatusOK, i.checked(r, string(text)))
}

// checked checks a text. A dead letter is not checked: its message may be the reason why it is
// one.
func (i drafts) checked(r *http.Request, text string) draft.Draft {
	none := draft.Draft{Problems: []draft.Problem{}}
	var fields struct{ Envelopes, RequestPayload json.RawMessage }
	if json.Unmarshal([]byte(text), &fields) == nil && (fields.Envelopes != nil || fields.RequestPayload != nil) {
		return none
	}
	decide := func(text string) draft.Decision {
		made := i.resolve(message.Envelope{MessageID: newID(), TopicARN: deployment.TopicARN, Published: i.now(), Message: text})
		return draft.Decision{IsRouted: made.Message != "" || made.IsIgnored || made.Problem != "", Problem: made.Problem}
	}
	d, err := draft.Check(r.Context(), text, decide)
	if err != nil {
		return none // the client is gone
	}
	for n := range d.Problems {
		d.Problems[n].Problem, d.Problems[n].Pointer = visible.Text(d.Problems[n].Problem), visible.Text(d.Problems[n].Pointer)
	}
	return d
}
