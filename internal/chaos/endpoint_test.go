package chaos

import (
	"encoding/json"
	"fmt"
	"net/http"
)

// keep is SQS to the processes under test: it takes in what they hand over and
// bury, and refuses what SQS refuses.
func (k *killing) keep(operation string, body []byte, s *start) (status int, answer string) {
	var in call
	if err := json.Unmarshal(body, &in); err != nil {
		k.wrong(nil, "SQS cannot read a call: %v", err)
		return http.StatusBadRequest, `{"__type":"com.amazonaws.sqs#SerializationException"}`
	}
	if operation == "ChangeMessageVisibility" {
		s.held = true
		return http.StatusOK, "{}"
	}
	m, attributes, problem := k.sending(in)
	if problem != "" {
		k.wrong(m, "SQS refuses a call: %s", problem)
		return http.StatusBadRequest, `{"__type":"com.amazonaws.sqs#InvalidParameterValue"}`
	}
	if in.queue() == "work" {
		s.again = true
		k.waiting = append(k.waiting, parcel{message: m, queue: "work", body: in.MessageBody})
		k.settled.Broadcast()
	} else {
		k.dead = append(k.dead, &deposit{message: m, body: in.MessageBody, attributes: attributes})
	}
	return http.StatusOK, in.sent(fmt.Sprint("deposit-", len(k.dead)))
}
