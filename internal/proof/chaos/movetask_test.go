package chaos

import (
	"slices"
	"time"
)

// moveTaskAt is the time of a StartMessageMoveTask, in the middle of the publications. The
// letters of this time are letters of the function and Lambda's records.
const moveTaskAt = 6 * time.Hour

// moveAll moves the messages of a dead-letter queue to the queue of the function, as SQS does:
// each is a new message with the same body. AWS does not document whether the attributes stay;
// here they do, because old attributes may mislead a reader.
//
// A real task selects nothing. This one leaves out the letters that may have a second effect,
// which the documents warn of.
//
// See https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html
func (w *simulation) moveAll(dead, to *queue) {
	for _, d := range slices.Clone(dead.all) {
		if d.deleted {
			continue
		}
		kind := "moved back by a message move task"
		switch l := dead.deadLetterOf(d); {
		case l.RepeatRisk != "":
			w.faultCounts.count("message move task: left out, would run twice", d.message)
			continue
		case d.attributes["class"] == "":
			kind = "moved back by a message move task, Lambda's record"
		}
		w.faultCounts.count(kind, d.message)
		dead.remove(d)
		to.add(d.message, d.body, "", "", d.attributes, 0)
	}
}
