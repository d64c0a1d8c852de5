package doctor

import "testing"

func TestAllows(t *testing.T) {
	const topic = "arn:aws:sns:eu-west-1:111122223333:operations"
	for policy, want := range map[string]bool{
		`{"Statement":[{"Effect":"Allow","Principal":{"Service":"sns.amazonaws.com"},"Condition":{"ArnLike":{"AWS:SourceArn":"` + topic + `"}}}]}`:                                                                                  true,
		`{"Statement":{"Effect":"Allow","Principal":{"Service":["s3.amazonaws.com","sns.amazonaws.com"]},"Condition":{"ArnEquals":{"aws:SourceArn":["x","` + topic + `"]}}}}`:                                                       true,
		`{"Statement":[{"Effect":"Deny","Principal":"*","Condition":{"Bool":{"aws:SecureTransport":"false"}}},{"Effect":"Allow","Principal":{"Service":"sns.amazonaws.com"},"Condition":{"X":{"aws:sourcearn":"` + topic + `"}}}]}`: true,
		`{"Statement":[{"Effect":"Deny","Principal":{"Service":"sns.amazonaws.com"},"Condition":{"ArnLike":{"AWS:SourceArn":"` + topic + `"}}}]}`:                                                                                   false,
		`{"Statement":[{"Effect":"Allow","Principal":{"Service":"s3.amazonaws.com"},"Condition":{"ArnLike":{"AWS:SourceArn":"` + topic + `"}}}]}`:                                                                                   false,
		`{"Statement":[{"Effect":"Allow","Principal":{"Service":"sns.amazonaws.com"},"Condition":{"ArnLike":{"AWS:SourceArn":"` + topic + `2"}}}]}`:                                                                                 false,
		`{"Statement":[{"Effect":"Allow","Principal":{"Service":"sns.amazonaws.com"},"Condition":{"StringEquals":{"AWS:SourceAccount":"` + topic + `"}}}]}`:                                                                         false,
		`{"Statement":[{"Effect":"Allow","Principal":{"Service":"sns.amazonaws.com"}}]}`:                                                                                                                                            false,
		`{"Statement":[{"Effect":"Allow","Principal":"*"}]}`: false,
		``:  false,
		`x`: false,
	} {
		if got := allows(policy, "sns.amazonaws.com", topic); got != want {
			t.Errorf("allows(%s) = %v, want %v", policy, got, want)
		}
	}
}
