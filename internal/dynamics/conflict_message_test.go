package dynamics_test

import (
	"testing"
	"time"

	"sns-dynamics/internal/dynamics"
	"sns-dynamics/internal/function/message"
	"sns-dynamics/internal/operation"
)

// A create by alternate key is rejected if another writer made the row with other data. If
// the create counted as a success, its data would be lost.
func TestCreateByAKeyThatSomebodyElseTook(t *testing.T) {
	for _, topic := range []string{"arn:aws:sns:eu-west-1:111122223333:operations", "arn:aws:sqs:eu-west-1:111122223333:queue"} {
		bubble(t, func(t *testing.T, e *environment) {
			_, err := e.administrator(t).Do(t.Context(), dynamics.Request{
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
			checkClass(t, topic, err, operation.Rejected)
			if code := dynamics.CodeOf(err); code != "conflict" {
				t.Errorf("code %s, want conflict", code)
			}
		})
	}
}
