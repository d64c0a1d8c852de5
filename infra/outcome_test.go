package main

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sns-dynamics/internal/function/config"
)

// TestOutcomes: with events the stack has a topic, its output, its variable, and the
// permission to publish to it. Without events it has nothing of them.
func TestOutcomes(t *testing.T) {
	for _, mode := range modes {
		before := grants(t, deploy(t, secretArnParameter+"=arn", deliveryParameter+"="+mode))
		for _, outcomes := range []string{"none", "failures", "all"} {
			template := deploy(t, secretArnParameter+"=arn", deliveryParameter+"="+mode, outcomesParameter+"="+outcomes)
			want := []string{}
			isOn := outcomes != "none"
			if isOn {
				want = append(want, "sns:Publish OutcomeTopic")
			}
			got := slices.DeleteFunc(grants(t, template), func(g string) bool { return slices.Contains(before, g) })
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s, %s: permissions (-want +got):\n%s", mode, outcomes, diff)
			}
			resources, outputs := asMap(template["Resources"]), asMap(template["Outputs"])
			for _, id := range []string{outcomeTopicID, outcomeTopicPolicyID} {
				if _, found := resources[id]; found != isOn {
					t.Errorf("%s, %s: %s: %t", mode, outcomes, id, found)
				}
			}
			if _, found := outputs["OutcomeTopicArn"]; found != isOn {
				t.Errorf("%s, %s: output: %t", mode, outcomes, found)
			}
			variables := asMap(at(t, propertiesIn(t, template, functionID), "Environment", "Variables"))
			if _, found := variables[config.OutcomeTopicARN]; found != isOn || !cmp.Equal(variables[config.Outcomes], any(ref(outcomesParameter))) {
				t.Errorf("%s, %s: variables %v", mode, outcomes, variables)
			}
		}
	}
}
