package main

import (
	"maps"

	cf "github.com/awslabs/goformation/v7/cloudformation"

	"sns-dynamics/internal/function/outcome"
)

// conditions distinguish the modes of delivery, and say which optional parameters have a
// value.
// See https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/conditions-section-structure.html
func conditions() map[string]any {
	direct := cf.Equals(cf.Ref(deliveryParameter), directDelivery)
	ordered := cf.Equals(cf.Ref(deliveryParameter), orderedDelivery)
	withOrderedPath := cf.Or([]string{ordered, cf.Equals(cf.Ref(keepOrderedParameter), keepsOrdered)})
	ownTopic := cf.Equals(cf.Ref(topicArnsParameter), "")
	all := map[string]any{
		isDirectCondition:   direct,
		isOrderedCondition:  ordered,
		hasOrderedCondition: withOrderedPath,

		hasAlarmTopicCondition:          differs(alarmTopicArnParameter, ""),
		hasBatchingWindowCondition:      differs(batchingWindowSecondsParameter, "0"),
		hasCodeSigningConfigCondition:   differs(codeSigningConfigArnParameter, ""),
		hasQueueNamePrefixCondition:     differs(queueNamePrefixParameter, ""),
		hasOutcomesCondition:            differs(outcomesParameter, string(outcome.Off)),
		hasReservedConcurrencyCondition: differs(reservedConcurrencyParameter, ""),
		hasSecretKmsKeyCondition:        differs(secretKmsKeyArnParameter, ""),

		hasKMSKeyCondition:                differs(kmsKeyArnParameter, ""),
		hasPermissionsBoundaryCondition:   differs(permissionsBoundaryArnParameter, ""),
		hasPublisherAccountsCondition:     differs(publisherAccountsParameter, ""),
		hasPublisherOrganizationCondition: differs(publisherOrganizationIDParameter, ""),
		hasPublisherServicesCondition:     differs(publisherServicesParameter, ""),
		isInVPCCondition:                  cf.Not([]string{cf.Equals(joined(subnetIDsParameter), "")}),

		hasOwnTopicCondition:        ownTopic,
		isOwnDirectCondition:        cf.And([]string{ownTopic, direct}),
		isOwnNotDirectCondition:     cf.And([]string{ownTopic, cf.Not([]string{direct})}),
		hasOwnOrderedTopicCondition: cf.And([]string{ownTopic, withOrderedPath}),
	}
	maps.Copy(all, credentialConditions())
	return all
}

// joined is the text of a list. The list is empty if the text is empty.
func joined(list string) string {
	return cf.Join("", cf.Ref(list))
}

func differs(parameter, value string) string {
	return cf.Not([]string{cf.Equals(cf.Ref(parameter), value)})
}
