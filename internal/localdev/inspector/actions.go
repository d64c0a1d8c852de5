package inspector

import (
	"io"
	"net/http"
	"strconv"
	"strings"

	"sns-dynamics/internal/localdev/inspector/draft"
	"sns-dynamics/internal/localdev/inspector/visible"
)

// publish publishes messages from a form, or from the body of a program's request. A form is
// checked first, unless its field unchecked says that the person saw the problems.
func (i web) publish(w http.ResponseWriter, r *http.Request) {
	text, err := posted(r)
	if err != nil {
		i.refuse(w, r, err)
		return
	}
	isPerson := isForm(r) && wantsHTML(r)
	if isPerson && r.PostForm.Get("unchecked") == "" {
		v := drafts{i}.drafted(r, string(text))
		if len(v.Draft.Problems) > 0 || r.PostForm.Get("check") != "" {
			drafts{i}.write(w, r, v)
			return
		}
	}
	numbers, err := i.Publish(text)
	if isPerson && err != nil { // the person keeps the text
		v := drafts{i}.drafted(r, string(text))
		v.Draft.Problems = []draft.Problem{{Line: 1, Problem: visible.Text(err.Error())}}
		drafts{i}.write(w, r, v)
		return
	}
	i.accepted(w, r, numbers, err)
}

// posted returns the message of a form, or the body of a program's request.
func posted(r *http.Request) ([]byte, error) {
	if isForm(r) { // a form sends a line end as CR LF, and a text area holds no CR
		return []byte(strings.ReplaceAll(r.PostForm.Get("message"), "\r\n", "\n")), nil
	}
	text, err := io.ReadAll(r.Body)
	if err != nil {
		err = refusef(http.StatusRequestEntityTooLarge, "publish: expected at most %d bytes", maxPosted)
	}
	return text, err
}

func (i web) replay(w http.ResponseWriter, r *http.Request) {
	e, m, err := i.numbered(r)
	if err != nil {
		i.refuse(w, r, err)
		return
	}
	letter := ""
	if m.Letter != nil {
		letter = m.Letter.Letter.SQSID
	}
	numbers, err := i.again([]string{e.envelope}, letter)
	i.accepted(w, r, numbers, err)
}

// clear forgets the messages that have ended, or the requests of other programs.
func (i web) clear(kind string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		i.history.clear(kind)
		if wantsHTML(r) {
			http.Redirect(w, r, Prefix+"/"+kind+"s", http.StatusSeeOther)
			return
		}
		w.WriteHeader(http.StatusNoContent)
	}
}

// deliver ends the wait of a message in the retry queue.
func (i web) deliver(w http.ResponseWriter, r *http.Request) {
	e, m, err := i.numbered(r)
	if err == nil && m.Outcome != waiting {
		err = refusef(http.StatusConflict, "message %d is not in the retry queue", m.Number)
	}
	if err == nil {
		i.account.Reveal(RetryQueueURL, i.queued.idOf(e))
	}
	i.accepted(w, r, []int{m.Number}, err)
}

// accepted responds to a request that started messages: a program gets their numbers, and a
// browser the page of the message, or the list if there are several.
func (i web) accepted(w http.ResponseWriter, r *http.Request, numbers []int, err error) {
	switch {
	case err != nil:
		i.refuse(w, r, err)
	case wantsHTML(r) && len(numbers) == 1:
		http.Redirect(w, r, Prefix+"/messages/"+strconv.Itoa(numbers[0]), http.StatusSeeOther)
	case wantsHTML(r):
		http.Redirect(w, r, Prefix+"/messages", http.StatusSeeOther)
	default:
		writeJSON(w, http.StatusAccepted, map[string]any{"numbers": numbers})
	}
}
