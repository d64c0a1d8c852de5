package worlds

// addPublishBatch adds the action sns:PublishBatch to the statement with which the function
// publishes outcome events, and returns the number of statements.
func (t template) addPublishBatch() int {
	added := 0
	for _, r := range t.resources() {
		policies, _ := object(r, "Properties")["Policies"].([]any)
		for _, p := range policies {
			statements, _ := object(p, "PolicyDocument")["Statement"].([]any)
			for _, s := range statements {
				branches, _ := object(s)["Fn::If"].([]any)
				for _, statement := range append(branches, s) {
					if o := object(statement); o["Sid"] == "PublishOutcome" {
						o["Action"] = []any{"sns:Publish", "sns:PublishBatch"}
						added++
					}
				}
			}
		}
	}
	return added
}
