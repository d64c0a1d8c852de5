package main

import cf "github.com/awslabs/goformation/v7/cloudformation"

// conditions tell whether each optional parameter was given.
// See https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/conditions-section-structure.html
func conditions() map[string]any {
	return map[string]any{
		hasAlarmTopicCondition:          given(alarmTopicArnParameter),
		hasReservedConcurrencyCondition: given(reservedConcurrencyParameter),
		hasSecretKmsKeyCondition:        given(secretKmsKeyArnParameter),
	}
}

func given(parameter string) string {
	return cf.Not([]string{cf.Equals(cf.Ref(parameter), "")})
}
