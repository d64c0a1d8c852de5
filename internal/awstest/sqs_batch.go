package awstest

type sqsBatch[Done any] struct {
	Successful []Done
	Failed     []batchError `json:",omitempty"`
}

// batch does an operation of SQS for each entry of a batch by itself; check
// may still refuse the whole before that.
func batch[Entry, Done any](c *Cloud, operation string, entries []Entry, id func(Entry) string, check func() error, do func(Entry) (Done, error)) (any, error) {
	ids := make([]string, len(entries))
	for i, e := range entries {
		ids[i] = id(e)
	}
	if err := checkBatch(ids, sqsRefuse); err != nil {
		return nil, err
	}
	if err := check(); err != nil {
		return nil, err
	}
	out := sqsBatch[Done]{Successful: []Done{}}
	for i, e := range entries {
		if f, faulted := c.takeEntryFault(operation, ids[i]); faulted {
			out.Failed = append(out.Failed, f)
			continue
		}
		done, err := do(e)
		if err == nil {
			out.Successful = append(out.Successful, done)
			continue
		}
		f, err := failedEntry(ids[i], err)
		if err != nil {
			return nil, err
		}
		out.Failed = append(out.Failed, f)
	}
	return out, nil
}

// doneEntry is the result of an entry that leaves nothing to say.
type doneEntry struct {
	ID string `json:"Id"`
}

func anyBatch() error { return nil }
