package worlds

// differences has the behaviour of a place that differs from the documents of AWS, by the
// name of the place and the feature of the case.
func differences() map[string]map[string]string {
	return map[string]map[string]string{
		"moto": {
			"SQS: ChangeMessageVisibility of a message that is not in flight":            "accepted",
			"SQS: the redrive policy moves a message after maxReceiveCount":              "nothing, then m with its id, received 2, from nowhere",
			"SQS limits: 10 attributes, and 11":                                          "accepted, accepted",
			"SQS limits: an empty attribute":                                             "accepted",
			"SQS limits: a control character":                                            "accepted",
			"SNS: what no subscriber takes reaches the subscription's dead-letter queue": "the message is refused: NonExistentQueue",
			"SNS FIFO: number, group and deduplication id reach the queue":               "m, group g, deduplication d, without a number",
			"SNS FIFO: a message without a group":                                        "MissingParameter",
			"SNS limits: MaximumMessageSize of 1 MiB":                                    "InvalidParameter",
			"SNS limits: an empty message":                                               "accepted",
			"SNS batch: one entry fails":                                                 "2 published",
			"SNS batch: an id with a blank":                                              "2 published",
			"SNS batch: a sum above 256 KiB":                                             "2 published",
		},
		"MiniStack": {
			"SQS: ChangeMessageVisibility of a message that is not in flight":                 "accepted",
			"SQS: a deleted message does not come back":                                       "accepted, ReceiptHandleIsInvalid again, then nothing",
			"SQS limits: 10 attributes, and 11":                                               "accepted, accepted",
			"SQS limits: an empty attribute":                                                  "accepted",
			"SQS limits: DelaySeconds of 900, and of 901":                                     "accepted, accepted",
			"SQS limits: a visibility timeout that ends 12 hours after the receive, or later": "accepted, accepted",
			"SQS limits: a wait of 21 seconds":                                                "accepted",
			"SQS batch: one entry fails":                                                      "2 sent",
			"SNS: what no subscriber takes reaches the subscription's dead-letter queue":      "nothing",
			"SNS FIFO: a message without a group":                                             "InvalidParameterException",
			"SNS limits: MaximumMessageSize of 1 MiB":                                         "InvalidParameter",
			"SNS limits: an empty message":                                                    "accepted",
			"SNS limits: a subject of 101 characters":                                         "accepted",
			"SNS batch: one entry fails":                                                      "2 published",
			"SNS batch: an id with a blank":                                                   "2 published",
			"SNS batch: a sum above 256 KiB":                                                  "2 published",
		},
		"awsemulator": {
			"SNS: what no subscriber takes reaches the subscription's dead-letter queue": "the subscription is refused: not covered",
		},
	}
}
