package sns

import "sns-dynamics/internal/awsemulator/batch"

type publishBatchInput struct {
	TopicArn                   string
	PublishBatchRequestEntries []publishEntry
}

type publishBatchResult struct {
	Successful []publishResult `xml:"Successful>member"`
	Failed     []batch.Error   `xml:"Failed>member"`
}

// publishBatch publishes each entry by itself. An entry with an error fails, and the
// call succeeds.
//
// See https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html
func (ts *Topics) publishBatch(in publishBatchInput) (any, error) {
	t, err := ts.topic(in.TopicArn)
	if err != nil {
		return nil, err
	}
	ids, total := []string{}, 0
	for _, e := range in.PublishBatchRequestEntries {
		ids = append(ids, e.ID)
		total += e.size()
	}
	if err := batch.Check(ids, refuse); err != nil {
		return nil, err
	}
	if total > t.maxMessage() {
		return nil, refuse("BatchRequestTooLong", "The length of all the messages put together is more than the limit.")
	}
	var out publishBatchResult
	for _, e := range in.PublishBatchRequestEntries {
		if f, faulted := ts.faults.TakeEntry("PublishBatch", e.ID); faulted {
			out.Failed = append(out.Failed, f)
			continue
		}
		done, err := ts.publish(t, e)
		if err == nil {
			out.Successful = append(out.Successful, done)
			continue
		}
		f, err := batch.EntryError(e.ID, err)
		if err != nil {
			return nil, err
		}
		out.Failed = append(out.Failed, f)
	}
	return out, nil
}
