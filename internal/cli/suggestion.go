package cli

import (
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

// annotationAWS marks a command that reaches AWS and has no flag of a resource.
const annotationAWS = "aws"

// ReachesAWS marks a command that has no flag of an AWS resource, but reads --stack,
// --region or --profile.
func ReachesAWS(cmd *cobra.Command) { cmd.Annotations = map[string]string{annotationAWS: ""} }

// resourceFlags are the flags that name an AWS resource of the deployment.
func resourceFlags() []string {
	return []string{"topic", "function", "log-group", "secret", "outcome-topic", "queue", "dead-letter-queue"}
}

// Suggest returns a suggestion to the user that runs when it is pasted. A suggestion may end
// with a command of dynctl: the command is the whole text, or stands behind ": ", "| " or
// "see ". Suggest adds the flags that name the deployment of this run, as far as that command
// has them.
func (a *App) Suggest(text string) string {
	m := regexp.MustCompile(`(?:^|: |\| )dynctl ([^|]+)$`).FindStringSubmatch(text)
	if m == nil || a.root == nil {
		return text
	}
	words := strings.Fields(m[1])
	target, _, err := a.root.Find(words)
	if err != nil || slices.Contains(words, "--help") {
		return text
	}
	_, reaches := target.Annotations[annotationAWS]
	var flags []string
	add := func(name, value string) {
		if value != "" && !slices.Contains(words, "--"+name) {
			flags = append(flags, "--"+name, ShellWord(value))
		}
	}
	for _, name := range resourceFlags() {
		if f := target.Flags().Lookup(name); f == nil || f.Hidden {
			continue
		}
		reaches = true
		add(name, a.onCommandLine[name])
	}
	if !reaches {
		return text
	}
	add("stack", a.Stack)
	if target.Flags().Lookup("environment") != nil {
		add("environment", a.Environment)
	}
	add("region", a.Region)
	add("profile", a.Profile)
	return strings.Join(append([]string{text}, flags...), " ")
}

// SuggestAll returns each text as [App.Suggest] does.
func (a *App) SuggestAll(texts []string) []string {
	var all []string
	for _, text := range texts {
		all = append(all, a.Suggest(text))
	}
	return all
}

// keepCommandLine notes the AWS resources that flags of a command name.
func (a *App) keepCommandLine(cmd *cobra.Command) {
	a.onCommandLine = map[string]string{}
	for _, name := range resourceFlags() {
		if f := cmd.Flags().Lookup(name); f != nil && f.Changed {
			a.onCommandLine[name] = f.Value.String()
		}
	}
}
