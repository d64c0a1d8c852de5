package main

import cf "github.com/awslabs/goformation/v7/cloudformation"

// conditions tell the modes of delivery apart, and whether each optional
// parameter was given.
// See https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/conditions-section-structure.html
func conditions() map[string]any {
	return map[string]any{
		isDirectCondition:   cf.Equals(cf.Ref(deliveryParameter), directDelivery),
		isQueuedCondition:   cf.Equals(cf.Ref(deliveryParameter), queuedDelivery),
		isOrderedCondition:  cf.Equals(cf.Ref(deliveryParameter), orderedDelivery),
		isStandardCondition: differs(deliveryParameter, orderedDelivery),

		hasAlarmTopicCondition:          differs(alarmTopicArnParameter, ""),
		hasBatchingWindowCondition:      differs(batchingWindowSecondsParameter, "0"),
		hasCodeSigningConfigCondition:   differs(codeSigningConfigArnParameter, ""),
		hasQueueNamePrefixCondition:     differs(queueNamePrefixParameter, ""),
		hasReservedConcurrencyCondition: differs(reservedConcurrencyParameter, ""),
		hasSecretKmsKeyCondition:        differs(secretKmsKeyArnParameter, ""),
	}
}

func differs(parameter, value string) string {
	return cf.Not([]string{cf.Equals(cf.Ref(parameter), value)})
}
