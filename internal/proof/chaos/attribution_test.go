package chaos

import (
	"regexp"
	"slices"
	"strings"
)

// attribution finds the messages of a request among the messages of one batch: by the
// marks in the request, else by the rows that it names, else by its path, if an earlier
// request had the same path. It uses nothing but the request, because requests run
// concurrently.
type attribution struct {
	batch       []*message            // each once
	marked      map[string]*message   // by mark
	named       map[string][]*message // by the id or the key of a row
	paths       map[string][]*message
	mark, names *regexp.Regexp
}

func newAttribution(batch []*message) *attribution {
	o := &attribution{marked: map[string]*message{}, named: map[string][]*message{}, paths: map[string][]*message{}}
	for _, m := range batch {
		if o.marked[m.mark()] != nil {
			continue // delivered twice
		}
		o.marked[m.mark()] = m
		o.batch = append(o.batch, m)
		for _, name := range m.names() {
			o.named[name] = append(o.named[name], m)
		}
	}
	if len(o.batch) > 1 {
		o.mark = regexp.MustCompile(token + `\d{6}`)
		o.names = regexp.MustCompile(token + `-seq-\d+|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}`)
	}
	return o
}

// names returns the ids and keys of the rows that identify a message in a request
// without the message's mark.
func (m *message) names() []string {
	switch {
	case m.verify != nil && m.gone != "":
		return []string{m.gone}
	case m.link != nil:
		return []string{m.link.lead}
	case m.version != 0:
		number, _ := m.cells["new_ordernumber"].(string)
		return []string{m.intent.id, number}
	case m.deletes, m.compares:
		return []string{m.intent.id}
	}
	return nil
}

// isSharedBatch reports whether a $batch holds requests of several messages. A $batch of
// one message is a change set.
func isSharedBatch(url, body string) bool {
	path, _, _ := strings.Cut(url, "?")
	return strings.HasSuffix(path, "/$batch") && !strings.Contains(body, "boundary=changeset_")
}

// of returns the messages of a request, in the order in which the request has their marks: a
// report of rows has this order too. It returns no message for a request for all messages,
// such as a token request.
func (o *attribution) of(method, url, body string) []*message {
	if len(o.batch) == 1 {
		return o.batch
	}
	var found []*message
	for _, mark := range o.mark.FindAllString(url+" "+body, -1) {
		if m := o.marked[mark]; m != nil {
			found = append(found, m)
		}
	}
	isBatch := isSharedBatch(url, body)
	if len(found) == 0 || isBatch {
		for _, name := range o.names.FindAllString(strings.ToLower(url+" "+body), -1) {
			for _, m := range o.named[name] {
				// Only the deletion of a row and the change of a link lack the mark of
				// their message. The client reads the row for any of its changes. Another
				// request in a $batch may create the row of a link.
				if method == "GET" || m.link != nil && (isBatch || strings.Contains(url, "/$ref")) || m.deletes {
					found = append(found, m)
				}
			}
		}
	}
	path, _, _ := strings.Cut(url, "?")
	if len(found) == 0 {
		return o.paths[path]
	}
	found = eachOnce(found)
	o.paths[path] = found
	if len(found) == 1 && found[0].verify != nil && strings.HasSuffix(path, "/$batch") {
		// A later request may read a created row by its id alone.
		for _, name := range o.names.FindAllString(body, -1) {
			if o.named[name] == nil {
				o.named[name] = found
			}
		}
	}
	return found
}

// eachOnce returns the messages without repetitions, in their order.
func eachOnce(messages []*message) []*message {
	seen := map[*message]bool{}
	return slices.DeleteFunc(messages, func(m *message) bool {
		was := seen[m]
		seen[m] = true
		return was
	})
}

// ofParts returns the messages of each request in a $batch.
func (o *attribution) ofParts(body string) [][]*message {
	var all [][]*message
	at := requestLine.FindAllStringIndex(body, -1)
	for n, line := range at {
		end := len(body)
		if n+1 < len(at) {
			end = at[n+1][0]
		}
		method, rest, _ := strings.Cut(body[line[0]:end], " ")
		url, rest, _ := strings.Cut(rest, " ")
		all = append(all, o.of(method, url, rest))
	}
	return all
}
