package metrics

import "strconv"

// most is how many values of a metric one document may hold.
const most = 100

// Flush writes what was recorded since the last one: a line where all messages
// that ended were of one operation and no metric has more than 100 values, else a
// line for each operation or for each 100 values, whichever are more. Where nothing
// happened it writes nothing. What cannot be written is lost, as it is with the log.
//
// requestID is that of the invocation, by which its other lines are found; it is
// no dimension. One that is not made of letters, digits and dashes is left out.
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
	operation := r.next(0)
	for n := 0; n < lines || operation < len(r.ended); n++ {
		r.line = r.document(r.line[:0], requestID, operation, n*most)
		_, _ = r.config.Writer.Write(r.line)
		operation = r.next(operation + 1)
	}
	clear(r.ended)
	for m := range r.values {
		r.values[m] = r.values[m][:0]
	}
}

// next is the first operation from one on of which messages ended; there is none
// at the end of the list.
func (r *Recorder) next(operation int) int {
	for operation < len(r.ended) && r.ended[operation] == [ends]int{} {
		operation++
	}
	return operation
}

// document appends a line: how messages of an operation ended, and the values of
// the other metrics from one on.
//
// Without a timestamp and a level Lambda takes a line for one of level INFO.
//
// See https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html
func (r *Recorder) document(b []byte, requestID string, operation, from int) []byte {
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
	if operation < len(r.ended) {
		counts = r.ended[operation]
	}
	begun := len(b)
	for m, n := range counts {
		if n > 0 {
			b = r.definition(b, m, len(b) == begun, `[[],["`+Operation+`"]]`)
		}
	}
	b = closed(b, begun)
	second := len(b)
	for m := ends; m < len(all); m++ {
		if len(r.values[m]) > from {
			b = r.definition(b, m, len(b) == second, `[[]]`)
		}
	}
	b = append(closed(b, second), `]}`...)
	if operation < len(r.ended) {
		b = append(append(append(b, `,"`+Operation+`":"`...), operations[operation]...), '"')
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

// definition appends the definition of a metric, and before the first of a
// directive how the directive begins.
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

// closed appends how a directive ends, if one was begun.
func closed(b []byte, begun int) []byte {
	if len(b) == begun {
		return b
	}
	return append(b, `]}`...)
}

// named appends the name of a member, which stands behind another.
func named(b []byte, metric int) []byte {
	return append(append(append(b, `,"`...), all[metric].Name...), `":`...)
}

// values appends a number, or an array of as many as a document may hold.
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

// isID keeps what stands in a line to what needs no escape.
func isID(text string) bool {
	for i := range len(text) {
		if c := text[i]; !('a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '-') {
			return false
		}
	}
	return text != ""
}
