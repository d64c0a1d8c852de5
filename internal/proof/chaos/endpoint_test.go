package chaos

import (
	"encoding/json"
	"fmt"
	"net/http"
)

// serveSQS is SQS for the processes under test: it stores messages that they hand over
// or send to the dead-letter queue, and refuses the requests that SQS refuses.
func (k *killing) serveSQS(operation string, body []byte, s *start) (status int, response string) {
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
		k.waiting = append(k.waiting, delivery{message: m, queue: "work", body: in.MessageBody})
		k.settled.Broadcast()
	} else {
		k.dead = append(k.dead, &queuedMessage{message: m, body: in.MessageBody, attributes: attributes})
	}
	return http.StatusOK, in.sent(fmt.Sprint("deposit-", len(k.dead)))
}
