package sqs

import "sns-dynamics/internal/awsemulator/batch"

type batchResult[Done any] struct {
	Successful []Done
	Failed     []batch.Error `json:",omitempty"`
}

// each carries out an operation for each entry of a batch. An error of check fails the
// whole batch before the first entry.
func each[Entry, Done any](qs *Queues, operation string, entries []Entry, id func(Entry) string, check func() error, do func(Entry) (Done, error)) (any, error) {
	ids := make([]string, len(entries))
	for i, e := range entries {
		ids[i] = id(e)
	}
	if err := batch.Check(ids, refuse); err != nil {
		return nil, err
	}
	if err := check(); err != nil {
		return nil, err
	}
	out := batchResult[Done]{Successful: []Done{}}
	for i, e := range entries {
		if f, faulted := qs.faults.TakeEntry(operation, ids[i]); faulted {
			out.Failed = append(out.Failed, f)
			continue
		}
		done, err := do(e)
		if err == nil {
			out.Successful = append(out.Successful, done)
			continue
		}
		f, err := batch.EntryError(ids[i], err)
		if err != nil {
			return nil, err
		}
		out.Failed = append(out.Failed, f)
	}
	return out, nil
}

// entryID is the result of an entry without more to return.
type entryID struct {
	ID string `json:"Id"`
}

func noCheck() error { return nil }
