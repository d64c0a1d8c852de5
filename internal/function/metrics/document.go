package metrics

import "strconv"

// most is the largest number of values of a metric in one document.
const most = 100

// Flush writes the records since the last call of Flush. It writes one line if all messages
// were of one operation and one route, and no metric has more than 100 values. Otherwise it
// writes a line for each operation of each route, or for each 100 values if that gives more
// lines. Without records it writes nothing. It ignores errors of the writer.
//
// requestID is the id of the invocation, by which its other log lines are found; it is no
// dimension. Flush leaves out an id with characters other than letters, digits and dashes.
func (r *Recorder) Flush(requestID string) {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	lines := 0
	for m := range r.values {
		lines = max(lines, (len(r.values[m])+most-1)/most)
	}
	place := r.next(0)
	for n := 0; n < lines || place < len(r.ended); n++ {
		r.line = r.document(r.line[:0], requestID, place, n*most)
		_, _ = r.config.Writer.Write(r.line)
		place = r.next(place + 1)
	}
	clear(r.ended)
	for m := range r.values {
		r.values[m] = r.values[m][:0]
	}
}

// next returns the first place, from the given one on, that has ended messages; the length of
// the list if there is no such place.
func (r *Recorder) next(place int) int {
	for place < len(r.ended) && r.ended[place] == [ends]int{} {
		place++
	}
	return place
}

// document appends a line: the outcomes of the messages of an operation of a route, and the
// values of the other metrics, starting at the given index.
//
// Lambda assumes level INFO for a line without a timestamp and a level.
//
// See https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html
func (r *Recorder) document(b []byte, requestID string, place, from int) []byte {
	now := r.config.Now().UTC()
	b = append(b, `{"timestamp":"`...)
	b = now.AppendFormat(b, "2006-01-02T15:04:05.000Z")
	b = append(append(b, `","level":"`...), r.config.Level.String()...)
	if isID(requestID) {
		b = append(append(b, `","requestId":"`...), requestID...)
	}
	b = strconv.AppendInt(append(b, `","_aws":{"Timestamp":`...), now.UnixMilli(), 10)
	b = append(b, `,"CloudWatchMetrics":[`...)
	counts := [ends]int{}
	if place < len(r.ended) {
		counts = r.ended[place]
	}
	route, operation := place/len(operations), place%len(operations)
	for _, byRoute := range [...]bool{true, false} {
		begun, dimensions := len(b), `[[],["`+Operation+`"]]`
		if byRoute {
			dimensions = `[[],["` + Operation + `"],["` + Route + `"]]`
		}
		for m, n := range counts {
			if n > 0 && byRoute == (all[m].ByRoute && route > 0) {
				b = r.definition(b, m, len(b) == begun, dimensions)
			}
		}
		b = closed(b, begun)
	}
	second := len(b)
	for m := ends; m < len(all); m++ {
		if len(r.values[m]) > from {
			b = r.definition(b, m, len(b) == second, `[[]]`)
		}
	}
	b = append(closed(b, second), `]}`...)
	if place < len(r.ended) {
		b = append(append(append(b, `,"`+Operation+`":"`...), operations[operation]...), '"')
		if route > 0 {
			b = append(append(append(b, `,"`+Route+`":"`...), r.config.Routes[route-1]...), '"')
		}
	}
	for m, n := range counts {
		if n > 0 {
			b = strconv.AppendInt(named(b, m), int64(n), 10)
		}
	}
	for m := ends; m < len(all); m++ {
		if len(r.values[m]) > from {
			b = values(named(b, m), r.values[m][from:])
		}
	}
	return append(b, "}\n"...)
}

// definition appends the definition of a metric. Before the first metric of a directive it
// appends the start of the directive.
func (r *Recorder) definition(b []byte, metric int, first bool, dimensions string) []byte {
	if first {
		if b[len(b)-1] == '}' {
			b = append(b, ',')
		}
		b = append(append(b, `{"Namespace":"`...), r.config.Namespace...)
		b = append(append(b, `","Dimensions":`...), dimensions...)
		b = append(b, `,"Metrics":[`...)
	} else {
		b = append(b, ',')
	}
	b = append(append(b, `{"Name":"`...), all[metric].Name...)
	return append(append(append(b, `","Unit":"`...), all[metric].Unit...), `"}`...)
}

// closed appends the end of a directive if one was begun.
func closed(b []byte, begun int) []byte {
	if len(b) == begun {
		return b
	}
	return append(b, `]}`...)
}

// named appends a comma and the name of a member.
func named(b []byte, metric int) []byte {
	return append(append(append(b, `,"`...), all[metric].Name...), `":`...)
}

// values appends a number, or an array of numbers up to the limit of a document.
func values(b []byte, of []float64) []byte {
	if len(of) == 1 {
		return strconv.AppendFloat(b, of[0], 'f', -1, 64)
	}
	b = append(b, '[')
	for i, v := range of[:min(most, len(of))] {
		if i > 0 {
			b = append(b, ',')
		}
		b = strconv.AppendFloat(b, v, 'f', -1, 64)
	}
	return append(b, ']')
}

// isID reports whether the text needs no escape in a line.
func isID(text string) bool {
	for i := range len(text) {
		if c := text[i]; !('a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '-') {
			return false
		}
	}
	return text != ""
}
