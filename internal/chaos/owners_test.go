package chaos

import (
	"regexp"
	"slices"
	"strings"
)

// owners tells whose a request is, of the messages of one batch: by the marks in
// it, else by the rows it names, else by the path, of which a request before told.
// It goes by nothing but the request, as requests are under way side by side.
type owners struct {
	batch       []*message            // each once
	marked      map[string]*message   // by mark
	named       map[string][]*message // by the id or the key of a row
	paths       map[string][]*message
	mark, names *regexp.Regexp
}

func newOwners(batch []*message) *owners {
	o := &owners{marked: map[string]*message{}, named: map[string][]*message{}, paths: map[string][]*message{}}
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

// names are those of the rows by which a message is known in a request that need
// not hold its mark.
func (m *message) names() []string {
	switch {
	case m.judge != nil && m.gone != "":
		return []string{m.gone}
	case m.link != nil:
		return []string{m.link.lead}
	case m.version != 0:
		number, _ := m.cells["new_ordernumber"].(string)
		return []string{m.intent.id, number}
	case m.deletes:
		return []string{m.intent.id}
	}
	return nil
}

// isBundle tells a $batch that messages share from that of one message, which is a
// change set.
func isBundle(url, body string) bool {
	path, _, _ := strings.Cut(url, "?")
	return strings.HasSuffix(path, "/$batch") && !strings.Contains(body, "boundary=changeset_")
}

// of are the owners of a request, in the order of the batch; none where it is for
// all, as one for a token is.
func (o *owners) of(method, url, body string) []*message {
	if len(o.batch) == 1 {
		return o.batch
	}
	var found []*message
	for _, mark := range o.mark.FindAllString(url+" "+body, -1) {
		if m := o.marked[mark]; m != nil {
			found = append(found, m)
		}
	}
	if len(found) == 0 || isBundle(url, body) {
		for _, name := range o.names.FindAllString(strings.ToLower(url+" "+body), -1) {
			for _, m := range o.named[name] {
				// Only the deletion of a row is without the mark of its message;
				// it is read for any of its changes.
				if method == "GET" || m.link != nil || m.deletes {
					found = append(found, m)
				}
			}
		}
	}
	path, _, _ := strings.Cut(url, "?")
	if len(found) == 0 {
		return o.paths[path]
	}
	slices.SortFunc(found, func(a, b *message) int { return a.n - b.n })
	found = slices.Compact(found)
	o.paths[path] = found
	if len(found) == 1 && found[0].judge != nil && strings.HasSuffix(path, "/$batch") {
		// What it makes may be read later, by no more than its id.
		for _, name := range o.names.FindAllString(body, -1) {
			if o.named[name] == nil {
				o.named[name] = found
			}
		}
	}
	return found
}

// ofParts are the owners of each request in a $batch.
func (o *owners) ofParts(body string) [][]*message {
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
