package inspector

import (
	"cmp"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"sns-dynamics/internal/advice"
	"sns-dynamics/internal/awsemulator"
	"sns-dynamics/internal/operator/reason"
)

// lettersView is the last letters in the dead-letter queue, the newest first.
type lettersView struct {
	Count   int      `json:"count"` // of all letters in the queue
	Letters []Letter `json:"letters"`

	Groups []letterGroup `json:"-"`
}

// letterGroup is letters with the same reason, apart from the ids in it. Reason has what all of
// the letters share, with … in the place of ids that differ. RepeatRisk is empty if the letters
// differ in it.
type letterGroup struct {
	Class, Code string
	Reason      reason.Reason
	Meaning     advice.Explanation
	RepeatRisk  string
	Letters     []Letter
}

// queuedLetter is a letter with its envelopes, secrets included.
type queuedLetter struct {
	Letter
	envelopes []string
}

// inQueue returns letters of the dead-letter queue, the newest first. A letter whose message is
// kept has the number of the message.
func (i web) inQueue(messages []awsemulator.Message) []queuedLetter {
	known := i.history.letters()
	var all []queuedLetter
	for _, m := range slices.Backward(messages) {
		l := i.newLetter(m.ID, m.Body, attributesOf(m), systemOf(m))
		q := queuedLetter{envelopes: slices.Clone(l.Letter.Envelopes)}
		var isKnown bool
		if q.Letter, isKnown = known[m.ID]; !isKnown {
			q.Letter = i.cleaned(withSubject(i.Inspector, l))
		}
		all = append(all, q)
	}
	return all
}

func attributesOf(m awsemulator.Message) map[string]types.MessageAttributeValue {
	all := map[string]types.MessageAttributeValue{}
	for name, a := range m.Attributes {
		value := types.MessageAttributeValue{DataType: aws.String(a.DataType), BinaryValue: a.BinaryValue}
		if !a.IsBinary() {
			value.StringValue = aws.String(a.StringValue)
		}
		all[name] = value
	}
	return all
}

func systemOf(m awsemulator.Message) map[string]string {
	all := map[string]string{string(types.MessageSystemAttributeNameSentTimestamp): strconv.FormatInt(m.Sent.UnixMilli(), 10)}
	if m.Source != "" {
		all[string(types.MessageSystemAttributeNameDeadLetterQueueSourceArn)] = m.Source
	}
	return all
}

func (i web) letters(*http.Request) (view, error) {
	all := i.account.Messages(DeadLetterQueueURL)
	v := lettersView{Count: len(all), Letters: []Letter{}}
	for _, l := range i.inQueue(all[max(0, len(all)-kept):]) {
		v.Letters = append(v.Letters, l.Letter)
	}
	v.Groups = grouped(v.Letters)
	return view{template: "letters", title: "Dead letters", section: "letters", json: v, data: v}, nil
}

// letter shows a letter alone: its message need not be kept any more.
func (i web) letter(r *http.Request) (view, error) {
	l, err := i.letterOf(r.PathValue("id"))
	if err != nil {
		return view{}, err
	}
	return view{template: "letter", title: "Dead letter", section: "letters", json: l, data: l}, nil
}

// letterOf returns the letter with an id of SQS.
func (i web) letterOf(sqsID string) (Letter, error) {
	all := i.account.Messages(DeadLetterQueueURL)
	all = slices.DeleteFunc(all, func(m awsemulator.Message) bool { return m.ID != sqsID })
	for _, l := range i.inQueue(all) {
		return l.Letter, nil
	}
	return Letter{}, refusef(http.StatusNotFound, "no dead letter %q, or no longer", sqsID)
}

// grouped returns the letters by their reasons and by what to do about them. The group with the
// newest letter is the first.
func grouped(letters []Letter) []letterGroup {
	type key struct{ class, code, cause, means, fix string }
	var all []letterGroup
	at := map[key]int{}
	for _, l := range letters {
		why := reason.Of(l.Letter.Reason)
		class := cmp.Or(l.Letter.Class, string(l.Letter.Source))
		k := key{class, l.Letter.Code, why.WithoutIDs().Cause, l.Meaning.Means, cmp.Or(why.Fix, l.Meaning.Fix)}
		n, isKnown := at[k]
		if !isKnown {
			n, at[k] = len(all), len(all)
			all = append(all, letterGroup{Class: class, Code: l.Letter.Code, Reason: why, Meaning: l.Meaning, RepeatRisk: l.Letter.RepeatRisk})
		}
		all[n].add(l, why)
	}
	return all
}

