package dynamics_test

import (
	"testing"
	"time"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/message"
)

// A create by alternate key whose row somebody else made with other data is rejected:
// as a success, its data would be nowhere, and in no dead-letter queue.
func TestCreateByAKeyThatSomebodyElseTook(t *testing.T) {
	for _, topic := range []string{"arn:aws:sns:eu-west-1:111122223333:operations", "arn:aws:sqs:eu-west-1:111122223333:queue"} {
		bubble(t, func(t *testing.T, e *environment) {
			_, err := e.administrator(t).Ask(t.Context(), dynamics.Question{
				Op: "another system", Method: "POST", Path: "new_orders",
				Body: []byte(`{"new_ordernumber":"SO-2001","new_name":"typed in by hand","new_total":1}`),
			})
			if err != nil {
				t.Fatal(err)
			}
			op, err := message.Envelope{TopicARN: topic, MessageID: "m", Published: time.UnixMilli(1), Message: `{"operation":"create","entitySet":"new_orders",
				"key":{"new_ordernumber":"SO-2001"},"data":{"new_name":"of the shop","new_total":1999.90}}`}.Operation()
			if err != nil {
				t.Fatal(err)
			}
			_, err = e.client.Run(t.Context(), op)
			checkClass(t, topic, err, dynamics.Rejected)
			if code := dynamics.CodeOf(err); code != "conflict" {
				t.Errorf("code %s, want conflict", code)
			}
		})
	}
}
