package inspector

import (
	"net/http"
	"slices"
	"strconv"
)

// composeView is a message to be written.
type composeView struct {
	Text    string   `json:"message"`
	From    int      `json:"from,omitempty"` // the message it was
	Samples []Sample `json:"samples"`
	Sample  string   `json:"-"`
}

// compose offers a message to publish: one to edit and replay, a sample, or none.
func (i *Inspector) compose(r *http.Request) (view, error) {
	v := composeView{Samples: append([]Sample{}, i.samples...)}
	if n, err := strconv.Atoi(r.FormValue("from")); err == nil {
		_, m, ok := i.history.find(n)
		if !ok {
			return view{}, refusef(http.StatusNotFound, "no message %d, or no longer: the last %d are kept", n, kept)
		}
		v.From, v.Text = n, pretty(m.Message)
	}
	v.Sample = r.FormValue("sample")
	if at := slices.IndexFunc(v.Samples, func(s Sample) bool { return s.Name == v.Sample }); at >= 0 {
		v.Text = pretty(v.Samples[at].Text)
	}
	return view{template: "compose", title: "Publish", section: "publish", json: v, data: v}, nil
}