// add adds a letter, and removes from the reason what the letter does not share.
func (g *letterGroup) add(l Letter, why reason.Reason) {
	g.Letters = append(g.Letters, l)
	if g.Reason.Cause != why.Cause {
		g.Reason.Cause = why.WithoutIDs().Cause
	}
	if g.Reason.Place != why.Place {
		g.Reason.Place = ""
	}
	if g.Reason.Whole != why.Whole {
		g.Reason.Whole = ""
	}
	if g.RepeatRisk != l.Letter.RepeatRisk {
		g.RepeatRisk = ""
	}
}

// chosen returns the letters that a request names by their ids of SQS: the fields id of a form,
// or {"ids": […]}. A program that names no id means all letters.
func (i web) chosen(r *http.Request) ([]queuedLetter, error) {
	var in struct{ IDs []string }
	if isForm(r) {
		if in.IDs = r.PostForm["id"]; len(in.IDs) == 0 {
			return nil, refusef(http.StatusBadRequest, "choose letters: expected at least one id")
		}
	} else if r.ContentLength != 0 {
		if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
			return nil, refusef(http.StatusBadRequest, "choose letters: expected {\"ids\": [\u2026]} with the ids of SQS")
		}
	}
	all := i.inQueue(i.account.Messages(DeadLetterQueueURL))
	if len(in.IDs) == 0 {
		return all, nil
	}
	all = slices.DeleteFunc(all, func(l queuedLetter) bool { return !slices.Contains(in.IDs, l.Letter.Letter.SQSID) })
	if len(all) == 0 {
		return nil, refusef(http.StatusNotFound, "choose letters: the dead-letter queue has none of them any more")
	}
	return all, nil
}

// replayLetters runs the messages of letters again, the oldest first.
func (i web) replayLetters(w http.ResponseWriter, r *http.Request) {
	letters, err := i.chosen(r)
	numbers := []int{}
	for _, l := range slices.Backward(letters) {
		var more []int
		if more, err = i.again(l.envelopes, l.Letter.Letter.SQSID); err != nil {
			break
		}
		numbers = append(numbers, more...)
	}
	i.accepted(w, r, numbers, err)
}

// purgeLetters deletes letters.
func (i web) purgeLetters(w http.ResponseWriter, r *http.Request) {
	letters, err := i.chosen(r)
	if err != nil {
		i.refuse(w, r, err)
		return
	}
	for _, l := range letters {
		i.removeLetter(l.Letter.Letter.SQSID, "the dead letter was purged")
	}
	if wantsHTML(r) {
		http.Redirect(w, r, Prefix+"/letters", http.StatusSeeOther)
		return
	}
	v, _ := i.letters(r) // never fails
	writeJSON(w, http.StatusOK, v.json)
}

// removeLetter deletes a letter from its queue, and notes that on its message.
func (i web) removeLetter(sqsID, why string) {
	if i.account.Remove(DeadLetterQueueURL, sqsID) {
		i.history.removed(sqsID, Moment{Time: i.now(), Kind: "removed", Text: why})
	}
}

// again runs envelopes like a second delivery by SNS: under the same MessageId, so that a create
// makes no second row. At the end of the messages it deletes the letter that they come from, as
// a redrive does: a message that fails again has a new letter. A letter stays if the function
// failed. The error is the error of [Inspector.Publish].
func (i web) again(envelopes []string, sqsID string) ([]int, error) {
	var batches []batch
	for _, envelope := range envelopes {
		more, err := i.read([]byte(envelope))
		if err != nil {
			return nil, err
		}
		batches = append(batches, more...)
	}
	if len(batches) == 0 {
		return nil, refusef(http.StatusConflict, "replay: the letter has no message that is known")
	}
	numbers := i.start(batches)
	if sqsID != "" {
		i.running.Go(func() { i.settle(batches, sqsID) })
	}
	return numbers, nil
}

// settle deletes a letter at the end of its messages.
func (i web) settle(batches []batch, sqsID string) {
	for _, b := range batches {
		for _, e := range b.entries {
			select {
			case <-e.ended:
			case <-i.ctx.Done():
				return
			}
			if i.history.outcome(e) == failed {
				return
			}
		}
	}
	i.removeLetter(sqsID, "the dead letter left its queue after the replay")
}
