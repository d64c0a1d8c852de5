package worlds

import (
	"slices"
	"testing"
	"testing/synctest"
)

// contract is a feature in the documents of AWS that the project uses.
type contract struct {
	feature string
	page    string // address of the AWS document that decides, without the common part
	run     func(scene) string
	want    string
}

// contracts returns all cases.
func contracts() []contract {
	return slices.Concat(queueContracts(), fifoContracts(), limitContracts(), topicContracts())
}

// hold runs all cases in a place. The test also fails if the behaviour of the place has
// become right, so that the list of differences is complete and current.
func hold(t *testing.T, name string, in func(t *testing.T, test func(scene))) {
	others := differences()[name]
	for _, c := range contracts() {
		t.Run(c.feature, func(t *testing.T) {
			want, isOther := others[c.feature]
			if !isOther {
				want = c.want
			}
			in(t, func(s scene) {
				switch got := c.run(s); {
				case got == want:
				case got == c.want:
					s.Errorf("%s does what AWS documents now (%s): remove it from the differences", name, got)
				default:
					s.Errorf("%s: %s, want %s; AWS: %s (%s)", name, got, want, c.want, c.page)
				}
			})
		})
	}
}

// TestContract compares the project's own emulator with the AWS documents, each case on a
// clock that does not wait.
func TestContract(t *testing.T) {
	hold(t, "awsemulator", func(t *testing.T, test func(scene)) {
		synctest.Test(t, func(t *testing.T) { test(scene{t, emulated()}) })
	})
}

// TestContractNames: the names of features are unique, and the list of differences names
// existing cases.
func TestContractNames(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range contracts() {
		if seen[c.feature] {
			t.Errorf("two cases are called %q", c.feature)
		}
		seen[c.feature] = true
	}
	for place, others := range differences() {
		for feature := range others {
			if !seen[feature] {
				t.Errorf("%s differs in %q, which is no case", place, feature)
			}
		}
	}
}
