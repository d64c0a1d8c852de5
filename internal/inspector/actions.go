package inspector

import (
	"io"
	"net/http"
	"strconv"
)

// publish takes a message from a form, or from a program, whose whole body it is.
func (i *Inspector) publish(w http.ResponseWriter, r *http.Request) {
	var text []byte
	if isForm(r) {
		text = []byte(r.PostForm.Get("message"))
	} else {
		var err error
		if text, err = io.ReadAll(r.Body); err != nil {
			i.refuse(w, r, refusef(http.StatusRequestEntityTooLarge, "publish: expected at most %d bytes", maxPosted))
			return
		}
	}
	numbers, err := i.Publish(text)
	i.accepted(w, r, numbers, err)
}

func (i *Inspector) replay(w http.ResponseWriter, r *http.Request) {
	_, m, err := i.numbered(r)
	if err != nil {
		i.refuse(w, r, err)
		return
	}
	n, err := i.Replay(m.Number)
	i.accepted(w, r, []int{n}, err)
}

// deliver ends the wait of a message in the retry queue.
func (i *Inspector) deliver(w http.ResponseWriter, r *http.Request) {
	e, m, err := i.numbered(r)
	if err == nil && m.Outcome != waiting {
		err = refusef(http.StatusConflict, "message %d is not in the retry queue", m.Number)
	}
	if err == nil {
		e.hurry()
	}
	i.accepted(w, r, []int{m.Number}, err)
}

// accepted answers for messages that run: a program with their numbers, a browser
// with the page of the first.
func (i *Inspector) accepted(w http.ResponseWriter, r *http.Request, numbers []int, err error) {
	switch {
	case err != nil:
		i.refuse(w, r, err)
	case wantsHTML(r):
		http.Redirect(w, r, Prefix+"/messages/"+strconv.Itoa(numbers[0]), http.StatusSeeOther)
	default:
		writeJSON(w, http.StatusAccepted, map[string]any{"numbers": numbers})
	}
}
