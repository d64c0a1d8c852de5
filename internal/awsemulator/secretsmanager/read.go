package secretsmanager

type getSecretValueInput struct{ SecretID, VersionID, VersionStage string }

// getSecretValue returns the current version, or the version that the request names.
//
// See https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html
func (ss *Secrets) getSecretValue(in getSecretValueInput) (any, error) {
	s, err := ss.mustExist(in.SecretID)
	if err != nil {
		return nil, err
	}
	stage, v := in.VersionStage, (*secretVersion)(nil)
	if in.VersionID != "" {
		v = s.version(in.VersionID)
		stage = in.VersionID
	} else {
		if stage == "" {
			stage = current
		}
		v = s.staged(stage)
	}
	if v == nil {
		return nil, refuse("ResourceNotFoundException", "Secrets Manager can't find the specified secret value for staging label: %s", stage)
	}
	return map[string]any{
		"ARN": s.arn, "Name": s.name, "SecretString": v.value, "VersionId": v.id, "VersionStages": v.stages, "CreatedDate": v.created.Unix(),
	}, nil
}

// describeSecret follows
// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DescribeSecret.html
func (ss *Secrets) describeSecret(in struct{ SecretID string }) (any, error) {
	s, err := ss.mustExist(in.SecretID)
	if err != nil {
		return nil, err
	}
	stages := map[string][]string{}
	for _, v := range s.versions {
		stages[v.id] = v.stages
	}
	out := map[string]any{
		"ARN": s.arn, "Name": s.name, "CreatedDate": s.created.Unix(), "LastChangedDate": s.changed.Unix(), "VersionIdsToStages": stages,
	}
	if s.description != "" {
		out["Description"] = s.description
	}
	if s.kmsKeyID != "" {
		out["KmsKeyId"] = s.kmsKeyID
	}
	if len(s.tags) > 0 {
		out["Tags"] = s.tags
	}
	return out, nil
}
